import { type Asker, cancelled } from '../../../src/cli/init/asker.js'

/** What is answered to a question: the label of a choice, or how it starts; yes or no; or nothing any more. */
export type Scripted = string | boolean | typeof cancelled

/** Answers in the order given, and keeps what was asked and told. */
export const scriptedAsker = (...answers: readonly Scripted[]) => {
  const left = [...answers]
  const asked: string[] = []
  const next = (question: string): Scripted => {
    asked.push(question)
    const answer = left.shift()
    if (answer === undefined) throw new Error(`nobody answers: ${question}`)
    return answer
  }
  const asker: Asker = {
    tell: (text) => void asked.push(text),
    choose: async ({ message, choices }) => {
      const answer = next(`${message} [${choices.map(({ label }) => label).join(' | ')}]`)
      if (answer === cancelled) return cancelled
      const choice = choices.find(({ label }) => label.startsWith(String(answer)))
      if (choice === undefined) throw new Error(`${message}: no choice starts with ${String(answer)}`)
      return choice.value
    },
    confirm: async (message) => {
      const answer = next(message)
      return answer === cancelled ? cancelled : answer === true
    },
  }
  return { asker, asked, left }
}
