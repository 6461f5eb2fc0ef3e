/** Column builders that a project makes itself: enums and custom types, each as the text that declares it. */
export interface OwnBuilder {
  readonly name: string
  readonly declare: (variable: string, pg: (name: string) => string) => string
}

export const ownBuilders: readonly OwnBuilder[] = [
  {
    name: 'mood',
    declare: (name, pg) => `const ${name} = ${pg('pgEnum')}('mood', ['sad', 'ok'])`,
  },
  {
    name: 'level',
    declare: (name, pg) => `enum Of${name} { Low = 'low', High = 'high' }
const ${name} = ${pg('pgEnum')}('Access Level', Of${name})`,
  },
  {
    name: 'plan',
    declare: (name, pg) => `const ${name} = ${pg('pgSchema')}('billing').enum('plan', ['free', 'paid'])`,
  },
  {
    name: 'citext',
    declare: (name, pg) =>
      `const ${name} = ${pg('customType')}<{ data: string }>({ dataType: () => 'citext' })`,
  },
  {
    name: 'embedding',
    declare: (
      name,
      pg,
    ) => `const ${name} = ${pg('customType')}<{ data: number[]; config: { dimensions?: number } }>({
  dataType(config) {
    const size = config?.dimensions ?? 8
    if (size > 1000) return 'halfvec(' + size + ')'
    return \`vector(\${size})\`
  },
})`,
  },
  {
    name: 'money',
    declare: (name, pg) => `const ${name} = ${pg('customType')}({
  dataType(config?: { precision?: number; scale?: number }) {
    return config && config.precision ? \`numeric(\${config.precision}, \${config.scale || 0})\` : 'numeric'
  },
})`,
  },
]
