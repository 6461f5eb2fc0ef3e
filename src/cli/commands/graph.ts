import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { mermaid } from '../../codegen/emit/mermaid.js'
import { graphJson } from '../../codegen/graph/graph-json.js'
import { TenancyError } from '../../model/error.js'
import type { Finding } from '../../model/finding.js'
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

interface Options extends CommonOptions, SchemaOption {
  readonly mermaid?: true
  readonly html?: string
}

export const addGraph = (program: Command, io: Io, finish: (code: ExitCode) => void): void => {
  const command = program
    .command('graph')
    .description('show whose rows each table holds; works on any Drizzle schema, marked or not')
  withSchemaOption(withCommonOptions(command, 'tenantry graph --schema src/db/schema.ts --html graph.html'))
    .addOption(new Option('--mermaid', 'print it as a Mermaid chart').conflicts(['json', 'html']))
    .addOption(
      new Option('--html <file>', 'write it as one page that fetches nothing').conflicts(['json', 'mermaid']),
    )
    .action(async (options: Options) => finish(await graph(options, io)))
}

const graph = async (options: Options, io: Io): Promise<ExitCode> => {
  const settings = await settingsFor(options, io, { schemaSuffices: true })
  const read = await readGraph(settings)
  const drawn = asDrawn(read.graph)
  const json = graphJson(drawn, read.findings)
  const failed = hasErrors(json.findings)
  if (options.json) io.out(`${JSON.stringify(json, null, 2)}\n`)
  else if (options.html !== undefined) {
    const { graphPage } = await import('../../codegen/emit/html/graph-page.js')
    await writePage(options.html, await graphPage(drawn, json.findings), options, io)
    io.out(`wrote ${options.html}\n`)
    if (failed) io.err(`${countFindings(json.findings)}: see the page\n`)
  } else {
    io.out(options.mermaid ? `${mermaid(drawn)}\n` : graphTree(drawn, io.colors.out))
    reportFindings(json.findings, io)
  }
  return failed ? exitCodes.findings : exitCodes.fine
}

function reportFindings(findings: readonly Finding[], { err, colors }: Io): void {
  if (findings.length > 0) err(`\n${diagnostics(findings, colors.err)}\n${countFindings(findings)}\n`)
}

/** @throws TenancyError TEN124 when the file cannot be written */
async function writePage(file: string, page: string, { cwd }: Options, io: Io): Promise<void> {
  const path = resolve(io.cwd, cwd ?? '.', file)
  try {
    // Its own folder and no more: made recursively below /proc, Node 20 never comes back.
    await mkdir(dirname(path)).catch(() => {})
    await writeFile(path, page)
  } catch (cause) {
    throw new TenancyError('TEN124', `--html ${file} cannot be written: ${(cause as Error).message}`, {
      cause,
    })
  }
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
