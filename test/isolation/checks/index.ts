import type { TenancyGraph } from '../../../src/model/graph.js'
import type { Check } from '../world.js'
import { auditChecks } from './audit.js'
import { databaseChecks } from './database.js'
import { formerMemberChecks } from './former-members.js'
import { guardChecks } from './guards.js'
import { referenceChecks } from './references.js'
import { rootChecks } from './root.js'
import { rowChecks } from './rows.js'
import { sealChecks } from './seal.js'

/** Everything that is claimed of the reference application's isolation, table by table. */
export const allChecks = (graph: TenancyGraph): readonly Check[] => [
  ...graph.tables.flatMap((owned) => [
    ...rowChecks(owned),
    ...rootChecks(owned),
    ...referenceChecks(owned, graph.tables),
    ...guardChecks(owned),
  ]),
  ...databaseChecks,
  ...formerMemberChecks,
  ...auditChecks,
  ...sealChecks,
]
