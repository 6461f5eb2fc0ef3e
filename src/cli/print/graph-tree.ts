import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { Colors } from '../io.js'

/** The tables by whose rows they hold: the root's as a tree, the others in groups. */
export const graphTree = (graph: TenancyGraph, colors: Colors): string => {
  const groups = [
    { title: rootTitle(graph, colors), tables: ownedByRoot(graph) },
    {
      title: colors.bold('identity') + colors.dim(' people: seen by the tenants whose members they are'),
      tables: ofKind(graph, 'identity'),
    },
    {
      title: colors.bold('shared') + colors.dim(' read by every tenant, written by none'),
      tables: ofKind(graph, 'shared'),
    },
    {
      title: colors.bold('system') + colors.dim(' out of reach for every tenant'),
      tables: ofKind(graph, 'system'),
    },
    {
      title: colors.red('unclassified') + colors.dim(' nobody has said whose rows these are'),
      tables: ofKind(graph, 'unclassified'),
    },
  ]
  return groups
    .filter(({ title, tables }) => title !== null && (tables.length > 0 || title === groups[0]?.title))
    .map(({ title, tables }) => [title, ...branches(tables, graph, colors, '')].join('\n'))
    .join('\n\n')
    .concat('\n')
}

function rootTitle(graph: TenancyGraph, colors: Colors): string | null {
  const root = graph.tables.find(({ id }) => id === graph.root)
  return root === undefined
    ? null
    : `${colors.bold(shortName(root))}${colors.dim(` the tenants, by ${root.table.primaryKey.join(', ')}`)}`
}

const ofKind = (graph: TenancyGraph, kind: OwnedTable['ownership']['kind']) =>
  graph.tables.filter(({ ownership }) => ownership.kind === kind)

/** Without a root the tables that should hang from it are findings, and stand alone. */
const ownedByRoot = (graph: TenancyGraph): readonly OwnedTable[] => [
  ...ofKind(graph, 'direct'),
  ...ofKind(graph, 'through').filter(({ ownership }) => parentOf(ownership) === graph.root),
]

const parentOf = (ownership: OwnedTable['ownership']) =>
  ownership.kind === 'through' ? ownership.parent : null

function branches(
  tables: readonly OwnedTable[],
  graph: TenancyGraph,
  colors: Colors,
  indent: string,
): readonly string[] {
  return tables.flatMap((owned, index) => {
    const last = index === tables.length - 1
    const children = ofKind(graph, 'through').filter(({ ownership }) => parentOf(ownership) === owned.id)
    return [
      `${indent}${last ? '└─' : '├─'} ${shortName(owned)}${colors.dim(note(owned))}`,
      ...branches(children, graph, colors, `${indent}${last ? '   ' : '│  '}`),
    ]
  })
}

/** Postgres' own default schema goes without saying. */
const shortName = ({ table }: OwnedTable) =>
  table.schema === 'public' ? table.name : `${table.schema}.${table.name}`

function note({ ownership }: OwnedTable): string {
  switch (ownership.kind) {
    case 'direct':
      return `  ${ownership.column}${ownership.shared ? ', and rows that all share' : ''}`
    case 'through':
      return `  through ${ownership.path[0]}`
    case 'identity':
      return `  members in ${ownership.members}`
    case 'root':
    case 'shared':
    case 'system':
    case 'unclassified':
      return ''
    default:
      return ownership satisfies never
  }
}
