import { basename, dirname, relative, resolve } from 'node:path'
import { classifyTables } from '../../codegen/graph/classify-tables.js'
import { inferTenancy } from '../../codegen/infer/infer-tenancy.js'
import type { Inference } from '../../codegen/infer/inference.js'
import { writeFiles } from '../../codegen/migrations/write-files.js'
import { readSchema } from '../../codegen/read/read-schema.js'
import { TenancyError } from '../../model/error.js'
import type { Finding } from '../../model/finding.js'
import type { Schema } from '../../model/schema.js'
import type { CommonOptions, SchemaOption } from '../command-options.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import type { Io } from '../io.js'
import { countFindings, diagnostics, hasErrors } from '../print/diagnostics.js'
import { inferenceJson } from '../print/inference-json.js'
import { inferenceSummary, nextSteps } from '../print/inference-summary.js'
import type { ParsedSettings } from '../settings/parsed-settings.js'
import { schemaFiles } from '../settings/schema-files.js'
import type { Answers } from './answers.js'
import type { Asker } from './asker.js'
import { chooseRoot } from './choose-root.js'
import { assertWritable, configFile } from './config-file.js'
import { configText } from './config-text.js'
import { type Decisions, decisionsOf, firstAnswers, takeProposals } from './decisions.js'
import { initSettings } from './init-settings.js'
import { interview } from './interview.js'
import { namedRoot } from './named-root.js'
import { noClearRoot } from './no-clear-root.js'
import { assertPlain } from './plain-config.js'

export interface InitOptions extends CommonOptions, SchemaOption {
  readonly root?: string
  readonly yes?: true
  readonly acceptDoubtful?: true
  readonly force?: true
}

/**
 * Reads the schema, proposes whose rows its tables hold, has that decided by `asker` (null when nobody can be asked),
 * and writes the configuration. Writes no other file.
 */
export const runInit = async (options: InitOptions, io: Io, asker: Asker | null): Promise<ExitCode> => {
  const folder = resolve(io.cwd, options.cwd ?? '.')
  const file = await configFile(folder, options.config)
  if (!options.json) {
    assertWritable(file, options.force === true, io.cwd)
    assertDecidable(options, asker)
    if (file.exists) await assertPlain(file.path)
  }
  const { parsed, written } = await initSettings(options, file, folder, io)
  const { schema, findings } = await readClassified(parsed)
  const root = options.root === undefined ? {} : { root: namedRoot(options.root, schema) }
  const inference = inferTenancy(schema, root)
  const code = hasErrors(findings) ? exitCodes.findings : exitCodes.fine
  if (options.json) {
    io.out(`${JSON.stringify(inferenceJson(inference, findings), null, 2)}\n`)
    return code
  }

  tellFindings(findings, schema, io)
  const already = schema.tables.filter(({ mark }) => mark !== null).length
  if (already === schema.tables.length) {
    io.out(`nothing to write: ${already === 0 ? 'there is no table' : 'every table is classified already'}\n`)
    return code
  }
  if (already > 0) {
    io.out(
      `${already} of ${schema.tables.length} tables are classified already; the proposals are for the others\n`,
    )
  }
  const decisions = await decide(schema, inference, options, io, asker)
  const name = relative(io.cwd, file.path)
  const wanted = decisions !== null && (await confirmed(decisions, name, options, io, asker))
  if (decisions === null || !wanted) {
    io.err('cancelled: nothing is written\n')
    return exitCodes.usage
  }
  const text = configText({ settings: written, said: parsed.tables, decisions })
  await writeFiles(dirname(file.path), new Map([[basename(file.path), text]]))
  io.out(`wrote ${name}\n${inferenceSummary(decisions, io.colors.out)}\n${nextSteps(decisions, name)}`)
  return code
}

function assertDecidable({ yes, acceptDoubtful }: InitOptions, asker: Asker | null): void {
  if (acceptDoubtful && !yes) {
    throw new TenancyError(
      'TEN134',
      '--accept-doubtful says what --yes does with doubtful tables: pass both.',
    )
  }
  if (yes || asker !== null) return
  throw new TenancyError(
    'TEN134',
    'this is no terminal, and nobody can be asked. Pass --yes to take what is sure and leave the rest undecided, or --json to see the proposals.',
  )
}

async function readClassified({
  schema: entries,
  root,
  casing,
  tables,
}: ParsedSettings): Promise<{ readonly schema: Schema; readonly findings: readonly Finding[] }> {
  const { schema, findings } = await readSchema({
    files: await schemaFiles(entries, root),
    root,
    ...(casing === null ? {} : { casing }),
  })
  const classified = classifyTables(schema, tables)
  return { schema: classified.schema, findings: [...findings, ...classified.findings] }
}

function tellFindings(findings: readonly Finding[], schema: Schema, io: Io): void {
  if (findings.length === 0) return
  io.err(`${diagnostics(findings, io.colors.err)}\n${countFindings(findings)}\n`)
  if (hasErrors(findings)) {
    io.err(
      `not everything was understood: going on with ${schema.tables.length} tables, and others may be missing\n`,
    )
  }
}

/** Null when whoever is asked wants no more of it. */
async function decide(
  schema: Schema,
  inference: Inference,
  options: InitOptions,
  io: Io,
  asker: Asker | null,
): Promise<Decisions | null> {
  const alone = options.yes === true || asker === null
  const root = await rootFor(schema, inference, options, alone ? null : asker)
  if (root === null) return null
  const table = inferTenancy(schema, { root }).tables.find(({ id }) => id === root)
  if (table === undefined) throw noClearRoot(inference.root, schema)
  const first = firstAnswers(schema, table)
  let answers: Answers | null = first
  if (!alone) {
    const before = decisionsOf(schema, first)
    if (before.undecided.length > 0) asker.tell(inferenceSummary(before, io.colors.out))
    answers = await interview(schema, first, asker)
  } else if (options.acceptDoubtful) answers = takeProposals(schema, first)
  return answers === null ? null : decisionsOf(schema, answers)
}

async function rootFor(
  schema: Schema,
  inference: Inference,
  { root: named }: InitOptions,
  asker: Asker | null,
): Promise<string | null> {
  const { root } = inference
  const isSaid = named !== undefined || schema.tables.some(({ mark }) => mark?.kind === 'root')
  if (root.id !== null && isSaid) return root.id
  if (asker !== null) return chooseRoot(inference, asker)
  if (root.id === null || root.confidence === 'doubtful') throw noClearRoot(root, schema)
  return root.id
}

async function confirmed(
  decisions: Decisions,
  name: string,
  { yes }: InitOptions,
  io: Io,
  asker: Asker | null,
): Promise<boolean> {
  if (yes || asker === null) return true
  asker.tell(inferenceSummary(decisions, io.colors.out))
  return (await asker.confirm(`Write ${name}?`)) === true
}
