/** The reference application: a small tool for companies that plan projects and bill them. */
export * from './billing.js'
export * from './people.js'
export * from './relations.js'
export * from './system.js'
export * from './tenants.js'
export * from './work.js'
