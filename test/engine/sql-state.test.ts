import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { outcomeOf, sqlState } from './sql-state.js'

const withCode = (code: unknown) => Object.assign(new Error('refused'), { code })

test('a SQLSTATE is found through any number of causes', () => {
  expect(sqlState(withCode('42501'))).toBe('42501')
  expect(sqlState(new DrizzleQueryError('select 1', [], withCode('P0001')))).toBe('P0001')
  expect(sqlState(new Error('a', { cause: new Error('b', { cause: withCode('XX000') }) }))).toBe('XX000')
})

test('what is no SQLSTATE is not taken for one, and a circle of causes ends', () => {
  expect(sqlState(withCode('EPIPE'))).toBeNull()
  expect(sqlState(withCode('TEN601'))).toBeNull()
  expect(sqlState(withCode(42501))).toBeNull()
  expect(sqlState('42501')).toBeNull()
  const circle = new Error('circle')
  circle.cause = circle
  expect(sqlState(circle)).toBeNull()
})

test('an outcome is the SQLSTATE or done; another failure is thrown on', async () => {
  expect(await outcomeOf(Promise.resolve([]))).toBe('done')
  expect(await outcomeOf(Promise.reject(withCode('23505')))).toBe('23505')
  await expect(outcomeOf(Promise.reject(new Error('no server')))).rejects.toThrow('no server')
})
