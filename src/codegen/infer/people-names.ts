const names: ReadonlySet<string> = new Set(['user', 'person', 'profile', 'employee', 'staff'])

/** Whether the words of a name, in the singular, are those of people: the last one decides, `kilocode user`. */
export const isPersonName = (name: readonly string[]): boolean => names.has(name.at(-1) ?? '')
