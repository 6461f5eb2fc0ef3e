import { describe, expect, it } from 'vitest'
import { strangerTo } from '../../../../src/runtime/context/tripwire/stranger.js'

const uuid = '0a000000-0000-4000-8000-00000000000b'

describe('a value of a tenant column', () => {
  it.each<[string, Parameters<typeof strangerTo>, readonly unknown[], readonly unknown[]]>([
    ['uuid', [uuid, 'uuid'], [uuid, uuid.toUpperCase()], [uuid.replace('b', 'c'), '', 0]],
    ['text', ['Acme', 'text'], ['Acme'], ['acme', 'Acme ', 'Globex']],
    ['integer', ['42', 'integer'], [42, '42', 42n], [43, '43', 43n, -42]],
    [
      'bigint',
      ['9007199254740991', 'bigint'],
      [9007199254740991, '9007199254740991', 9007199254740991n],
      [9007199254740990, '9'],
    ],
    // What JSON has made of it.
    [
      'great bigint',
      ['9007199254740993', 'bigint'],
      ['9007199254740993', 9007199254740993n, 9007199254740992],
      ['9007199254740992', 9007199254740996],
    ],
    [
      'value of a parser of one’s own',
      ['42', 'integer'],
      [{ toString: () => '42' }],
      [{ toString: () => '43' }, {}],
    ],
  ])('is told from another tenant’s: %s', (_, [tenant, type], own, others) => {
    const isStranger = strangerTo(tenant, type)
    expect([...own, null, undefined].filter(isStranger)).toEqual([])
    expect(others.filter((value) => !isStranger(value))).toEqual([])
  })
})
