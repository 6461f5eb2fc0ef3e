import pg from 'pg'
import { parseSealKey, sealPads } from '../src/model/seal.js'

/** Makes this the only key that the database takes seals of. */
export const installKey = async (superuserUrl: string, key: string): Promise<void> => {
  const client = new pg.Client(superuserUrl)
  await client.connect()
  const { kid } = parseSealKey(key)
  const { ipad, opad } = sealPads(parseSealKey(key))
  await client.query('delete from tenantry.seal_key')
  await client.query('insert into tenantry.seal_key (kid, ipad, opad) values ($1, $2, $3)', [kid, ipad, opad])
  await client.end()
}
