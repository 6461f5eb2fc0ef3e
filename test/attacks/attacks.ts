import type { Attack } from './attack.js'
import { becomingAnother } from './list/becoming-another.js'
import { knowledge } from './list/knowledge.js'
import { objects } from './list/objects.js'
import { otherSessions } from './list/other-sessions.js'
import { roles } from './list/roles.js'
import { rows } from './list/rows.js'
import { server } from './list/server.js'
import { session } from './list/session.js'
import { transactions } from './list/transactions.js'

/** Everything that injected SQL is tried with, by what it aims at. */
export const attacks: Readonly<Record<string, readonly Attack[]>> = {
  'becoming another tenant': becomingAnother,
  'becoming another role': roles,
  'the transaction': transactions,
  'the session': session,
  'the database’s objects': objects,
  rows,
  'knowledge without rows': knowledge,
  'other sessions': otherSessions,
  'the server': server,
}
