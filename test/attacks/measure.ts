import { sql } from 'drizzle-orm'
import { companyA } from '../isolation/seed.js'
import { answerOf, saidIn, textOf } from './answers.js'
import type { Arena } from './arena.js'
import type { Answer, Attack, Outcome, Step, Tx } from './attack.js'
import type { Turn } from './beside.js'
import { type Findings, lookAsNext } from './next-tenant.js'
import type { Way } from './ways.js'
import { within } from './within.js'

/** What came of an attack, as it was seen. */
export interface Measured {
  readonly outcome: Outcome
  /** What A, or whoever runs A's SQL, has got. */
  readonly gains: readonly string[]
  /** What has changed for B and outside of any tenant on the connection. */
  readonly left: readonly string[]
  /** What it was refused with, or null. */
  readonly refusal: string | null
  /** Whether something stands in the database that was not there before. */
  readonly lasting: boolean
}

export interface Attempt {
  /** A connection that B has used before. */
  readonly way: Way
  readonly arena: Arena
  /** How B and the app find the connection when nothing has happened. */
  readonly usual: Findings
}

/**
 * Runs an attack on a connection, and looks at what it got, at what is left of it there for B and for the app, and at
 * what has changed in the database.
 */
export const measure = async (attack: Attack, { way, arena, usual }: Attempt): Promise<Measured> => {
  const noticed = way.notices.length
  const turn = (await arena.beside?.begin()) ?? null
  const undo = attack.instead !== undefined
  const tried = await attempt(way, attack.steps, { turn, undo }).finally(() => turn?.goOn())
  const gains = gainsOf(attack, tried, way.notices.slice(noticed))
  if (((await turn?.messages()) ?? []).length > 0) gains.push('a message reached a listener')
  if (attack.instead !== undefined) {
    const other = await attempt(way, attack.instead, { turn: null, undo })
    if (tried.signature !== other.signature)
      gains.push(`tells it apart: ${tried.signature} or ${other.signature}`)
  }
  const { findings, isRight, random } = await look(way, arena)
  const left = differences(usual, findings)
  if (!isRight) left.push('B does not see exactly its own rows')
  if (saidIn(tried.answers).includes(`"foretold":${random}`)) left.push("B's random() was foretold")
  const changed = await arena.changes()
  gains.push(...changed.map((what) => `changed ${what}`))
  const { refusal } = tried
  return {
    outcome: gains.length + left.length > 0 ? 'not stopped' : refusal !== null ? 'stopped' : 'contained',
    gains,
    left,
    refusal,
    lasting: changed.length > 0,
  }
}

interface Looked {
  readonly findings: Findings
  /** Whether B sees its own rows and no other: also what A has written among them. */
  readonly isRight: boolean
  /** The first random() that B was given. */
  readonly random: string | undefined
}

export const look = async (way: Way, arena: Arena): Promise<Looked> => {
  const { rows, random, ...findings } = await lookAsNext(way)
  return { findings, isRight: rows === JSON.stringify(await arena.rowsOfB()), random }
}

/** What every text that belongs to B says, and no text of an attack; an id of B's that the attack does not name. */
const marks = /globex|whispers|0b0[1-9a-f]0000-0000-4000-8000-\d{12}/gi
const seals = /v1\.[0-9a-f]{16}\.\d{10}\.\d+\.[0-9a-f]{64}/

function gainsOf(
  { steps, gained }: Attack,
  { answers, others }: Tried,
  notices: readonly string[],
): string[] {
  const said = [saidIn(answers), ...notices].join('\n')
  const named = JSON.stringify(steps.filter((step) => typeof step === 'string'))
  const read = new Set(
    [...said.matchAll(marks)].map(([mark]) => mark).filter((mark) => !named.includes(mark)),
  )
  const more = gained?.(answers) ?? null
  return [
    ...(read.size > 0 ? [`read ${[...read].slice(0, 3).join(', ')}`] : []),
    // Its own it may read, and some do.
    ...(seals.test(said) && !named.includes('app.tenant_seal') ? ['read a seal'] : []),
    ...(more === null ? [] : [`learnt ${more}`]),
    ...(others === null || others === 'done' ? [] : [`beside it B ${others}`]),
  ]
}

interface Tried {
  readonly answers: readonly Answer[]
  /** The first thing that refused it, or null. */
  readonly refusal: string | null
  /** The answers with everything taken out that differs from time to time. */
  readonly signature: string
  /** What became of B's work beside it. */
  readonly others: string | null
}

const undone = new Error('undone')

async function attempt(
  way: Way,
  steps: readonly Step[],
  { turn, undo }: { readonly turn: Turn | null; readonly undo: boolean },
): Promise<Tried> {
  const answers: Answer[] = []
  let others: string | null = null
  const began = Date.now()
  const run = way.inTenant(companyA, async (tx) => {
    for (const step of steps) answers.push(await take(tx, step))
    others = (await turn?.goOn()) ?? null
    if (undo) throw undone
    // What an app does that takes errors lightly: it returns as if nothing had happened.
  })
  const ended = await within(15_000, 'the attack', run).then(
    () => null,
    (error: unknown) => (error === undone ? null : textOf(error)),
  )
  const refused = answers.map((answer) => ('error' in answer ? textOf(answer.error) : null))
  return {
    answers,
    refusal: refused.find((refusal) => refusal !== null) ?? ended,
    signature: `${saidIn(answers).replaceAll(uuids, '#')}${Date.now() - began > 1_500 ? ', slowly' : ''}`,
    others,
  }
}

const uuids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

async function take(tx: Tx, step: Step): Promise<Answer> {
  try {
    return await answerOf(await (typeof step === 'string' ? tx.execute(sql.raw(step)) : step(tx)))
  } catch (error) {
    return { error }
  }
}

const differences = (before: Findings, after: Findings): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${after[name] ?? 'nothing'} instead of ${before[name] ?? 'nothing'}`)
