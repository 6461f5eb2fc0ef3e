import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { schemaFiles } from '../../../src/cli/settings/schema-files.js'

const folder = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'tenantry-files-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'db'))
  writeFileSync(join(root, 'db/users.ts'), '')
  mkdirSync(join(root, 'empty'))
  return root
}

test.each(['nope.ts', 'nope/*.ts', 'nope', 'empty', 'empty/*.ts'])(
  '%s, under which no file is found, is refused in the same way',
  async (entry) => {
    await expect(schemaFiles(['db/users.ts', entry], folder())).rejects.toMatchObject({ code: 'TEN133' })
  },
)

test('a file, its folder and a glob for it stand for it once', async () => {
  const root = folder()
  expect(await schemaFiles(['db/users.ts', 'db', 'db/*.ts'], root)).toEqual([join(root, 'db/users.ts')])
})
