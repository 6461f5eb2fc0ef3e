import type { InferredRoot } from '../../codegen/infer/inference.js'
import { orphanTenantColumn } from '../../codegen/infer/orphan-tenant-column.js'
import { speaksFor } from '../../codegen/infer/propose-root.js'
import { shortId } from '../../codegen/infer/table-name.js'
import { TenancyError } from '../../model/error.js'
import type { Schema } from '../../model/schema.js'

/** That it cannot be told which table holds the tenants: what was looked for, what was found, how to say it. */
export const noClearRoot = ({ candidates }: InferredRoot, schema: Schema): TenancyError => {
  if (candidates.length > 0) {
    const likely = candidates.map((candidate) => `${shortId(candidate.id)} (${speaksFor(candidate)})`)
    return new TenancyError(
      'TEN137',
      `several tables may hold your tenants: ${likely.join('; ')}. Say which: --root TABLE.`,
    )
  }
  const orphan = orphanTenantColumn(schema)
  const found =
    orphan === null
      ? ''
      : ` The column ${orphan.name} stands in ${orphan.tables} tables, and no table among the schema files has its keys.`
  return new TenancyError(
    'TEN137',
    `no table could be told to hold your tenants, among ${schema.tables.length} tables: none that others refer to is called organization, team, workspace, tenant or company, and none has a table of members.${found} Say which it is: --root TABLE.`,
  )
}
