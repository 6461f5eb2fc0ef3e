import type { PGlite } from '@electric-sql/pglite'
import { parseSealKey, sealPads } from '../../src/model/seal.js'

/** What `tenantry keys new --database-url …` does on a server. */
export const installSealKey = async (client: PGlite, text: string): Promise<void> => {
  const key = parseSealKey(text)
  const { ipad, opad } = sealPads(key)
  await client.query('insert into tenantry.seal_key (kid, ipad, opad) values ($1, $2, $3)', [
    key.kid,
    ipad,
    opad,
  ])
}
