import type { Readable, Writable } from 'node:stream'
import { type Asker, cancelled } from './asker.js'

export interface AskerStreams {
  readonly input?: Readable
  readonly output?: Writable
}

/** Asks at the terminal. The package is loaded with the first use. */
export const clackAsker = async (streams: AskerStreams = {}): Promise<Asker> => {
  const { confirm, isCancel, log, select } = await import('@clack/prompts')
  const { output } = streams
  return {
    tell: (text) => log.message(text.trimEnd(), output === undefined ? {} : { output }),
    choose: async ({ message, choices }) => {
      // Clack shows values of any kind; by number it cannot take two for one.
      const options = choices.map(({ label, hint }, value) => ({
        value,
        label,
        ...(hint === undefined ? {} : { hint }),
      }))
      const chosen = await select({ message, options, ...streams })
      const choice = isCancel(chosen) ? undefined : choices[chosen]
      return choice === undefined ? cancelled : choice.value
    },
    confirm: async (message) => {
      const answer = await confirm({ message, ...streams })
      return isCancel(answer) ? cancelled : answer
    },
  }
}
