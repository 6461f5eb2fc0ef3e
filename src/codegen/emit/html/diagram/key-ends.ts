import type { PageKey } from '../page-model.js'
import { measures, type TableBox } from './table-box.js'

/** At which height a key's line leaves the row that it points to, from the top of that table's box. */
export const referredY = ({ key, from }: PageKey, box: TableBox): number =>
  rowY(box, key.references.columns[tellingColumn({ key, from })])

/** At which height it arrives at the column that holds it. */
export const holdingY = ({ key, from }: PageKey, box: TableBox): number =>
  rowY(box, key.columns[tellingColumn({ key, from })])

/** The header's middle stands for a column that the box does not show. */
const rowY = (box: TableBox, column: string | undefined) =>
  box.rows.find((row) => row.column.name === column)?.y ?? measures.header / 2

/** In a key over several columns the tenant's is the one that tells the least. */
function tellingColumn({ key, from }: Pick<PageKey, 'key' | 'from'>): number {
  const { ownership } = from.owned
  const tenant = ownership.kind === 'direct' ? ownership.column : null
  return Math.max(
    key.columns.findIndex((column) => column !== tenant),
    0,
  )
}
