import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { type Asker, cancelled } from '../../../src/cli/init/asker.js'
import { clackAsker } from '../../../src/cli/init/clack-asker.js'

/** Somebody at a terminal who presses keys, and what stands on the screen. */
const terminal = async () => {
  const input = new PassThrough()
  const output = new PassThrough()
  let screen = ''
  output.on('data', (chunk) => {
    screen += String(chunk)
  })
  const asker = await clackAsker({ input, output })
  const press = async <T>(question: Promise<T>, ...keys: readonly string[]): Promise<T> => {
    for (const key of keys) {
      await new Promise((resolve) => setImmediate(resolve))
      input.write(key)
    }
    return question
  }
  return { asker, press, screen: () => screen }
}

const [enter, down, ctrlC] = ['\r', '\u001b[B', '\u0003']
const question = {
  message: 'whose rows are these?',
  choices: [
    { value: { kind: 'direct' }, label: 'direct', hint: 'by team_id' },
    { value: { kind: 'system' }, label: 'system' },
  ],
} satisfies Parameters<Asker['choose']>[0]

it('a choice is made with the arrows, and the first one is preselected', async () => {
  const { asker, press, screen } = await terminal()
  expect(await press(asker.choose(question), enter)).toEqual({ kind: 'direct' })
  expect(await press(asker.choose(question), down, enter)).toEqual({ kind: 'system' })
  for (const shown of ['whose rows are these?', 'direct', 'by team_id', 'system'])
    expect(screen()).toContain(shown)
})

it('a question is answered with yes or no', async () => {
  const { asker, press, screen } = await terminal()
  expect(await press(asker.confirm('write it?'), enter)).toBe(true)
  expect(await press(asker.confirm('write it?'), 'n')).toBe(false)
  asker.tell('6 decided')
  expect(screen()).toContain('6 decided')
})

it('Ctrl-C breaks off', async () => {
  const { asker, press } = await terminal()
  expect(await press(asker.choose(question), ctrlC)).toBe(cancelled)
  expect(await press(asker.confirm('write it?'), ctrlC)).toBe(cancelled)
})
