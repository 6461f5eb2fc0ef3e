import type { Finding } from '../../../model/finding.js'
import type { SourcePlace } from '../../../model/schema.js'
import { unusableName } from '../reading-findings.js'
import { nameFault } from './name-fault.js'

/** Findings about the name of a table or view, and that of the Postgres schema that it is in. */
export const faultyNames = (
  kind: 'table' | 'view',
  schema: string,
  name: string,
  place: SourcePlace,
): readonly Finding[] =>
  [
    { what: 'the Postgres schema', given: schema },
    { what: `the ${kind}`, given: name },
  ].flatMap(({ what, given }) => {
    const fault = nameFault(given)
    return fault === null
      ? []
      : [unusableName(`${schema}.${name}`, `${what} ${JSON.stringify(given)}`, fault, place)]
  })
