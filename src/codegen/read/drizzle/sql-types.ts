import { option } from '../values/option.js'
import { unknown } from '../values/unknown.js'
import type { Site, UnknownValue, Value } from '../values/value.js'

/** A column's SQL type, exactly as the column's `getSQLType()` gives it (drizzle-orm 0.45), from its configuration. */
export type SqlType = (config: Value, site: Site) => string | UnknownValue

/** Column builders whose type depends on nothing. */
const plainTypes = {
  bigint: 'bigint',
  bigserial: 'bigserial',
  boolean: 'boolean',
  cidr: 'cidr',
  date: 'date',
  doublePrecision: 'double precision',
  geometry: 'geometry(point)',
  inet: 'inet',
  integer: 'integer',
  json: 'json',
  jsonb: 'jsonb',
  line: 'line',
  macaddr: 'macaddr',
  macaddr8: 'macaddr8',
  point: 'point',
  real: 'real',
  serial: 'serial',
  smallint: 'smallint',
  smallserial: 'smallserial',
  text: 'text',
  uuid: 'uuid',
}

const sized =
  (type: string, key: string): SqlType =>
  (config, site) => {
    const size = read(config, key, site)
    if (isUnknown(size)) return size
    return size === undefined ? type : `${type}(${size})`
  }

const vector =
  (type: string): SqlType =>
  (config, site) => {
    const dimensions = read(config, 'dimensions', site)
    return isUnknown(dimensions) ? dimensions : `${type}(${dimensions})`
  }

const numeric: SqlType = (config, site) => {
  const precision = read(config, 'precision', site)
  const scale = read(config, 'scale', site)
  if (isUnknown(precision)) return precision
  if (isUnknown(scale)) return scale
  if (precision === undefined) return 'numeric'
  return scale === undefined ? `numeric(${precision})` : `numeric(${precision}, ${scale})`
}

/** `timestamp` writes a space before its precision, `time` none. */
const timeOfDay =
  (type: string, space: string): SqlType =>
  (config, site) => {
    const precision = read(config, 'precision', site)
    const zone = read(config, 'withTimezone', site)
    if (isUnknown(precision)) return precision
    if (isUnknown(zone)) return zone
    const sizedType = precision === undefined ? type : `${type}${space}(${precision})`
    return zone ? `${sizedType} with time zone` : sizedType
  }

const timestamp: SqlType = (config, site) => {
  const mode = read(config, 'mode', site)
  if (isUnknown(mode)) return mode
  // PgTimestampString leaves the space out.
  return timeOfDay('timestamp', mode === 'string' ? '' : ' ')(config, site)
}

const interval: SqlType = (config, site) => {
  const fields = read(config, 'fields', site)
  const precision = read(config, 'precision', site)
  if (isUnknown(fields)) return fields
  if (isUnknown(precision)) return precision
  return `interval${fields ? ` ${fields}` : ''}${precision ? `(${precision})` : ''}`
}

/** By the name of the builder in `drizzle-orm/pg-core`. */
export const sqlTypes: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ...Object.entries(plainTypes).map(([name, type]): [string, SqlType] => [name, () => type]),
  ['bit', vector('bit')],
  ['char', sized('char', 'length')],
  ['decimal', numeric],
  ['halfvec', vector('halfvec')],
  ['interval', interval],
  ['numeric', numeric],
  ['sparsevec', vector('sparsevec')],
  ['time', timeOfDay('time', '')],
  ['timestamp', timestamp],
  ['varchar', sized('varchar', 'length')],
  ['vector', vector('vector')],
])

function read(config: Value, key: string, site: Site) {
  const value = option(config, key, site)
  if (value.kind === 'unknown') return value
  return value.kind === 'literal' ? value.value : unknown(site, `its ${key} is no constant`)
}

function isUnknown(value: unknown): value is UnknownValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unknown'
}
