import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { Manifest } from '../../model/manifest.js'
import type { RowPredicate, Statement, StatementKind } from '../../model/plan.js'
import { describeOwnership } from './describe-ownership.js'
import { mermaid } from './mermaid.js'

/** `generated/tenancy.md`: what a reviewer reads in a pull request. */
export const tenancyMd = (
  graph: TenancyGraph,
  manifest: Manifest,
  statements: readonly Statement[],
): string => {
  const { type, root, column } = manifest.tenant
  const sections = [
    '# Tenancy',
    `Written by \`tenantry gen\` from the marked schema. A tenant is a row of \`${root}\` (\`${column}\`, ${type}).`,
    '## Whose rows',
    ownershipTable(graph),
    `\`\`\`mermaid\n${mermaid(graph)}\n\`\`\``,
    '## Who may what',
    rolesTable(manifest),
    '## Erasure order',
    'Referring rows first; tables in one step refer to each other and go in one statement.',
    erasureList(manifest),
    '## What each statement protects against',
    'The whole database first, then table by table.',
    statementSections(statements),
  ]
  return `${sections.join('\n\n')}\n`
}

function ownershipTable({ tables }: TenancyGraph): string {
  const rows = tables.map(
    (owned) =>
      `| \`${owned.id}\` | ${owned.ownership.kind} | ${describeOwnership(owned.ownership)} | ${onErase(owned)} | ${owned.table.place.file}:${owned.table.place.line} |`,
  )
  return ['| table | kind | whose rows | on erasure | declared |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  )
}

function onErase({ onErase, ownership }: OwnedTable): string {
  if (ownership.kind !== 'root' && ownership.kind !== 'direct' && ownership.kind !== 'through') return 'kept'
  switch (onErase.mode) {
    case 'delete':
      return 'deleted'
    case 'retain':
      return `kept: ${onErase.reason}`
    case 'anonymise':
      return `anonymised: ${onErase.columns.join(', ')}`
    default:
      return onErase satisfies never
  }
}

function rolesTable({ roles, tables }: Manifest): string {
  const names = [roles.app, roles.lifecycle, roles.admin]
  const rows = tables.map((table) => {
    const cells = names.map((role) => {
      const privileges = table.grants
        .filter((grant) => grant.role === role)
        .map(({ privilege, columns }) =>
          columns === null ? privilege : `${privilege} (${columns.join(', ')})`,
        )
      return privileges.length === 0 ? 'nothing' : privileges.join(', ')
    })
    return `| \`${table.schema}.${table.name}\` | ${cells.join(' | ')} |`
  })
  return [`| table | ${names.map((name) => `\`${name}\``).join(' | ')} |`, '|---|---|---|---|', ...rows].join(
    '\n',
  )
}

const erasureList = ({ erasure }: Manifest): string =>
  erasure.steps
    .map(({ tables }, index) => {
      const parts = tables.map(
        ({ table, mode, predicate }) => `\`${table}\` ${mode} where ${where(predicate)}`,
      )
      return `${index + 1}. ${parts.join('; ')}`
    })
    .join('\n')

const where = (predicate: RowPredicate): string =>
  predicate.by === 'column'
    ? `${predicate.column} = tenant`
    : `(${predicate.columns.join(', ')}) in ${predicate.parent} where ${where(predicate.parentPredicate)}`

const order: readonly StatementKind[] = [
  'role',
  'schema',
  'function',
  'unique',
  'index',
  'foreign-key',
  'grant',
  'policy',
  'rls',
  'manifest',
]

function statementSections(statements: readonly Statement[]): string {
  const groups = new Map<string | null, Statement[]>()
  for (const statement of statements) {
    groups.set(statement.table, [...(groups.get(statement.table) ?? []), statement])
  }
  const titles = [...groups.keys()].sort((a, b) => (a === null || (b !== null && a < b) ? -1 : 1))
  return titles
    .map((title) => {
      const sorted = [...(groups.get(title) ?? [])].sort(
        (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind),
      )
      const rows = sorted.map(
        ({ id, kind, reason }) => `| ${kind} | \`${nameIn(title, id)}\` | ${reason.replaceAll('|', '\\|')} |`,
      )
      const head = `### ${title === null ? 'The whole database' : `\`${title}\``}`
      return [head, '', '| what | name | protects against |', '|---|---|---|', ...rows].join('\n')
    })
    .join('\n\n')
}

/** The id without its kind, and without the table under whose heading it stands. */
const nameIn = (table: string | null, id: string) => {
  const name = id.split(':').slice(1).join(':')
  return table !== null && name.startsWith(`${table}:`) ? name.slice(table.length + 1) : name
}
