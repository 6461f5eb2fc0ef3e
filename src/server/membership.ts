import { quoteIdent } from '../model/quote.js'
import type { Queries } from './connection.js'

interface Standing {
  readonly me: string
  readonly super: boolean
  readonly version: number
  /** Has the role's rights and may become it; up to 15 a membership is one thing, and granting it again is nothing. */
  readonly has: boolean
}

/**
 * Makes the current role a member of `roles` until the returned function is called: what it takes to hand an object to
 * another owner, to change it afterwards, or to read it. A superuser, and a role that somebody else has made a member
 * (`gen --roles-sql`), need none and get none. To be called inside a transaction, so that a failure leaves no
 * membership behind.
 */
export const joinRoles = async (tx: Queries, roles: readonly string[]): Promise<() => Promise<void>> => {
  const joined: { role: string; me: string }[] = []
  for (const role of roles) {
    const { me, super: isSuper, version, has } = await standing(tx, role)
    if (isSuper || has) continue
    // From 16 on, who makes a role may grant it but neither inherits it nor may become it (release notes, E.6.3.4).
    const options = version >= 160_000 ? ' with inherit true, set true' : ''
    await tx.query(`grant ${quoteIdent(role)} to ${quoteIdent(me)}${options}`)
    joined.push({ role, me })
  }
  return async () => {
    for (const { role, me } of joined) await tx.query(`revoke ${quoteIdent(role)} from ${quoteIdent(me)}`)
  }
}

async function standing(tx: Queries, role: string): Promise<Standing> {
  const [row] = await tx.query<Standing>(
    `select current_user::text as me, rolsuper as super, current_setting('server_version_num')::int as version,
      case when current_setting('server_version_num')::int >= 160000
        then pg_has_role(current_user, $1::text, 'usage') and pg_has_role(current_user, $1::text, 'set')
        else pg_has_role(current_user, $1::text, 'member') end as has
    from pg_roles where rolname = current_user`,
    [role],
  )
  if (row === undefined) throw new Error('the current role is not in pg_roles')
  return row
}
