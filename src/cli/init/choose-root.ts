import { tableId } from '../../codegen/graph/graph-findings.js'
import type { Inference } from '../../codegen/infer/inference.js'
import { speaksFor } from '../../codegen/infer/propose-root.js'
import { hasTenantKey } from '../../codegen/infer/root-candidates.js'
import { shortId } from '../../codegen/infer/table-name.js'
import { type Asker, type Choice, cancelled } from './asker.js'
import { isConfigurable } from './config-key.js'

/** Asks for the root: a clear one is only confirmed. Null when whoever answers wants no more of it. */
export const chooseRoot = async ({ root, tables }: Inference, asker: Asker): Promise<string | null> => {
  if (root.id !== null && root.confidence === 'sure') {
    const reason = tables.find(({ id }) => id === root.id)?.reason.replace(/^root: /, '') ?? ''
    const right = await asker.confirm(`Is ${shortId(root.id)} the table of your tenants? ${reason}`)
    if (right === cancelled) return null
    if (right) return root.id
  }
  const candidates = root.candidates.map(({ id }) => id)
  const likely = root.candidates.map(
    (candidate): Choice<string> => ({
      value: candidate.id,
      label: shortId(candidate.id),
      hint: speaksFor(candidate),
    }),
  )
  const possible = tables
    .filter(({ id, table }) => !candidates.includes(id) && hasTenantKey(table) && isConfigurable(table))
    .map(({ table }) => tableId(table))
    .sort()
    .map((id): Choice<string> => ({ value: id, label: shortId(id) }))
  const choices = [...likely, ...possible]
  if (choices.length === 0) return null
  const chosen = await asker.choose({ message: 'Which table holds your tenants?', choices })
  return chosen === cancelled ? null : chosen
}
