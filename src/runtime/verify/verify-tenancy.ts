import { TenancyError } from '../../model/error.js'
import { adapterFor } from '../context/driver.js'
import { askAside } from '../context/drizzle-inside.js'
import type { AnyPgDatabase } from '../context/tenant-tx.js'
import { rowsOf } from '../context/tripwire/answer-of.js'
import { tenancyProblems, type VerifiableManifest, type VerifyOptions } from './tenancy-problems.js'
import type { TenancyState } from './tenancy-state.js'
import { tenancyStateQuery } from './tenancy-state-query.js'

/**
 * Holds a database against the manifest, as the app's own login sees it, in one query of one round trip: row-level
 * security on and forced for every table, the policies there and as planned, none beside them, a login that neither
 * passes them by nor reaches a role that does, and the manifest's hash. For every start of a process. What it cannot
 * see, the text of the policies' conditions, `tenantry doctor` does.
 *
 * @param db the database, as the app uses it
 * @throws TenancyError TEN626 with everything that is wrong, and what to do; TEN608 for what is no database. A query
 * that cannot be made fails with the driver's error.
 * @example
 * await verifyTenancy(db, manifest)
 * app.listen(3000)
 */
export const verifyTenancy = async (
  db: AnyPgDatabase,
  manifest: VerifiableManifest,
  options: VerifyOptions = {},
): Promise<void> => {
  const { inside } = adapterFor(db, 'verifyTenancy')
  const query = tenancyStateQuery({ app: manifest.roles.app, tables: manifest.tables })
  const [row] = rowsOf(await askAside(inside, query)) ?? []
  const state = JSON.parse((row as { readonly state: string }).state) as TenancyState
  const problems = tenancyProblems(state, manifest, options)
  if (problems.length === 0) return
  throw new TenancyError(
    'TEN626',
    `this database does not isolate tenants as the app's manifest says, so nothing is run on it. ${problems.length === 1 ? 'One problem' : `${problems.length} problems`}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
  )
}
