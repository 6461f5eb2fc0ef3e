/** The key that the column `tenant_id` has in the table object: `tenantId`. What `tenantKey` computes, as a type. */
export type TenantKey<Column extends string> = Column extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<TenantKey<Tail>>}`
  : Column

/** The key of a tenant column in the table object: underscores go, and the letter behind each becomes a capital. */
export const tenantKey = <const Column extends string>(column: Column): TenantKey<Column> => {
  const [head = '', ...tail] = column.split('_')
  const capitals = tail.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return [head, ...capitals].join('') as TenantKey<Column>
}
