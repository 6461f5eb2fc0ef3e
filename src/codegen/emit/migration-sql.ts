import type { TenancyGraph } from '../../model/graph.js'
import type { MigrationStep } from './compose-migration.js'
import { describeOwnership } from './describe-ownership.js'

/** Drizzle's migrators split files here; PGlite takes one command at a time, so every step stands alone. */
const breakpoint = '--> statement-breakpoint'

/** The text of a migration in drizzle's format: each command under a comment that says what it protects against. */
export const migrationSql = (steps: readonly MigrationStep[], graph: TenancyGraph): string => {
  const owned = new Map(graph.tables.map((table) => [table.id, table]))
  let heading: string | null | undefined
  const blocks = steps.map(({ table, sql, reason }) => {
    const lines: string[] = []
    // A line break in a name would end the comment.
    const comment = (text: string) => lines.push(`-- ${text.replaceAll(/[\r\n]+/g, ' ')}`)
    if (table !== heading && table !== null) {
      const known = owned.get(table)
      comment(`== ${table}${known === undefined ? '' : `: ${describeOwnership(known.ownership)}`}`)
    }
    heading = table
    comment(reason)
    return [...lines, `${sql};`].join('\n')
  })
  return `${header}\n${blocks.join(`\n${breakpoint}\n`)}\n`
}

const header = `-- Tenant isolation, written by \`tenantry gen\` from the marked schema. Do not edit: change the schema and run it again.
-- Each command stands under what it protects against; generated/tenancy.md draws the whole.`
