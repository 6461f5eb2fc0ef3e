import { quoteLiteral } from '../../model/quote.js'
import { contextSettings } from '../../model/settings.js'

/** A value of the context; a function is asked when the backend that it goes to is known. */
export type ContextValue = string | ((pid: number) => string)

export interface ContextStatement {
  /** One SELECT with a parameter for each value. */
  readonly text: string
  readonly values: readonly ContextValue[]
}

export interface ContextInput {
  readonly tenant: string
  readonly seal: ContextValue
  readonly role: string
  readonly settings: readonly (readonly [name: string, value: string])[]
}

/**
 * The statement that makes a transaction one tenant's. `set_config(…, true)` is SET LOCAL with parameters: all of it
 * ends with the transaction. The role comes last, since what is set before it is set as the login. The function is named
 * in full: a search_path that somebody left in the session must not find another one, which would see the seal.
 */
export const contextStatement = ({ tenant, seal, role, settings }: ContextInput): ContextStatement => {
  const all: readonly (readonly [string, ContextValue])[] = [
    [contextSettings.tenant, tenant],
    [contextSettings.seal, seal],
    ...settings,
    ['role', role],
  ]
  const calls = all.map(
    ([name], index) => `pg_catalog.set_config(${quoteLiteral(name)}, $${index + 1}, true)`,
  )
  return { text: `select ${calls.join(', ')}`, values: all.map(([, value]) => value) }
}

/** The values for a backend that is known; 0 for one that is not. */
export const valuesFor = ({ values }: ContextStatement, pid: number): string[] =>
  values.map((value) => (typeof value === 'function' ? value(pid) : value))

/**
 * The statement with its values as literals. Never with a seal: whoever shares the login reads other sessions' texts in
 * pg_stat_activity, not their parameters.
 */
export const literalStatement = (statement: ContextStatement): string => {
  const values = valuesFor(statement, 0)
  return statement.text.replaceAll(/\$(\d+)/g, (_, index) => quoteLiteral(values[Number(index) - 1] ?? ''))
}
