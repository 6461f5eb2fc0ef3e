import type { FileDraft } from './file-draft.js'
import type { ProjectDraft } from './project-draft.js'
import { quoted } from './quoted.js'
import type { TableSpec } from './schema-spec.js'

/** A call of a table function: from its three arguments. */
export type Make = (name: string, columns: string, extras: string | null) => string

/** The function that makes a table, declaring it where drizzle's own is not used as it is. */
export const writeMaker = (project: ProjectDraft, file: FileDraft, { schema, style }: TableSpec): Make => {
  const plain = (user: FileDraft): string => {
    if (schema === null) return user.pg('pgTable')
    return `${project.declare(user, 'schema', (name, home) => `const ${name} = ${home.pg('pgSchema')}(${quoted(schema)})`, schema)}.table`
  }
  const called =
    (text: string): Make =>
    (name, columns, extras) =>
      `${text}(${[name, columns, ...(extras === null ? [] : [extras])].join(', ')})`
  const own = (kind: string, declaration: (name: string, table: string, home: FileDraft) => string): Make =>
    called(project.declare(file, kind, (name, home) => declaration(name, plain(home), home)))

  switch (style.maker) {
    case 'direct':
      return called(plain(file))
    case 'creator':
      if (schema !== null) return called(plain(file))
      return called(
        project.declare(
          file,
          'createTable',
          (name, home) =>
            `const ${name} = ${home.pg('pgTableCreator')}((name) => \`app_\${name.replace(/ /g, '_')}\`)`,
        ),
      )
    case 'destructured':
      if (schema === null) {
        return called(
          `${project.declare(file, 'makers', (name, home) => `const ${name} = { table: ${home.pg('pgTable')} }`)}.table`,
        )
      }
      return called(
        project.declare(
          file,
          'tableOf',
          (name, home) => `const { table: ${name} } = ${home.pg('pgSchema')}(${quoted(schema)})`,
        ),
      )
    case 'factory':
      return own(
        'defineTable',
        (name, table) =>
          `const ${name} = (name: string, columns: any, extras?: any) => ${table}(name, columns, extras)`,
      )
    case 'curried': {
      const made = project.declare(
        file,
        'tableNamed',
        (name, home) =>
          `const ${name} = (name: string) => (columns: any, extras?: any) => ${plain(home)}(name, columns, extras)`,
      )
      return (name, columns, extras) =>
        `${made}(${name})(${[columns, ...(extras === null ? [] : [extras])].join(', ')})`
    }
    case 'entity':
      return own('defineEntity', (name, table, home) => {
        const [uuid, timestamp, index] = ['uuid', 'timestamp', 'index'].map(home.pg)
        return `function ${name}<C extends Record<string, any>>(name: string, columns: C, extras?: (t: any) => any) {
  return ${table}(
    name,
    { entityId: ${uuid}('entity_id').notNull(), ...columns, ...{ entityAt: ${timestamp}() } },
    (t: any) => [${index}(\`\${name}_entity_idx\`).on(t.entityAt), ...Object.values(extras?.(t) ?? [])],
  )
}`
      })
    default:
      return style.maker satisfies never
  }
}
