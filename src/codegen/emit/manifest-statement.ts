import type { Manifest } from '../../model/manifest.js'
import type { Statement } from '../../model/plan.js'
import { quoteLiteral } from '../../model/quote.js'

/** Writes the manifest's hash into the database, last of all: whoever reads it knows that the rest is there. */
export const manifestStatement = ({ version, hash }: Manifest): Statement => ({
  id: 'manifest:hash',
  kind: 'manifest',
  table: null,
  sql: `insert into "tenantry"."manifest" ("version", "hash") values (${version}, ${quoteLiteral(hash)})\n  on conflict ("id") do update set "version" = excluded."version", "hash" = excluded."hash", "applied_at" = now()`,
  inverse: null,
  reason: 'an app that was built from another schema can refuse to start',
  needs: [],
  stands: `exists (select from "tenantry"."manifest" where "hash" = ${quoteLiteral(hash)})`,
})
