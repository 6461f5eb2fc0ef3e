/**
 * Runs in a process of its own, as `node list-loaded.mjs MODULE…`: imports the modules and prints everything that was
 * loaded for them, one a line: URLs of what was imported, paths of what was required.
 */
import Module, { register } from 'node:module'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'

const hook = `
let port
export const initialize = (data) => { port = data.port }
export const load = (url, context, next) => {
  port.postMessage(url)
  return next(url, context)
}`

const { port1, port2 } = new MessageChannel()
register(`data:text/javascript,${encodeURIComponent(hook)}`, { data: { port: port2 }, transferList: [port2] })
const loaded = []
for (const module of process.argv.slice(2)) await import(module)
for (let given = receiveMessageOnPort(port1); given !== undefined; given = receiveMessageOnPort(port1)) {
  loaded.push(given.message)
}
// What a CommonJS module requires does not pass the hook.
loaded.push(...Object.keys(Module._cache))
process.stdout.write(`${loaded.join('\n')}\n`)
port1.close()
