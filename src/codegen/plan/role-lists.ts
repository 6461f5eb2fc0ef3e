import { quoteList } from '../../model/quote.js'
import type { RoleNames } from '../../model/settings.js'

/** The three roles that work with tenants' rows, as a list in SQL. */
export const tenancyRoles = ({ app, admin, lifecycle }: RoleNames): string =>
  quoteList([app, admin, lifecycle])

/** Everybody from whom a privilege is taken back before it is granted, PUBLIC and the app's logins included. */
export const everyone = (roles: RoleNames): string =>
  `public, ${quoteList([roles.app, roles.admin, roles.lifecycle, ...roles.logins])}`
