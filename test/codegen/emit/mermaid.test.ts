import { expect, it } from 'vitest'
import { mermaid } from '../../../src/codegen/emit/mermaid.js'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { column, direct, key, ownColumns, projects, schemaOf, table, tenants } from '../small-schema.js'

it('the chart has a node for each table and an arrow for each key', () => {
  const tasks = table('tasks', direct, {
    columns: ownColumns(column('project_id')),
    foreignKeys: [key('project_id', 'projects')],
  })
  expect(mermaid(buildGraph(schemaOf(tenants, projects, tasks)))).toBe(`flowchart LR
  t0["projects"]:::direct
  t1["tasks"]:::direct
  t2["tenants"]:::root
  t1 -->|"project_id"| t0
  classDef root fill:#fde68a,stroke:#b45309
  classDef direct fill:#bbf7d0,stroke:#15803d`)
})

it('a name cannot end its text, its line, or the chart in a Markdown file', () => {
  const name = 'a"]\n```<b>&#\u2028'
  const chart = mermaid(buildGraph(schemaOf(tenants, table(name, direct, { columns: ownColumns() }))))
  expect(chart.split('\n')[1]).toBe('  t0["a#34;#93;#10;#96;#96;#96;#60;b#62;#38;#35;#8232;"]:::direct')
})
