import { attackAll } from './suite.js'

// What the server alone decides is the same there.
const only = ['becoming another tenant', 'the transaction', 'the session']
attackAll({ way: 'pglite', sealed: false, expected: 'plain', only })
attackAll({ way: 'pglite', sealed: true, expected: 'sealed', only })
