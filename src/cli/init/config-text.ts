import { shortId } from '../../codegen/infer/table-name.js'
import type { Classification, Classifications } from '../../model/classification.js'
import type { Decisions } from './decisions.js'
import { literal, propertyName } from './source-literal.js'

export interface ConfigContents {
  /** Settings besides `tables`, as the configuration has or is to have them. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Entries of `tables` that are there already, kept as they are. */
  readonly said: Classifications
  readonly decisions: Decisions
}

/**
 * `tenantry.config.ts`. Everything decided is an entry with its reason, everything else a comment with its own: until
 * it is uncommented, `gen` stops for that very table (TEN201).
 */
export const configText = ({ settings, said, decisions }: ConfigContents): string => {
  const { decided, undecided } = decisions
  const sections = [
    Object.entries(said).map(([key, given]) => entry(key, given)),
    decided.map(({ id, classification, reason }) => {
      return `${entry(shortId(id), classification)} ${comment(withoutKind(reason))}`
    }),
    undecided.length === 0
      ? []
      : [
          comment(
            'Not decided yet, and until then `tenantry gen` stops (TEN201): uncomment and correct each.',
          ),
          ...undecided.map(({ id, suggestion, reason }) => {
            const given = suggestion === null ? `{ kind: '?' }` : literal(suggestion)
            return comment(`${propertyName(shortId(id))}: ${given}, // ${withoutKind(reason)}`)
          }),
        ],
  ]
  const tables = sections.filter((lines) => lines.length > 0).map((lines) => indented(lines, 4))
  return [
    `import { defineConfig } from 'tenantry/config'`,
    '',
    comment(
      'Whose rows each table holds, proposed by `tenantry init`. Read it through: it decides who sees what.',
    ),
    'export default defineConfig({',
    ...Object.entries(settings).map(([key, value]) => `  ${propertyName(key)}: ${literal(value)},`),
    '  tables: {',
    tables.join('\n\n'),
    '  },',
    '})',
    '',
  ].join('\n')
}

const entry = (key: string, classification: Classification): string =>
  `${propertyName(key)}: ${literal(classification)},`

/** The kind stands in the entry itself. */
const withoutKind = (reason: string): string => reason.replace(/^[a-z]+: /, '')

/** Names in a reason come from the schema: none of them may end the line, and with it the comment. */
const comment = (text: string): string => `// ${text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`

const indented = (lines: readonly string[], depth: number): string =>
  lines.map((line) => `${' '.repeat(depth)}${line}`).join('\n')
