import type { Finding } from '../../model/finding.js'
import type { SourcePlace } from '../../model/schema.js'
import type { UnknownValue } from './values/value.js'

/** The findings of reading, one function per code. Each has its page in docs/rules/. */

export const fileMissing = (path: string): Finding => ({
  code: 'TEN101',
  severity: 'error',
  object: path,
  message: `the schema file ${path} cannot be read`,
  why: 'Tables in it would be left out, and would get no isolation.',
  fix: 'Check its permissions, or take it out of `schema`.',
})

export const syntaxError = (path: string, message: string, line: number, column: number): Finding => ({
  code: 'TEN102',
  severity: 'error',
  object: path,
  message: `${path} has a syntax error: ${message}`,
  why: 'What stands around it may be read as something else than you meant.',
  fix: 'Correct it; your editor or tsc shows the same error.',
  where: { file: path, line, column },
})

export const notText = (path: string): Finding => ({
  code: 'TEN102',
  severity: 'error',
  object: path,
  message: `${path} is no text in UTF-8`,
  why: 'Nothing in it can be read.',
  fix: 'Save it as UTF-8, or take it out of `schema` and of what the schema files import.',
  where: { file: path, line: 1 },
})

/** `lost` says what is not known for this reason, as the beginning of a sentence: "the column x". */
export const notUnderstood = (object: string, lost: string, gap: UnknownValue): Finding => ({
  code: gap.code,
  severity: 'error',
  object,
  message: `${lost} is not read: \`${gap.expression}\` cannot be evaluated, ${gap.reason}`,
  ...advice[gap.code],
  where: gap.place,
})

export const tableNotUnderstood = (
  object: string,
  lost: string,
  gap: UnknownValue,
  place?: SourcePlace,
): Finding => ({
  ...notUnderstood(object, lost, gap),
  ...(gap.code === 'TEN103' ? {} : { code: 'TEN105' as const, why: unknownTable }),
  where: place ?? gap.place,
})

export const noTables = (paths: readonly string[]): Finding => ({
  code: 'TEN106',
  severity: 'error',
  object: paths.join(', '),
  message: `no table is exported from ${paths.join(', ')}`,
  why: 'There is nothing to isolate. Like drizzle-kit, tenantry takes the tables that the schema files export.',
  fix: 'Name the files that export the tables, and export each table.',
  ...(paths[0] === undefined ? {} : { where: { file: paths[0], line: 1 } }),
})

export const optionRefused = (object: string, what: string, fix: string, where: SourcePlace): Finding => ({
  code: 'TEN107',
  severity: 'error',
  object,
  message: `${object} ${what}`,
  why: 'The table function throws when the application loads the schema.',
  fix,
  where,
})

/** `what` is the table, column, view or Postgres schema with its name, `fault` what is wrong with the name. */
export const unusableName = (object: string, what: string, fault: string, where: SourcePlace): Finding => ({
  code: 'TEN108',
  severity: 'error',
  object,
  message: `${what} has a name that Postgres cannot hold: it ${fault}`,
  why: 'Postgres refuses an empty name and the character NUL, and cuts a longer name off: the database then has another name than the schema, and two names can become one.',
  fix: 'Give it a name of 1 to 63 bytes.',
  where,
})

const unknownTable = 'A table that is not read gets no isolation, so nothing is generated until it is.'

const advice: Record<UnknownValue['code'], Pick<Finding, 'why' | 'fix'>> = {
  TEN103: {
    why: 'What the import brings decides what the table is. Files of the project and packages of its repository are read, installed packages are not.',
    fix: 'Correct the path, or move what the table needs into a file of the project.',
  },
  TEN104: {
    why: 'The schema is read without running it, and nothing is guessed.',
    fix: 'Write it with constants, spreads and functions of the project whose result does not depend on the environment.',
  },
}
