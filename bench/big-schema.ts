/** A schema as products have them: by domain, every table with a tenant, keys, indexes and relations. */
export interface BigSchema {
  /** Source files by path; `schema/index.ts` exports every table. */
  readonly oneFile: Readonly<Record<string, string>>
  /** The same tables, `perFile` in each file. */
  readonly manyFiles: Readonly<Record<string, string>>
}

export const bigSchema = (tables: number, perFile: number): BigSchema => {
  const all = Array.from({ length: tables }, (_, number) => number)
  const domains = Array.from({ length: Math.ceil(tables / perFile) }, (_, domain) =>
    all.slice(domain * perFile, (domain + 1) * perFile),
  )
  const path = (domain: number) => `domain-${String(domain).padStart(3, '0')}`
  const homeOf = (table: number) => Math.floor(table / perFile)
  return {
    oneFile: {
      'schema/shared.ts': shared,
      'schema/index.ts': [
        "export * from './shared'",
        head('./shared'),
        ...all.map((number) => tableText(number, tables)),
      ].join('\n'),
    },
    manyFiles: {
      'schema/shared.ts': shared,
      'schema/index.ts': `export * from './shared'\n${domains.map((_, domain) => `export * from './${path(domain)}'\n`).join('')}`,
      ...Object.fromEntries(
        domains.map((members, domain) => [
          `schema/${path(domain)}.ts`,
          [
            head('./shared'),
            ...foreign(members, tables).flatMap((table) =>
              homeOf(table) === domain
                ? []
                : [`import { ${variable(table)} } from './${path(homeOf(table))}'`],
            ),
            '',
            ...members.map((number) => tableText(number, tables)),
          ].join('\n'),
        ]),
      ),
    },
  }
}

const shared = `import { pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const state = pgEnum('state', ['draft', 'active', 'archived'])

export const id = () => uuid('id').primaryKey().defaultRandom()

export const timestamps = {
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().$onUpdate(() => new Date()),
}

export const organizations = pgTable('organizations', {
  id: id(),
  name: text('name').notNull(),
  slug: text('slug').notNull().unique(),
  ...timestamps,
})

export const ofOrganization = () => ({
  organizationId: uuid('organization_id')
    .notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
})
`

const head = (from: string) => `import { relations, sql } from 'drizzle-orm'
import { type AnyPgColumn, boolean, foreignKey, index, integer, jsonb, numeric, pgTable, text, unique, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { id, ofOrganization, organizations, state, timestamps } from '${from}'`

const nouns = [
  'Invoice',
  'Order',
  'Task',
  'Message',
  'Document',
  'Contact',
  'Event',
  'Report',
  'Asset',
  'Ticket',
]

const variable = (number: number): string => {
  const noun = nouns[number % nouns.length] ?? ''
  return `${noun.toLowerCase()}${Math.floor(number / nouns.length)}`
}

const tableName = (number: number) => variable(number).replace(/\d+/, '_$&')

/** Tables that a table refers to: one nearby, one far away. */
const parents = (number: number, tables: number): readonly [number, number] => [
  (number + 1) % tables,
  (number * 7 + 13) % tables,
]

const foreign = (members: readonly number[], tables: number): readonly number[] =>
  [...new Set(members.flatMap((number) => parents(number, tables)))].sort((a, b) => a - b)

const tableText = (number: number, tables: number): string => {
  const [near, far] = parents(number, tables).map(variable)
  const [self, name] = [variable(number), tableName(number)]
  return `
export const ${self} = pgTable(
  '${name}',
  {
    id: id(),
    ...ofOrganization(),
    parentId: uuid('parent_id').references((): AnyPgColumn => ${near}.id, { onDelete: 'set null' }),
    relatedId: uuid('related_id').notNull(),
    title: varchar('title', { length: 200 }).notNull(),
    slug: text('slug').notNull(),
    state: state('state').notNull().default('draft'),
    position: integer('position').notNull().default(0),
    total: numeric('total', { precision: 12, scale: 2 }),
    enabled: boolean('enabled').notNull().default(true),
    settings: jsonb('settings').$type<{ readonly theme: string }>(),
    ...timestamps,
  },
  (table) => [
    unique('${name}_slug_key').on(table.organizationId, table.slug),
    index('${name}_state_idx').on(table.organizationId, table.state, table.createdAt.desc()),
    uniqueIndex('${name}_position_idx').on(table.parentId, table.position).where(sql\`\${table.enabled}\`),
    foreignKey({ name: '${name}_related_fk', columns: [table.relatedId], foreignColumns: [${far}.id] }).onDelete('cascade'),
  ],
)

export const ${self}Relations = relations(${self}, ({ one }) => ({
  organization: one(organizations, { fields: [${self}.organizationId], references: [organizations.id] }),
  parent: one(${near}, { fields: [${self}.parentId], references: [${near}.id] }),
}))`
}
