import { attackAll } from './suite.js'

// What there is to be stopped: without us these come to something on the same isolated database.
attackAll({ way: 'by hand', sealed: false, expected: 'byHand' })
