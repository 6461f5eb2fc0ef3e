import type { Layers } from './layers.js'
import { rememberRelational } from './tripwire/relational-queries.js'
import type { Tripwire } from './tripwire/tripwire.js'

export interface LayersInput {
  /** Null where it is switched off. */
  readonly tripwire: Tripwire | null
}

/** The layers of one transaction. */
export const layersFor = ({ tripwire }: LayersInput): Layers => ({
  dialect: (dialect) => (tripwire === null ? dialect : rememberRelational(dialect)),
  inspect: (answer) => tripwire?.inspect(answer),
  watching: (prepared) => tripwire?.watching(prepared) ?? (() => {}),
})
