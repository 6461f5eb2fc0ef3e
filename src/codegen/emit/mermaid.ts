import type { OwnedTable, TenancyGraph } from '../../model/graph.js'

const colours: Record<OwnedTable['ownership']['kind'], string> = {
  root: 'fill:#fde68a,stroke:#b45309',
  direct: 'fill:#bbf7d0,stroke:#15803d',
  through: 'fill:#bae6fd,stroke:#0369a1',
  identity: 'fill:#e9d5ff,stroke:#7e22ce',
  shared: 'fill:#e5e7eb,stroke:#4b5563',
  system: 'fill:#f3f4f6,stroke:#9ca3af,stroke-dasharray:4',
  unclassified: 'fill:#fecaca,stroke:#b91c1c',
}

/** The graph as a Mermaid flow chart: a node for each table, coloured by ownership; an arrow for each foreign key. */
export const mermaid = (graph: TenancyGraph): string => {
  const known = new Map(graph.tables.map(({ id }, index) => [id, `t${index}`]))
  const label = ({ table }: OwnedTable) =>
    quoted(table.schema === 'public' ? table.name : `${table.schema}.${table.name}`)
  const nodes = graph.tables.map(
    (owned) => `  ${known.get(owned.id)}[${label(owned)}]:::${owned.ownership.kind}`,
  )
  const edges = graph.tables.flatMap((owned) =>
    owned.table.foreignKeys.flatMap((key) => {
      const target = known.get(`${key.references.schema}.${key.references.table}`)
      return target === undefined
        ? []
        : [`  ${known.get(owned.id)} -->|${quoted(key.columns.join(', '))}| ${target}`]
    }),
  )
  const used = new Set(graph.tables.map(({ ownership }) => ownership.kind))
  const classes = Object.entries(colours)
    .filter(([kind]) => used.has(kind as OwnedTable['ownership']['kind']))
    .map(([kind, style]) => `  classDef ${kind} ${style}`)
  return ['flowchart LR', ...nodes, ...edges, ...classes].join('\n')
}

/**
 * A name as Mermaid's quoted text, in which `#…;` is a sign by its number: what could end the text, or the chart inside
 * a Markdown file, or be taken for markup, goes in that form.
 */
const quoted = (text: string): string =>
  `"${text.replaceAll(/[^\p{L}\p{N}\p{M} _.,:()$-]/gu, (sign) => `#${sign.codePointAt(0)};`)}"`
