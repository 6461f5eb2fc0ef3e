import type { FileDraft } from './file-draft.js'
import type { ProjectDraft } from './project-draft.js'
import { inTemplate, quoted } from './quoted.js'
import type { TableStyle } from './schema-spec.js'

/** The name of a table or a column as an expression, declaring what it needs. */
export const writeName = (
  project: ProjectDraft,
  file: FileDraft,
  style: TableStyle['names'],
  name: string,
): string => {
  const half = name.length >> 1
  const [start, end] = [name.slice(0, half), name.slice(half)]
  switch (style) {
    case 'literal':
      return quoted(name)
    case 'constant':
      return project.declare(file, 'name', (variable) => `const ${variable} = ${quoted(name)} as const`)
    case 'template': {
      const prefix = project.declare(
        file,
        'prefix',
        (variable) => `const ${variable} = \`${inTemplate(start)}\``,
      )
      return `\`\${${prefix}}${inTemplate(end)}\``
    }
    case 'sum':
      return `${JSON.stringify(start)} + ${quoted(end)}`
    case 'member': {
      const names = project.declare(
        file,
        'names',
        (variable) =>
          `const ${variable} = { here: { it: ${quoted(name)} }, list: ['other', ${quoted(name)}] } as const`,
      )
      return name.length % 2 === 0 ? `${names}.here['it']` : `${names}.list[1]`
    }
    case 'enum': {
      const names = project.declare(
        file,
        'Label',
        (variable) => `enum ${variable} { Other = 'other', It = ${quoted(name)} }`,
      )
      return `${names}.It`
    }
    case 'computed':
      return name.length % 2 === 0
        ? `[${quoted(start)}, ${quoted(end)}].join('')`
        : `${quoted(`<${name}>`)}.slice(1, -1).replace(/^nothing$/, '')`
    default:
      return style satisfies never
  }
}
