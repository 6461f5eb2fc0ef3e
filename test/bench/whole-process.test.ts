import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { processRunner } from '../../bench/whole-process.js'

const folder = mkdtempSync(join(tmpdir(), 'tenantry bench '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a process is run to its end, and its peak memory is noted, that of its children with it', async () => {
  const { run } = processRunner(folder)
  const small = await run(['-e', "process.stdout.write('out'); process.exitCode = 3"], folder)
  expect(small).toMatchObject({ status: 3, stdout: 'out', stderr: '' })
  expect(small.peakMb).toBeGreaterThan(10)
  const hog = 'Buffer.alloc(200e6, 1)'
  const child = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(hog)}])`
  expect((await run(['-e', child], folder)).peakMb).toBeGreaterThan(small.peakMb + 150)
})
