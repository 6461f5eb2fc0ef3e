import { quoteLiteral } from '../../model/quote.js'

/*
 * What a transaction can leave in its session for whoever gets the connection next, although it ends with COMMIT:
 * settings and a role set for the session, sequence values (`lastval()`), session advisory locks; and by statements that
 * only raw SQL can hold: cursors WITH HOLD, LISTEN, prepared names. ROLLBACK undoes the settings, cursors and LISTEN by
 * itself. Temporary tables need a privilege that the migrations take away.
 */

/** What a callback has sent, as far as it matters for the clean-up. */
export interface Traces {
  /** Whether raw SQL was among it: `tx.execute`. */
  raw: boolean
}

/** A setting of the session that was there before any tenant was: what a pool's connect hook has set. */
export interface SessionSetting {
  readonly name: string
  readonly setting: string
}

/**
 * Asks for the settings of a session that RESET ALL would take away, before a tenant is in it. Once for each connection:
 * the view costs as much as a query over a network. Those of the transaction that it runs in are none of the session's.
 */
export const sessionSettings = `select name, setting from pg_catalog.pg_settings
  where source = 'session' and name not like 'transaction\\_%'`

/**
 * The statements that clean a session up after a transaction, as few as they can be; they need no parameters, and none
 * of them fails on a session that is whole.
 */
export const cleanUp = ({ raw }: Traces, kept: readonly SessionSetting[]): readonly string[] => [
  'reset all',
  // RESET ALL leaves the role alone.
  `select pg_catalog.set_config('role', 'none', false), pg_catalog.pg_advisory_unlock_all()${kept.map(restored).join('')}`,
  'discard sequences',
  ...(raw ? ['reset session authorization', 'close all', 'unlisten *', forgetNames] : []),
]

const restored = ({ name, setting }: SessionSetting): string =>
  `, pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(setting)}, false)`

/** Statements prepared in SQL; those that the driver has prepared by the protocol are its own, and stay. */
export const forgetNames = `do $$ declare statement name; begin
  for statement in select name from pg_catalog.pg_prepared_statements where from_sql loop
    execute pg_catalog.format('deallocate %I', statement);
  end loop;
end $$`
