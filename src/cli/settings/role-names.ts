import { TenancyError } from '../../model/error.js'
import { defaultRoles, type RoleNames } from '../../model/settings.js'
import { fields, type Read, refuse } from './read-value.js'

/** Postgres cuts a longer identifier short (NAMEDATALEN - 1; manual 4.1.1): two roles would become one. */
const maxBytes = 63

const roleName: Read<string> = (value, path) => {
  if (typeof value !== 'string' || value === '' || /\p{Cc}/u.test(value)) {
    return refuse(path, 'the name of a role', value)
  }
  if (Buffer.byteLength(value) > maxBytes) {
    return refuse(path, `at most ${maxBytes} bytes long, as Postgres cuts longer names short`, value)
  }
  if (/^pg_/i.test(value))
    return refuse(path, 'a name without the prefix pg_, which Postgres keeps for itself', value)
  // GRANT … TO public is everybody, and quoting does not change that (gram.y, RoleSpec).
  if (value === 'public' || value === 'none') return refuse(path, 'another name: Postgres reserves it', value)
  return value
}

const logins: Read<readonly string[]> = (value, path) =>
  Array.isArray(value)
    ? value.map((entry, index) => roleName(entry, `${path}[${index}]`))
    : refuse(path, 'a list of role names', value)

const given = fields<RoleNames>({
  app: roleName,
  admin: roleName,
  lifecycle: roleName,
  seal: roleName,
  logins,
})

/**
 * The roles' names, with defaults for those that are left out.
 *
 * @throws TenancyError TEN131 when one is no identifier, reserved, or used twice: a role that is two of them would hold
 * the rights of both
 */
export const roleNames: Read<RoleNames> = (value, path) => {
  const roles = { ...defaultRoles, ...given(value, path) }
  const uses = [
    ...(['app', 'admin', 'lifecycle', 'seal'] as const).map((key) => ({ key, name: roles[key] })),
    ...roles.logins.map((name, index) => ({ key: `logins[${index}]`, name })),
  ]
  for (const { key, name } of uses) {
    const first = uses.find((other) => other.name === name)
    if (first !== undefined && first.key !== key) {
      throw new TenancyError(
        'TEN131',
        `${path}.${first.key} and ${path}.${key} are both \`${name}\`. Each needs a role of its own: one that is two of them would hold the rights of both.`,
      )
    }
  }
  return roles
}
