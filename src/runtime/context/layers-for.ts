import { type Layers, noLayers } from './layers.js'
import type { Predicate } from './predicate/create-predicates.js'
import { rememberRelational } from './tripwire/relational-queries.js'
import type { Tripwire } from './tripwire/tripwire.js'

export interface LayersInput {
  /** Null where it is switched off, as the other. */
  readonly predicate: Predicate | null
  readonly tripwire: Tripwire | null
}

/** The layers of one transaction. */
export const layersFor = ({ predicate, tripwire }: LayersInput): Layers => ({
  ...noLayers,
  ...predicate,
  dialect: (dialect) => {
    const building = predicate?.dialect(dialect) ?? dialect
    return tripwire === null ? building : rememberRelational(building)
  },
  inspect: (answer) => tripwire?.inspect(answer),
  watching: (prepared) => tripwire?.watching(prepared) ?? (() => {}),
})
