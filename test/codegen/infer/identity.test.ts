import { describe, expect, it } from 'vitest'
import { inferTenancy } from '../../../src/codegen/infer/infer-tenancy.js'
import type { Table } from '../../../src/model/schema.js'
import { column, schemaOf } from '../small-schema.js'
import { member, optional, organization, plain, proposals, referring, user } from './unmarked.js'

const inferred = (...tables: readonly Table[]) =>
  proposals(
    inferTenancy(
      schemaOf(organization, referring('invoices', { organization_id: 'organization' }), ...tables),
    ),
  )
const both = { organization_id: 'organization', user_id: 'user' }

describe('people', () => {
  it('are those whom a table of members names', () => {
    expect(inferred(user, member).user).toEqual({
      is: 'identity sure',
      members: 'public.member',
      because: 'member.user_id says who is a member of which tenant',
    })
  })

  it.each(['users_on_organization', 'organization_users', 'UserToOrganization', 'organization_memberships'])(
    'are found by %s',
    (name) => {
      expect(inferred(user, referring(name, both)).user).toMatchObject({ members: `public.${name}` })
    },
  )

  it('are found by a table that is unique for both and gives a role', () => {
    const seats = referring('seats', both, [column('role')], {
      indexes: [{ name: null, columns: ['user_id', 'organization_id'], unique: true, partial: false }],
    })
    expect(inferred(user, seats).user).toMatchObject({ is: 'identity sure', members: 'public.seats' })
  })

  it.each(['invitations', 'api_keys', 'notification_settings', 'user_sessions', 'posts'])(
    'are not found by %s, which has both keys and says something else',
    (name) => {
      expect(inferred(user, referring(name, both)).user).toMatchObject({
        is: 'unclassified doubtful',
        because: 'people, and no table says by foreign keys who is a member of which row of organization',
      })
    },
  )

  it('are not found by whom a member has invited', () => {
    expect(inferred(user, referring('member_invites', both)).user).toMatchObject({
      is: 'unclassified doubtful',
    })
  })

  it('are found by the members of the tenant before those of one of its teams', () => {
    const team = referring('team', { organization_id: 'organization' })
    const teamMember = referring('a_team_member', { team_id: 'team', ...both })
    expect(inferred(user, team, teamMember, member).user).toMatchObject({ members: 'public.member' })
  })

  it('may be called otherwise, when the members of the tenant are they', () => {
    const roles = referring('WorkspaceMemberRole', {
      organization_id: 'organization',
      member_id: 'WorkspaceMember',
    })
    expect(inferred(plain('WorkspaceMember'), roles).WorkspaceMember).toMatchObject({ is: 'identity sure' })
  })

  it('are people also with a tenant that may be null, their current one', () => {
    const current = referring('user', { 'organization_id?': 'organization' })
    expect(inferred(current, member).user).toMatchObject({ is: 'identity sure' })
  })

  it('belong to their one tenant when that cannot be null', () => {
    const own = referring('user', { organization_id: 'organization' })
    expect(inferred(own, member).user).toMatchObject({ is: 'direct sure', column: 'organization_id' })
  })

  it('are left open when the members name them without a foreign key', () => {
    const named = plain('member', [column('organization_id'), column('user_id')])
    expect(inferred(user, named).user).toMatchObject({
      is: 'unclassified doubtful',
      because: 'people: member.user_id would name the members, with a foreign key to user',
    })
  })

  it('are doubtful when two keys may name the member', () => {
    const pairs = referring('member', { ...both, friend_id: 'user' })
    expect(inferred(user, pairs).user).toMatchObject({
      is: 'identity doubtful',
      because: expect.stringContaining('(TEN207)'),
    })
    const once = { ...pairs, primaryKey: ['organization_id', 'user_id'] }
    expect(inferred(user, once).user).toMatchObject({ is: 'identity sure' })
  })

  it('are as doubtful as their members', () => {
    const loose = referring('member', { 'organization_id?': 'organization', user_id: 'user' })
    expect(inferred(user, loose).user).toMatchObject({ is: 'identity doubtful' })
  })

  it('are not members of what is only an optional key', () => {
    const notes = plain('member_notes', [column('organization_id'), optional('user_id')])
    expect(inferred(user, notes).user).toMatchObject({ is: 'unclassified doubtful' })
  })
})
