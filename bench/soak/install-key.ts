import { parseSealKey, sealPads } from '../../src/model/seal.js'

/** For a superuser: from here on the database takes sealed contexts only. */
export const installKeySql = (key: string): string => {
  const parsed = parseSealKey(key)
  const { ipad, opad } = sealPads(parsed)
  return `insert into tenantry.seal_key (kid, ipad, opad)
    values ('${parsed.kid}', '\\x${ipad.toString('hex')}', '\\x${opad.toString('hex')}')`
}
