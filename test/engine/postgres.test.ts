import { expect, inject, test } from 'vitest'
import { startPostgres } from './postgres.js'

test('a test file gets the server of its run, not one of its own', async () => {
  const postgres = await startPostgres()
  expect(postgres.url).toBe(inject('runScope').postgresUrl)
  expect(postgres.version).toBeGreaterThanOrEqual(14)
  await postgres.stop()
  expect((await startPostgres()).url).toBe(postgres.url)
})
