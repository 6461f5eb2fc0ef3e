import { defineConfig } from 'tenantry/config'

export default defineConfig({ roles: { logins: ['tenantry_login'] } })
