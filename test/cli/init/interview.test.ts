import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { cancelled } from '../../../src/cli/init/asker.js'
import { type InitOptions, runInit } from '../../../src/cli/init/run-init.js'
import type { Io } from '../../../src/cli/io.js'
import { tinyProject } from '../tiny-project.js'
import * as schemas from './schemas.js'
import { type Scripted, scriptedAsker } from './scripted-asker.js'

/** Runs `init` with somebody who answers. */
const answered = async (schema: string, answers: readonly Scripted[], options: InitOptions = {}) => {
  const { root, files } = await tinyProject({ 'schema.ts': schema })
  const [out, err]: [string[], string[]] = [[], []]
  const plain = createColors(false)
  const io: Io = {
    cwd: root,
    env: {},
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    interactive: true,
    readInput: async () => '',
    colors: { out: plain, err: plain },
  }
  const { asker, asked, left } = scriptedAsker(...answers)
  const code = await runInit({ schema: ['schema.ts'], ...options }, io, asker)
  expect(left).toEqual([])
  return { code, asked, out: out.join(''), err: err.join(''), config: (await files())['tenantry.config.ts'] }
}

describe('somebody at the terminal', () => {
  it('confirms a clear root, and nothing else where all is sure', async () => {
    const sure = schemas.betterAuth.replace(
      /export const (account|session|verification) = [\s\S]*?\n}\)\n/g,
      '',
    )
    const { code, asked, config } = await answered(sure, [true, true])
    expect(code).toBe(0)
    expect(asked).toEqual([
      'Is organization the table of your tenants? 3 tables refer to it and 4 lead there, and member says who is a member',
      '6 decided: 1 root, 3 direct, 1 through, 1 identity\n',
      'Write tenantry.config.ts?',
    ])
    expect(config).toContain("    invoice_lines: { kind: 'through', through: 'invoice_id' }, //")
    expect(config).not.toContain('Not decided')
  })

  it('is asked about doubtful tables one by one, and not about what an answer settles', async () => {
    const { asked, config } = await answered(schemas.nullableTenant, [
      true,
      'one by one',
      'direct by team_id, rows without one are shared',
      'system',
      true,
    ])
    expect(asked.map((question) => question.split('  ')[0])).toEqual([
      expect.stringMatching(/^Is teams the table of your tenants\?/),
      expect.stringMatching(/^3 decided: 1 root, 1 direct, 1 identity\n3 undecided\n$/),
      expect.stringMatching(/^3 tables are doubtful/),
      'sites',
      'templates',
      expect.stringMatching(/^6 decided/),
      'Write tenantry.config.ts?',
    ])
    expect(config).toContain("    sites: { kind: 'direct', tenant: 'team_id', shared: true }, //")
    expect(config).toContain("    pages: { kind: 'through', through: 'site_id' }, //")
    expect(config).toContain("    templates: { kind: 'system' }, // said to be of no tenant")
  })

  it('may leave a table undecided, and what rests on it stays undecided with it', async () => {
    const { config } = await answered(schemas.nullableTenant, [
      true,
      'one by one',
      'leave undecided',
      'leave undecided',
      'leave undecided',
      true,
    ])
    expect(config).toContain(
      "\n    // sites: { kind: 'direct', tenant: 'team_id' }, // team_id references teams.id",
    )
    expect(config).toContain(
      "\n    // pages: { kind: '?' }, // site_id references sites, of which it is not known",
    )
    expect(config).not.toMatch(/^ {4}(sites|pages|templates):/m)
  })

  it('may stop in the middle: the rest stays undecided with its proposals', async () => {
    const { config } = await answered(schemas.nullableTenant, [
      true,
      'one by one',
      'direct by team_id',
      'leave this and all that follow',
      true,
    ])
    expect(config).toContain("\n    sites: { kind: 'direct', tenant: 'team_id' }, //")
    expect(config).toContain("\n    pages: { kind: 'through', through: 'site_id' }, //")
    expect(config).toContain("\n    // templates: { kind: 'direct', tenant: 'team_id' }, //")
  })

  it('is offered the other parents of a doubtful path, and an answer for tables to which nothing leads', async () => {
    const { asked, config } = await answered(schemas.workspaces, [
      true,
      'one by one',
      'through to_id',
      'shared',
      true,
    ])
    expect(asked[3]).toContain(
      '[through from_id | through to_id | system | shared | leave undecided | leave this',
    )
    expect(config).toContain(
      "    task_links: { kind: 'through', through: 'to_id' }, // the owner of its row of tasks",
    )
    expect(config).toContain("    plans: { kind: 'shared' }, // said to be read by all tenants")
  })

  it('may take every proposal, or leave them all', async () => {
    const taken = await answered(schemas.nullableTenant, [true, 'take every proposal', true])
    expect(taken.config).toContain("\n    pages: { kind: 'through', through: 'site_id' }, //")
    expect(taken.config).not.toContain('Not decided')
    const left = await answered(schemas.nullableTenant, [true, 'leave them undecided', true])
    expect(left.config).toContain("\n    // pages: { kind: 'through', through: 'site_id' }, //")
  })

  it('says which table is the root where it is not clear, or where the clear one is wrong', async () => {
    const other = await answered(schemas.nestedRoots, [false, 'project', 'leave them', true])
    expect(other.config).toContain("    project: { kind: 'root' }, //")
    expect(other.config).toContain("    thing_0: { kind: 'direct', tenant: 'project_id' }, //")
    const none = await answered(schemas.personal, ['users', true])
    expect(none.asked[0]).toBe('Which table holds your tenants? [notes | users]')
    expect(none.config).toContain("    notes: { kind: 'direct', tenant: 'user_id' }, //")
  })

  it('is not asked for a root that --root names', async () => {
    const { asked, config } = await answered(schemas.nestedRoots, ['leave them', true], { root: 'project' })
    expect(asked[0]).toMatch(/^7 decided: 1 root, 6 direct\n1 undecided\n/)
    expect(asked[1]).toMatch(/^One table is doubtful/)
    expect(config).toContain("    project: { kind: 'root' }, //")
  })

  it.each([
    ['the root', [cancelled]],
    ['another root', [false, cancelled]],
    ['the way', [true, cancelled]],
    ['a table', [true, 'one by one', cancelled]],
    ['the file', [true, 'leave them', cancelled]],
    ['the file, by no', [true, 'leave them', false]],
  ] as const)('who breaks off when asked for %s has nothing written', async (_, answers) => {
    const { code, out, err, config } = await answered(schemas.nullableTenant, answers)
    expect({ code, out, err, config }).toEqual({
      code: 2,
      out: '',
      err: 'cancelled: nothing is written\n',
      config: undefined,
    })
  })
})
