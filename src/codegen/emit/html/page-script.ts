import { camera } from './client/camera.js'
import { elements } from './client/elements.js'
import { gestures } from './client/gestures.js'
import { lights } from './client/lights.js'
import { search } from './client/search.js'

/** Takes the finished diagram over: until then it is as large as it is, and scrolls. */
const start = `
document.documentElement.classList.add('js')
svg.removeAttribute('viewBox')
const whole = frame([...tables.values()], 1.2)
if (whole !== null) Object.assign(camera, whole)
draw()
// Not before then do the details that the address names stand where they will.
addEventListener('load', follow)
`

/**
 * What moves in the page: a script without modules or libraries. It reads the page's own elements alone, and writes no
 * markup, so that no name of the schema can become any.
 */
export const pageScript: string = `(() => {
'use strict'
${[elements, camera, lights, search, gestures, start].join('')}})()
`
