import { describeView } from '../../codegen/emit/describe-view.js'
import type { OwnedTable, TenancyGraph } from '../../model/graph.js'
import type { QualifiedName } from '../../model/schema.js'
import type { Colors } from '../io.js'
import { printable } from './printable.js'

/** The tables by whose rows they hold, the root's as a tree, the others in groups; then the views. */
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
    .concat(graph.views.length === 0 ? [] : [viewList(graph, colors)])
    .join('\n\n')
    .concat('\n')
}

function rootTitle(graph: TenancyGraph, colors: Colors): string | null {
  const root = graph.tables.find(({ id }) => id === graph.root)
  return root === undefined
    ? null
    : `${colors.bold(shortName(root))}${colors.dim(` the tenants, by ${printable(root.table.primaryKey.join(', '))}`)}`
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
      `${indent}${last ? '└─' : '├─'} ${shortName(owned)}${colors.dim(printable(note(owned)))}`,
      ...branches(children, graph, colors, `${indent}${last ? '   ' : '│  '}`),
    ]
  })
}

function viewList({ views }: TenancyGraph, colors: Colors): string {
  const lines = views.map((view, index) => {
    const { past, text } = describeView(view)
    const note = past ? colors.yellow(text) : colors.dim(text)
    return `${index === views.length - 1 ? '└─' : '├─'} ${nameOf(view)}  ${note}`
  })
  return [colors.bold('views'), ...lines].join('\n')
}

const shortName = ({ table }: OwnedTable) => nameOf(table)

/** Postgres' own default schema goes without saying. */
const nameOf = ({ schema, name }: QualifiedName) =>
  printable(schema === 'public' ? name : `${schema}.${name}`)

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
