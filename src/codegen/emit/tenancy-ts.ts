import type { Manifest } from '../../model/manifest.js'

/** `generated/tenancy.ts`: the manifest as typed data, and the functions bound to it. */
export const tenancyTs = (manifest: Manifest): string => `// Written by \`tenantry gen\`. Do not edit.
import { createTenancy } from 'tenantry'

/** What tenancy.json says, as typed data. */
export const manifest = ${toSource(manifest)} as const

/** \`withTenant(db, tenantId, async (tx) => …)\` and the others for this tenancy: its id type, its roles and its tables. */
export const { withTenant, parseTenantId, acrossTenants, verifyTenancy } = createTenancy(manifest)
`

/** JSON as a TypeScript literal: single quotes, unquoted keys where they are names. */
function toSource(value: unknown, indent = ''): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const items = value.map((item) => toSource(item, inner))
    const line = `[${items.join(', ')}]`
    return line.length <= 100 && !line.includes('\n')
      ? line
      : `[\n${items.map((item) => `${inner}${item},`).join('\n')}\n${indent}]`
  }
  if (typeof value === 'object' && value !== null) {
    const items = Object.entries(value).map(([key, item]) => `${toKey(key)}: ${toSource(item, inner)}`)
    const line = `{ ${items.join(', ')} }`
    return line.length <= 100 && !line.includes('\n')
      ? line
      : `{\n${items.map((item) => `${inner}${item},`).join('\n')}\n${indent}}`
  }
  return typeof value === 'string' ? toText(value) : JSON.stringify(value)
}

const toKey = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : toText(key))
const toText = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
