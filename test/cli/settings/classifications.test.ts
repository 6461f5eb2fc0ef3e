import { describe, expect, test } from 'vitest'
import { classifications } from '../../../src/cli/settings/classifications.js'
import type { Classifications } from '../../../src/model/classification.js'

const read = (value: unknown) => classifications(value, 'tables')

test('every kind with every option passes the border unchanged', () => {
  const tables: Classifications = {
    organization: { kind: 'root', status: 'status' },
    member: { kind: 'direct', tenant: 'organization_id', shared: true, onErase: { retain: 'the law' } },
    'billing.line': { kind: 'through', through: 'invoice_id', onErase: { anonymise: ['note', 'email'] } },
    user: { kind: 'identity', members: 'member', onErase: 'delete' },
    'plan_*': { kind: 'shared' },
    'auth.*': { kind: 'system' },
  }
  expect(read(tables)).toEqual(tables)
})

describe('what it cannot be is refused by name', () => {
  test.each<readonly [unknown, string]>([
    [[], 'tables must be an object with the tables as its keys'],
    [{ member: 'direct' }, 'tables["member"] must be an object with a `kind`'],
    [{ member: null }, 'tables["member"] must be an object with a `kind`'],
    [{ member: { kind: 'tenant' } }, "tables[\"member\"].kind must be 'root' or 'direct'"],
    [{ member: { kind: 'direct' } }, 'tables["member"].tenant must be given'],
    [{ member: { kind: 'through' } }, 'tables["member"].through must be given'],
    [{ member: { kind: 'identity' } }, 'tables["member"].members must be given'],
    [{ member: { kind: 'direct', tenant: '' } }, 'tables["member"].tenant must be a text'],
    [{ member: { kind: 'direct', tenent: 'x' } }, 'Did you mean `tenant`?'],
    [{ member: { kind: 'system', tenant: 'x' } }, 'tables["member"] has no key `tenant`'],
    [{ member: { kind: 'direct', tenant: 'x', shared: false } }, 'tables["member"].shared must be true'],
    [{ member: { kind: 'system', onErase: 'keep' } }, 'tables["member"].onErase must be an object'],
    [{ member: { kind: 'system', onErase: {} } }, 'tables["member"].onErase must be \'delete\', { retain'],
    [
      { member: { kind: 'system', onErase: { retain: 'x', anonymise: ['y'] } } },
      'tables["member"].onErase must be \'delete\', { retain',
    ],
    [
      { member: { kind: 'system', onErase: { anonymise: [] } } },
      'anonymise must be a list that is not empty',
    ],
    [{ ' ': { kind: 'system' } }, 'a key of tables must be a text'],
  ])('%j', (value, message) => {
    expect(() => read(value)).toThrowError(expect.objectContaining({ code: 'TEN131' }))
    expect(() => read(value)).toThrowError(message)
  })
})
