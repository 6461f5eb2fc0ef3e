import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ProcessRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** The most memory that the process held, in megabytes; of its children those that are Node's own. */
  readonly peakMb: number
}

export interface ProcessRunner {
  /** Runs Node with these arguments, from its start to its end. */
  readonly run: (args: readonly string[], cwd: string) => Promise<ProcessRun>
}

/** Runs whole processes, each with a hook that notes its peak memory as it exits; `folder` is for the notes. */
export const processRunner = (folder: string): ProcessRunner => {
  const hook = join(folder, 'peak-memory.cjs')
  const notes = join(folder, 'peak-memory.txt')
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').appendFileSync(${JSON.stringify(notes)}, process.resourceUsage().maxRSS + '\\n'))\n`,
  )
  const run: ProcessRunner['run'] = (args, cwd) =>
    new Promise((resolve, reject) => {
      rmSync(notes, { force: true })
      const child = spawn(process.execPath, args, {
        cwd,
        env: { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(hook)}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
      child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes))
      child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes))
      child.on('error', reject)
      child.on('close', (status) =>
        resolve({
          status,
          stdout: Buffer.concat(stdout).toString(),
          stderr: Buffer.concat(stderr).toString(),
          peakMb: peak(notes),
        }),
      )
    })
  return { run }
}

/** Node gives the peak in kilobytes; a process that was killed has noted none. */
const peak = (notes: string): number =>
  existsSync(notes)
    ? Math.max(...readFileSync(notes, 'utf8').trim().split('\n').map(Number)) / 1024
    : Number.NaN
