import { attackAll } from './suite.js'

attackAll({ way: 'node-postgres', sealed: false, expected: 'plain' })
attackAll({ way: 'node-postgres', sealed: true, expected: 'sealed' })
