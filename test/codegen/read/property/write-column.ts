import type { FileDraft } from './file-draft.js'
import { ownBuilders } from './own-builders.js'
import type { ProjectDraft } from './project-draft.js'
import { objectText, quotedKey } from './quoted.js'
import type { ColumnSpec, ReferenceSpec, TableStyle } from './schema-spec.js'
import { writeName } from './write-name.js'

/** A part of a columns object: an entry, or an object that is spread into it. */
export type ColumnsPart =
  | { readonly kind: 'entry'; readonly key: string; readonly text: string }
  | { readonly kind: 'spread'; readonly text: string }

export interface ColumnContext {
  readonly project: ProjectDraft
  readonly file: FileDraft
  readonly names: TableStyle['names']
  /** How the columns that stand in the table itself say drizzle's builders: callback columns get them as argument. */
  readonly builder: (name: string) => string
}

export const writeColumn = (column: ColumnSpec, context: ColumnContext): ColumnsPart => {
  const { project, file } = context
  const { key } = column
  const entry = (text: string): ColumnsPart => ({ kind: 'entry', key, text })
  /** In a helper the builder is imported; helpers that name tables stay with them. */
  const helper = (
    stem: string,
    declaration: (name: string, column: (name?: string, options?: string) => ColumnText) => string,
  ) => {
    const expression = (home: FileDraft) => (name?: string, options?: string) =>
      columnText(
        column,
        { ...context, file: home, builder: (own) => project.builder(home, own) },
        name,
        options,
      )
    if (column.steps.every((step) => typeof step === 'string')) {
      return project.declare(file, stem, (name, home) => declaration(name, expression(home)))
    }
    const name = project.fresh(stem)
    file.add(declaration(name, expression(file)))
    return name
  }
  switch (column.written) {
    case 'inline':
      return entry(columnText(column, context).whole)
    case 'helper':
      return entry(`${helper('make', (name, text) => `const ${name} = () => ${text().whole}`)}()`)
    case 'named-helper': {
      const made = helper(
        'makeNamed',
        (name, text) => `function ${name}(name: string, options: any = {}) {
  const column = ${text('name', 'options').whole}
  return column
}`,
      )
      const name = column.name === null ? "''" : writeName(project, file, context.names, column.name)
      const { options } = column.type
      return entry(`${made}(${name}${options === null ? '' : `, ${objectText(options)}`})`)
    }
    case 'spread-constant':
      return {
        kind: 'spread',
        text: helper('part', (name, text) => `const ${name} = { ${quotedKey(key)}: ${text().whole} }`),
      }
    case 'spread-call':
      return {
        kind: 'spread',
        text: `${helper('partOf', (name, text) => `const ${name} = () => ({ ${quotedKey(key)}: ${text().whole} })`)}()`,
      }
    case 'statements':
      return entry(
        `${helper('madeBy', (name, text) => {
          const { call, steps } = text()
          // An array is another builder than the one that it is made of; every other step changes the builder.
          const lines = steps.map((step, at) =>
            at % 2 === 1 || step.startsWith('.array') ? `column = column${step}` : `column${step}`,
          )
          return `const ${name} = () => {\n  ${[`let column: any = ${call}`, ...lines, 'return column'].join('\n  ')}\n}`
        })}()`,
      )
    case 'switched':
      return entry(
        `${helper(
          'eitherOf',
          (name, text) => `function ${name}(kind: 'this' | 'that') {
  switch (kind) {
    case 'that':
      return null as never
    case 'this':
      break
    default:
      throw new Error(kind)
  }
  return ${text().whole}
}`,
        )}('this')`,
      )
    case 'options-constant': {
      const { options } = column.type
      if (options === null) return entry(columnText(column, context).whole)
      const constant = project.declare(
        file,
        'options',
        (name) => `const ${name} = ${objectText(options)} as const`,
      )
      return entry(columnText(column, context, undefined, `{ ...${constant} }`).whole)
    }
    default:
      return column.written satisfies never
  }
}

interface ColumnText {
  readonly call: string
  readonly steps: readonly string[]
  readonly whole: string
}

function columnText(column: ColumnSpec, context: ColumnContext, name?: string, options?: string): ColumnText {
  const { project, file, names } = context
  const own = ownBuilders.some((each) => each.name === column.type.builder)
  // The builders that callback columns get lack decimal.
  const imported = own || column.type.builder === 'decimal'
  const builder = imported ? project.builder(file, column.type.builder) : context.builder(column.type.builder)
  const written = name ?? (column.name === null ? null : writeName(project, file, names, column.name))
  const given = options ?? (column.type.options === null ? null : objectText(column.type.options))
  const args = [written, given].filter((arg) => arg !== null)
  const steps = column.steps.map((step) =>
    typeof step === 'string' ? step.replaceAll('KEY', column.key) : referenceText(step, project, file),
  )
  const call = `${builder}(${args.join(', ')})`
  return { call, steps, whole: call + steps.join('') }
}

function referenceText(
  { table, column, actions, written }: ReferenceSpec,
  project: ProjectDraft,
  file: FileDraft,
): string {
  const target = project.column(file, table, column)
  const object = actions === null ? '' : `, ${objectText(actions)}`
  switch (written) {
    case 'arrow':
      return `.references(() => ${target}${object})`
    case 'typed':
      return `.references((): AnyPgColumn => ${target}${object})`
    case 'function':
      return `.references(function () { return ${target} }${object})`
    case 'constant': {
      const [name, options] = [project.fresh('target'), project.fresh('actions')]
      file.add(`const ${name} = (): AnyPgColumn => ${target}`)
      file.add(`const ${options} = ${actions === null ? 'undefined' : objectText(actions)} as never`)
      return `.references(${name}, ${options})`
    }
    default:
      return written satisfies never
  }
}
