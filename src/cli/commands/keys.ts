import type { Command } from 'commander'
import { TenancyError } from '../../model/error.js'
import { parseSealKey } from '../../model/seal.js'
import {
  type CommonOptions,
  type DatabaseOption,
  databaseUrl,
  settingsFor,
  withCommonOptions,
  withDatabaseOption,
} from '../command-options.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import type { Io } from '../io.js'
import { withConnection } from '../with-connection.js'

interface Options extends CommonOptions, DatabaseOption {
  readonly keyStdin?: true
}

/** A key never is an argument, which other users of the machine see (`ps`), and never stands in a message. */
export const addKeys = (program: Command, io: Io, finish: (code: ExitCode) => void): void => {
  const keys = program.command('keys').description('make, rotate and list the keys of the seal')
  const fromInput =
    'install the key that stands on standard input (as with TENANTRY_KEY) rather than a new one'

  const make = keys
    .command('new')
    .description('print a new key; with --database-url install it as the first one, which turns the seal on')
    .option('--database-url <url>', 'install the key there, as the owner of the tables')
    .option('--key-stdin', fromInput)
  withCommonOptions(make, 'tenantry keys new --database-url postgres://owner@localhost/app').action(
    async (options: Options) => finish(await newKey(options, io)),
  )

  const rotate = keys
    .command('rotate')
    .description('put a new key beside the newest one; both hold until the next rotation')
    .option('--key-stdin', fromInput)
  withDatabaseOption(
    withCommonOptions(rotate, 'tenantry keys rotate --database-url postgres://owner@localhost/app'),
  ).action(async (options: Options) => finish(await rotateKeys(options, io)))

  const list = keys.command('list').description('show which keys the database holds, not the keys themselves')
  withDatabaseOption(
    withCommonOptions(list, 'tenantry keys list --database-url postgres://owner@localhost/app'),
  ).action(async (options: Options) => finish(await listInstalled(options, io)))
}

interface Chosen {
  readonly text: string
  /** Whether it is new: a key that was given is not printed. */
  readonly fresh: boolean
}

async function chooseKey({ keyStdin }: Options, io: Io): Promise<Chosen> {
  if (keyStdin) return { text: (await io.readInput()).trim(), fresh: false }
  if (io.env.TENANTRY_KEY) return { text: io.env.TENANTRY_KEY, fresh: false }
  const { newKeyText } = await import('../../server/keys.js')
  return { text: newKeyText(), fresh: true }
}

/** DATABASE_URL alone does not install: to turn the seal on is a decision, and apps without the key stop then. */
const newKey = async (options: Options, io: Io): Promise<ExitCode> => {
  if (options.databaseUrl === undefined) {
    if (options.keyStdin) {
      throw new TenancyError('TEN134', '--key-stdin installs a key: it needs --database-url URL.')
    }
    const { newKeyText } = await import('../../server/keys.js')
    printKey({ text: newKeyText(), fresh: true }, options, io)
    io.err(
      'Set it as TENANTRY_KEY for the app, then install it: TENANTRY_KEY=… tenantry keys new --database-url URL\n',
    )
    return exitCodes.fine
  }
  const { roles } = await settingsFor(options, io)
  const url = databaseUrl(options, io)
  const chosen = await chooseKey(options, io)
  const key = parseSealKey(chosen.text)
  const { installKey } = await import('../../server/keys.js')
  await withConnection(url, (connection) => installKey(connection, roles, key))
  printKey(chosen, options, io)
  io.err(`The key ${key.kid} is installed: from now on a tenant id without a seal is refused.\n`)
  return exitCodes.fine
}

const rotateKeys = async (options: Options, io: Io): Promise<ExitCode> => {
  const { roles } = await settingsFor(options, io)
  const url = databaseUrl(options, io)
  const chosen = await chooseKey(options, io)
  const key = parseSealKey(chosen.text)
  const { rotateKey } = await import('../../server/keys.js')
  const before = await withConnection(url, (connection) => rotateKey(connection, roles, key))
  printKey(chosen, options, io)
  io.err(
    `The keys ${key.kid} (new) and ${before.kid} both hold until the next rotation: give the app the new one now.\n`,
  )
  return exitCodes.fine
}

const listInstalled = async (options: Options, io: Io): Promise<ExitCode> => {
  const { roles } = await settingsFor(options, io)
  const { listKeys } = await import('../../server/keys.js')
  const keys = await withConnection(databaseUrl(options, io), (connection) => listKeys(connection, roles))
  if (options.json) {
    const shown = keys.map(({ kid, createdAt, current }) => ({
      kid,
      createdAt: createdAt.toISOString(),
      current,
    }))
    io.out(`${JSON.stringify({ keys: shown }, null, 2)}\n`)
    return exitCodes.fine
  }
  if (keys.length === 0) io.out('no key: the context is plain, not sealed\n')
  for (const { kid, createdAt, current } of keys) {
    io.out(`${kid}  ${createdAt.toISOString()}${current ? '  current' : ''}\n`)
  }
  return exitCodes.fine
}

function printKey({ text, fresh }: Chosen, { json }: Options, io: Io): void {
  if (json) {
    const { kid } = parseSealKey(text)
    io.out(`${JSON.stringify(fresh ? { kid, key: text } : { kid })}\n`)
  } else if (fresh) io.out(`${text}\n`)
}
