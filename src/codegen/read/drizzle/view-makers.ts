import { native, nothing } from '../values/make-value.js'
import { placeOf } from '../values/place.js'
import type { NativeValue, UnknownValue } from '../values/value.js'
import { knownName } from './known-name.js'

/** `pgView` or `pgMaterializedView`, or those of a `pgSchema`: what they give is a view once `.as()` was called on it. */
export const viewFunction = (
  name: string,
  schema: string | UnknownValue,
  materialized: boolean,
): NativeValue =>
  native(
    name,
    ([given], site) => ({
      kind: 'view',
      view: {
        schema,
        name: knownName(given, site),
        materialized,
        options: nothing,
        existing: null,
        place: placeOf(site),
        declared: false,
      },
    }),
    { makes: 'table' },
  )
