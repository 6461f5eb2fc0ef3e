import { defineTenancy } from './define-tenancy.js'

/** The functions for the convention `tenant_id uuid`. */
export const { tenantRoot, tenantTable, tenantChild, sharedTable, systemTable, identityTable, tenantSchema } =
  /* @__PURE__ */ defineTenancy()
