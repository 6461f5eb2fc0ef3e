import type { Finding, Severity } from '../../../model/finding.js'

const order: readonly Severity[] = ['error', 'warning', 'info']

/** The gravest of some findings. */
export const worst = (findings: readonly Finding[]): Severity =>
  order.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'info'

/** Gravest first, otherwise in their order. */
export const gravestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  order.flatMap((severity) => findings.filter((finding) => finding.severity === severity))
