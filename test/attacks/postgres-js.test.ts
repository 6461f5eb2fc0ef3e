import { attackAll } from './suite.js'

attackAll({ way: 'postgres.js', sealed: false, expected: 'plain' })
attackAll({ way: 'postgres.js', sealed: true, expected: 'sealed' })
