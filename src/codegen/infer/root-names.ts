/** What tables of tenants are called: of these names hardly anything else is. */
const strong: ReadonlySet<string> = new Set([
  'organization',
  'organisation',
  'org',
  'team',
  'workspace',
  'tenant',
  'company',
])

/** Names that tenants have in some products, and customers, sites or sign-ins in others. */
const weak: ReadonlySet<string> = new Set([
  'account',
  'agency',
  'brand',
  'business',
  'client',
  'clinic',
  'club',
  'community',
  'customer',
  'firm',
  'group',
  'household',
  'institution',
  'merchant',
  'practice',
  'project',
  'property',
  'restaurant',
  'school',
  'shop',
  'site',
  'space',
  'store',
  'vendor',
])

/** How much a table's name, its words in the singular, speaks for its rows being the tenants. */
export const rootName = (name: readonly string[]): 'strong' | 'weak' | null => {
  const last = name.at(-1) ?? ''
  if (name.length === 1 && strong.has(last)) return 'strong'
  if (name.length === 1 && weak.has(last)) return 'weak'
  // `billing_account` is less than `account`, but `customer_organization` is more than nothing.
  return name.length === 2 && strong.has(last) ? 'weak' : null
}

/** The words before `id` of columns that hold the key of a root with this name. */
export const rootAliases = (name: readonly string[]): readonly string[] => {
  const own = name.join(' ')
  const short = /^organi[sz]ation$/.test(own) ? ['org'] : []
  return rootName(name) === 'strong' ? [...new Set([own, ...short, 'tenant'])] : [own]
}
