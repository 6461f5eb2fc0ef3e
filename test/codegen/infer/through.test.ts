import { describe, expect, it } from 'vitest'
import { inferTenancy } from '../../../src/codegen/infer/infer-tenancy.js'
import type { Table } from '../../../src/model/schema.js'
import { column, key, schemaOf } from '../small-schema.js'
import { member, organization, plain, proposals, referring, user } from './unmarked.js'

const projects = referring('projects', { organization_id: 'organization' })
const chats = referring('chats', { organization_id: 'organization' })
const tasks = referring('tasks', { project_id: 'projects' })
const inferred = (...tables: readonly Table[]) =>
  proposals(inferTenancy(schemaOf(organization, user, member, projects, chats, ...tables)))
const alternativesOf = (table: Table, ...more: readonly Table[]) => {
  const { tables } = inferTenancy(schemaOf(organization, user, member, projects, chats, table, ...more))
  const found = tables.find(({ table: { name } }) => name === table.name)
  return found?.alternatives.map(({ classification }) => classification)
}

describe('a path to the tenant', () => {
  it('of one key that cannot be null is sure', () => {
    expect(inferred(tasks).tasks).toEqual({
      is: 'through sure',
      path: ['project_id'],
      parent: 'public.projects',
      because: 'project_id references projects, not null',
    })
  })

  it('of several such keys is sure too, and is written down to the tenant column', () => {
    const comments = referring('comments', { task_id: 'tasks', author_id: 'user' })
    const votes = referring('votes', { comment_id: 'comments' })
    expect(inferred(tasks, comments, votes).votes).toEqual({
      is: 'through sure',
      path: ['comment_id', 'task_id', 'project_id'],
      parent: 'public.comments',
      because: 'comment_id references comments, and by task_id tasks, and by project_id projects, not null',
    })
  })

  it('by two parents is doubtful, and the other parent is offered', () => {
    const links = referring('links', { project_id: 'projects', chat_id: 'chats' })
    expect(inferred(links).links).toMatchObject({
      is: 'through doubtful',
      path: ['project_id'],
      because: 'project_id references projects, not null, as is chat_id to chats: which of them owns the row',
    })
    expect(alternativesOf(links)).toEqual([{ kind: 'through', through: 'chat_id' }])
  })

  it('by two keys to one parent is doubtful', () => {
    const relations = referring('task_relations', { source_id: 'tasks', target_id: 'tasks' })
    expect(inferred(tasks, relations).task_relations).toMatchObject({
      is: 'through doubtful',
      path: ['source_id', 'project_id'],
    })
  })

  it('is sure by the upper of two parents, when the lower one belongs to it anyway', () => {
    const files = referring('files', { task_id: 'tasks', project_id: 'projects' })
    expect(inferred(tasks, files).files).toMatchObject({ is: 'through sure', path: ['project_id'] })
  })

  it('of two like parents goes by the one that the table is named after', () => {
    const links = referring('chat_projects', { project_id: 'projects', chat_id: 'chats' })
    expect(inferred(links).chat_projects).toMatchObject({ path: ['chat_id'] })
  })

  it('that may be null is doubtful', () => {
    const notes = referring('notes', { 'project_id?': 'projects' })
    expect(inferred(notes).notes).toEqual({
      is: 'through doubtful',
      path: ['project_id'],
      parent: 'public.projects',
      because: 'project_id references projects, may be null: a row without it would be seen by nobody',
    })
  })

  it('by several keys of which one is set is doubtful, and says so', () => {
    const files = referring('files', { 'project_id?': 'projects', 'chat_id?': 'chats' })
    expect(inferred(files).files).toMatchObject({
      is: 'through doubtful',
      because:
        'project_id references projects, may be null, beside chat_id to chats: a row that has another parent would be seen by nobody',
    })
    expect(alternativesOf(files)).toEqual([{ kind: 'through', through: 'chat_id' }])
  })

  it('by many keys of which one is set names two of them', () => {
    const places = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      referring(name, { organization_id: 'organization' }),
    )
    const files = referring('files', { 'a_id?': 'a', 'b_id?': 'b', 'c_id?': 'c', 'd_id?': 'd', 'e_id?': 'e' })
    expect(inferred(...places, files).files?.because).toContain('may be null, beside b_id to b and 3 more:')
    expect(alternativesOf(files, ...places)).toHaveLength(4)
  })

  it('over a doubtful table is as doubtful, all the way down', () => {
    const sites = referring('sites', { 'organization_id?': 'organization' })
    const pages = referring('pages', { site_id: 'sites' })
    const views = referring('views', { page_id: 'pages' })
    const result = inferred(sites, pages, views)
    expect(result.pages).toMatchObject({
      is: 'through doubtful',
      because: 'site_id references sites, not null, but sites is doubtful itself',
    })
    expect(result.views).toMatchObject({ is: 'through doubtful', path: ['page_id', 'site_id'] })
  })

  it('by a firm key over a doubtful table goes before a key that may be null', () => {
    const sites = referring('sites', { 'organization_id?': 'organization' })
    const goals = referring('goals', { 'project_id?': 'projects', site_id: 'sites' })
    expect(inferred(sites, goals).goals).toMatchObject({ path: ['site_id'] })
  })

  it('is none over people, a pointer to the last of several, or in a circle', () => {
    const [a, b] = [referring('a', { b_id: 'b' }), referring('b', { a_id: 'a' })]
    const settings = referring('settings', { user_id: 'user', 'last_project_id?': 'projects' })
    const result = inferred(a, b, settings)
    for (const name of ['a', 'b', 'settings']) expect(result[name]?.is).toBe('unclassified doubtful')
  })

  it('is found beside a circle of keys', () => {
    const builds = referring('builds', { deployment_id: 'deployments' })
    const deployments = referring('deployments', { project_id: 'projects', last_build_id: 'builds' })
    const result = inferred(builds, deployments)
    expect(result.deployments).toMatchObject({ is: 'through sure', path: ['project_id'] })
    expect(result.builds).toMatchObject({ is: 'through sure', path: ['deployment_id', 'project_id'] })
  })

  it("leads by the root's public id to the root: the column holds another value than the key", () => {
    const tenants = plain('organization', [column('slug', { type: 'text' })], [], {
      uniques: [{ name: null, columns: ['slug'] }],
    })
    const domains = plain(
      'domains',
      [column('organization_slug', { type: 'text' })],
      [
        key('organization_slug', 'organization', {
          references: { schema: 'public', table: 'organization', columns: ['slug'] },
        }),
      ],
    )
    const schema = schemaOf(tenants, projects, domains)
    expect(proposals(inferTenancy(schema)).domains).toMatchObject({
      is: 'through sure',
      path: ['organization_slug'],
      parent: 'public.organization',
    })
  })

  it('of a composite key goes by the column that no other key holds', () => {
    const runs = plain(
      'runs',
      [column('region'), column('project_id')],
      [
        key('region', 'regions'),
        {
          ...key('project_id', 'projects'),
          columns: ['region', 'project_id'],
          references: { schema: 'public', table: 'projects', columns: ['region', 'id'] },
        },
      ],
    )
    expect(inferred(plain('regions'), runs).runs).toMatchObject({ is: 'through sure', path: ['project_id'] })
  })

  it('leads to a table in another schema', () => {
    const elsewhere: Table = { ...projects, schema: 'work' }
    const lines = plain(
      'lines',
      [column('project_id')],
      [key('project_id', 'projects', { references: { schema: 'work', table: 'projects', columns: ['id'] } })],
    )
    const result = proposals(inferTenancy(schemaOf(organization, elsewhere, lines)))
    expect(result.lines).toMatchObject({
      parent: 'work.projects',
      because: 'project_id references work.projects, not null',
    })
  })
})
