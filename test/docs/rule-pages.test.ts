import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const sources = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))

const raised = [
  ...new Set(sources('src').flatMap((text) => text.match(/(?<=['"`])TEN\d{3}\b/g) ?? [])),
].sort()

it('there are codes to explain', () => {
  expect(raised.length).toBeGreaterThan(20)
})

it.each(raised)('%s has a page that says what, why and what to do', (code) => {
  const page = readFileSync(join(root, 'docs/rules', `${code}.md`), 'utf8')
  expect(page).toMatch(
    new RegExp(
      `^# ${code}: .+\n\n\\*\\*What\\.\\*\\* .+\n\n\\*\\*Why\\.\\*\\* .+\n\n\\*\\*Fix\\.\\*\\* .+\n`,
    ),
  )
  expect(page).toMatch(/^## Bad\n[\s\S]*^## Good\n/m)
})
