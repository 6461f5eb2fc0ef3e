import type { View } from '../../model/schema.js'

/** What a view means for row security; `past` where it shows whoever may read it every tenant's rows. */
export const describeView = ({
  existing,
  materialized,
  securityInvoker,
}: View): { readonly past: boolean; readonly text: string } => {
  // A materialized view holds rows of its own, which no policy can protect (manual, 5.9: policies are for tables).
  if (materialized) return { past: true, text: 'materialized: its rows are past row security' }
  if (securityInvoker) return { past: false, text: 'reads under the policies of whoever asks' }
  if (existing)
    return { past: true, text: 'made elsewhere: reads past row security unless it is security_invoker' }
  return { past: true, text: "reads past row security, with its owner's rights" }
}
