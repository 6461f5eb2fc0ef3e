import type { Command } from 'commander'
import { graphJson } from '../../codegen/graph/graph-json.js'
import type { TenancyGraph } from '../../model/graph.js'
import {
  type CommonOptions,
  type SchemaOption,
  settingsFor,
  withCommonOptions,
  withSchemaOption,
} from '../command-options.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import type { Io } from '../io.js'
import { countFindings, diagnostics, hasErrors } from '../print/diagnostics.js'
import { graphTree } from '../print/graph-tree.js'
import { readGraph } from '../read-graph.js'

type Options = CommonOptions & SchemaOption

export const addGraph = (program: Command, io: Io, finish: (code: ExitCode) => void): void => {
  const command = program
    .command('graph')
    .description('show whose rows each table holds; works on any Drizzle schema, marked or not')
  withSchemaOption(withCommonOptions(command, 'tenantry graph --schema src/db/schema.ts')).action(
    async (options: Options) => finish(await graph(options, io)),
  )
}

const graph = async (options: Options, io: Io): Promise<ExitCode> => {
  const settings = await settingsFor(options, io, { schemaSuffices: true })
  const read = await readGraph(settings)
  const json = graphJson(asDrawn(read.graph), read.findings)
  if (options.json) io.out(`${JSON.stringify(json, null, 2)}\n`)
  else {
    io.out(graphTree(read.graph, io.colors.out))
    if (json.findings.length > 0) {
      io.err(`\n${diagnostics(json.findings, io.colors.err)}\n${countFindings(json.findings)}\n`)
    }
  }
  return hasErrors(json.findings) ? exitCodes.findings : exitCodes.fine
}

/** A schema without a single mark is not a mistake to draw: that nothing is classified is said, and is no error. */
const asDrawn = (graph: TenancyGraph): TenancyGraph => {
  if (graph.tables.some(({ table }) => table.mark !== null)) return graph
  return {
    ...graph,
    findings: graph.findings.map((finding) =>
      finding.code === 'TEN201' ? { ...finding, severity: 'info' } : finding,
    ),
  }
}
