import type { Finding } from '../../../model/finding.js'
import type { View } from '../../../model/schema.js'
import { notUnderstood, tableNotUnderstood } from '../reading-findings.js'
import { option } from '../values/option.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { Site } from '../values/value.js'
import type { ViewDraft } from '../values/view-draft.js'
import { faultyNames } from './faulty-names.js'

/** A view of the model, or null with the reason; null without one for a builder that is no view yet. */
export const assembleView = (
  draft: ViewDraft,
  site: Site,
): { readonly view: View | null; readonly findings: readonly Finding[] } => {
  const { schema, name, materialized, existing, place } = draft
  if (existing === null) return { view: null, findings: [] }
  const gap = typeof schema === 'string' ? name : schema
  if (typeof schema !== 'string' || typeof name !== 'string') {
    if (typeof gap === 'string') throw new Error('one of the two is unknown')
    return {
      view: null,
      findings: [tableNotUnderstood(place.file, 'a view without a known name', gap, place)],
    }
  }
  const given = option(draft.options, 'securityInvoker', site)
  const securityInvoker = truth(given)
  const lost = given.kind === 'unknown' ? given : unknown(site, 'it is no constant')
  const id = `${schema}.${name}`
  return {
    view: { schema, name, materialized, existing, securityInvoker: securityInvoker === true, place },
    findings: [
      ...faultyNames('view', schema, name, place),
      ...(securityInvoker === null ? [notUnderstood(id, `the option securityInvoker of ${id}`, lost)] : []),
    ],
  }
}
