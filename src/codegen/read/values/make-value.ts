import type {
  ArrayValue,
  LiteralValue,
  NativeValue,
  ObjectValue,
  OpaqueValue,
  Primitive,
  Site,
  UnknownValue,
  Value,
} from './value.js'

export const literal = (value: Primitive | RegExp): LiteralValue => ({ kind: 'literal', value })

export const nothing: LiteralValue = literal(undefined)

export const objectOf = (entries: Iterable<readonly [string, Value]> = []): ObjectValue => ({
  kind: 'object',
  entries: new Map(entries),
  gap: null,
})

export const arrayOf = (items: Iterable<Value>, gap: UnknownValue | null = null): ArrayValue => ({
  kind: 'array',
  items: [...items],
  gap,
})

export const opaque = (what: string): OpaqueValue => ({ kind: 'opaque', what })

export const native = (
  name: string,
  call: (args: readonly Value[], site: Site) => Value,
  rest: Pick<NativeValue, 'members' | 'makes'> = {},
): NativeValue => ({ kind: 'native', name, call, ...rest })
