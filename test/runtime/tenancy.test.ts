import { describe, expect, it } from 'vitest'
import { manifest } from '../../generated/tenancy.js'
import { createTenancy } from '../../src/runtime/tenancy.js'
import { connect } from './context/drivers.js'
import { referenceDatabase } from './context/reference-database.js'
import { refusal } from './context/refusal.js'

describe('createTenancy', () => {
  it('binds each function to the roles of its manifest', async () => {
    const database = await referenceDatabase('postgres')
    const { db, close } = await connect('node-postgres pool', database, {
      url: database.url(database.superuserRole) ?? '',
    })
    const roles = { ...manifest.roles, app: 'pg_monitor', admin: 'pg_signal_backend' }
    const { withTenant, acrossTenants, verifyTenancy } = createTenancy({ ...manifest, roles })
    const tenant = '00000000-0000-4000-8000-000000000001'
    const asApp = withTenant(db, tenant, (tx) => tx.execute('select current_user::text as me'))
    expect(await asApp).toMatchObject({ rows: [{ me: 'pg_monitor' }] })
    // A role that may not write to the log.
    const asAdmin = acrossTenants(db, { actor: 'ann', reason: 'test' }, () => {})
    expect((await refusal(asAdmin)).cause).toMatchObject({
      message: expect.stringMatching(/permission denied/),
    })
    expect(await refusal(verifyTenancy(db))).toMatchObject({ code: 'TEN626' })
    await close()
    await database.close()
  })
})
