import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const rules = join(root, 'docs/rules')
const pages = readdirSync(rules).filter((name) => /^TEN6\d\d\.md$/.test(name))

/** Codes that the runtime, and the nouns that it uses, throw. */
const thrown = (): readonly string[] => {
  const sources = [
    ...readdirSync(join(root, 'src/runtime'), { recursive: true, encoding: 'utf8' }).map((name) =>
      join('src/runtime', name),
    ),
    'src/model/seal.ts',
    'src/model/tenant-id.ts',
  ].filter((name) => name.endsWith('.ts'))
  return sources.flatMap((path) => readFileSync(join(root, path), 'utf8').match(/(?<=')TEN6\d\d(?=')/g) ?? [])
}

describe('errors of the runtime', () => {
  it('have a page each, and no page is left over', () => {
    const named = [...new Set(thrown())].map((code) => `${code}.md`)
    expect(named.sort()).toEqual([...pages].sort())
  })

  it.each(pages)('%s says what, why and what to do, with one bad and one good example', (name) => {
    const page = readFileSync(join(rules, name), 'utf8')
    const paragraphs = ['What', 'Why', 'Fix'].map((word) => `\\*\\*${word}\\.\\*\\* .+\n\n`).join('')
    const examples = ['Bad', 'Good']
      .map((word) => `## ${word}\n\n\`\`\`ts\n(?:(?!\`\`\`)[^])+\`\`\`\n`)
      .join('\n')
    expect(page).toMatch(new RegExp(`^# ${name.replace('.md', '')}: .+\n\n${paragraphs}${examples}$`))
  })
})
