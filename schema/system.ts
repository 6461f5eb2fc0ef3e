import { index, jsonb, pgEnum, text, timestamp } from 'drizzle-orm/pg-core'
import { systemTable } from 'tenantry'
import { createdAt, id } from './columns.js'

export const jobState = pgEnum('job_state', ['queued', 'running', 'done', 'failed'])

/** Work for the background workers, of all companies at once: no company sees it. */
export const jobs = systemTable(
  'jobs',
  {
    id: id(),
    kind: text('kind').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    state: jobState('state').notNull().default('queued'),
    runAt: timestamp('run_at', { withTimezone: true }).notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [index('jobs_state_run_at_idx').on(t.state, t.runAt)],
)
