import { describe, expect, expectTypeOf, it } from 'vitest'
import { tenantKey } from '../../src/model/tenant-key.js'

describe('the key of a tenant column', () => {
  it.each([
    ['tenant_id', 'tenantId'],
    ['organization_id', 'organizationId'],
    ['workspace', 'workspace'],
    ['teamId', 'teamId'],
    ['the_owning_org_id', 'theOwningOrgId'],
    ['_tenant', 'Tenant'],
    ['tenant__id', 'tenantId'],
    ['tenant_1', 'tenant1'],
    ['', ''],
  ])('of %s is %s', (column, key) => {
    expect(tenantKey(column)).toBe(key)
  })

  it('is computed alike by the type', () => {
    expectTypeOf(tenantKey('tenant_id')).toEqualTypeOf<'tenantId'>()
    expectTypeOf(tenantKey('the_owning_org_id')).toEqualTypeOf<'theOwningOrgId'>()
    expectTypeOf(tenantKey('workspace')).toEqualTypeOf<'workspace'>()
    expectTypeOf(tenantKey('_tenant')).toEqualTypeOf<'Tenant'>()
    expectTypeOf(tenantKey('tenant__id')).toEqualTypeOf<'tenantId'>()
    expectTypeOf(tenantKey('tenant_1')).toEqualTypeOf<'tenant1'>()
  })
})
