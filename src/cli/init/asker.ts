/** Who answers the questions: a person at a terminal, or a test. */
export interface Asker {
  /** Something to read before the next question. */
  tell(text: string): void
  choose<T>(question: Question<T>): Promise<T | typeof cancelled>
  confirm(message: string): Promise<boolean | typeof cancelled>
}

export interface Question<T> {
  readonly message: string
  /** The first one is preselected. */
  readonly choices: readonly Choice<T>[]
}

export interface Choice<T> {
  readonly value: T
  readonly label: string
  readonly hint?: string
}

/** The answer of somebody who wants no more questions (Ctrl-C). */
export const cancelled: unique symbol = Symbol('cancelled')
