/** Column builders that a project makes itself: enums and custom types, each as the text that declares it. */
export interface OwnBuilder {
  readonly name: string
  /** What of `drizzle-orm/pg-core` the declaration uses. */
  readonly uses: readonly string[]
  readonly declare: (pg: (name: string) => string) => string
}

export const ownBuilders: readonly OwnBuilder[] = [
  {
    name: 'mood',
    uses: ['pgEnum'],
    declare: (pg) => `const mood = ${pg('pgEnum')}('mood', ['sad', 'ok'])`,
  },
  {
    name: 'level',
    uses: ['pgEnum'],
    declare: (pg) => `enum Level { Low = 'low', High = 'high' }
const level = ${pg('pgEnum')}('Access Level', Level)`,
  },
  {
    name: 'plan',
    uses: ['pgSchema'],
    declare: (pg) => `const plan = ${pg('pgSchema')}('billing').enum('plan', ['free', 'paid'])`,
  },
  {
    name: 'citext',
    uses: ['customType'],
    declare: (pg) => `const citext = ${pg('customType')}<{ data: string }>({ dataType: () => 'citext' })`,
  },
  {
    name: 'embedding',
    uses: ['customType'],
    declare: (pg) => `const embedding = ${pg('customType')}<{ data: number[]; config: { dimensions?: number } }>({
  dataType(config) {
    const size = config?.dimensions ?? 8
    if (size > 1000) return 'halfvec(' + size + ')'
    return \`vector(\${size})\`
  },
})`,
  },
  {
    name: 'money',
    uses: ['customType'],
    declare: (pg) => `const money = ${pg('customType')}({
  dataType(config?: { precision?: number; scale?: number }) {
    return config !== undefined && config.precision ? \`numeric(\${config.precision}, \${config.scale || 0})\` : 'numeric'
  },
})`,
  },
]
