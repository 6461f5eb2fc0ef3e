import { type Manifest, manifestComment } from '../../model/manifest.js'
import type { Statement } from '../../model/plan.js'
import { quoteBody, quoteIdent, quoteLiteral } from '../../model/quote.js'
import { tenantrySchema } from '../../model/settings.js'

const table = `${quoteIdent(tenantrySchema)}."manifest"`

/**
 * Writes the manifest's hash into the database, last of all: whoever reads it knows that the rest is there. As a row for
 * those inside a tenant, and as a comment for the app's login, which checks it before it lets anybody in.
 */
export const manifestStatement = (manifest: Manifest): Statement => {
  const hash = quoteLiteral(manifest.hash)
  const comment = quoteLiteral(manifestComment(manifest))
  return {
    id: 'manifest:hash',
    kind: 'manifest',
    table: null,
    sql: `do ${quoteBody(` begin
  insert into ${table} ("version", "hash") values (${manifest.version}, ${hash})
    on conflict ("id") do update set "version" = excluded."version", "hash" = excluded."hash", "applied_at" = now();
  comment on table ${table} is ${comment};
end `)}`,
    inverse: null,
    reason: 'an app that was built from another schema can refuse to start',
    needs: [],
    stands: `exists (select from ${table} where "hash" = ${hash}) and obj_description('${table}'::regclass, 'pg_class') = ${comment}`,
  }
}
