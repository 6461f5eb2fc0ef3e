import { describe, expect, it } from 'vitest'
import { inferTenancy } from '../../../src/codegen/infer/infer-tenancy.js'
import type { Table } from '../../../src/model/schema.js'
import { child, direct, root, schemaOf, sharedRows, system } from '../small-schema.js'
import { organization, plain, proposals, referring } from './unmarked.js'

const marked = (table: Table, mark: Table['mark']): Table => ({ ...table, mark })

describe('a schema that is marked in part', () => {
  const sites = referring('sites', { 'tenant_id?': 'companies' })
  const companies = marked(plain('companies'), root)

  it('keeps its marks, and the proposals build on them', () => {
    const schema = schemaOf(
      companies,
      organization,
      marked(sites, sharedRows),
      marked(referring('pages', { site_id: 'sites' }), child('site_id')),
      marked(plain('jobs'), system),
      referring('views', { page_id: 'pages' }),
      referring('notes', { organization_id: 'organization' }),
    )
    const inference = inferTenancy(schema)
    expect(inference.root).toMatchObject({ id: 'public.companies', confidence: 'sure' })
    expect(proposals(inference)).toMatchObject({
      companies: { is: 'root sure', because: 'said already' },
      sites: { is: 'direct sure', column: 'tenant_id', shared: true, because: 'said already' },
      pages: { is: 'through sure', path: ['site_id'] },
      jobs: { is: 'system sure' },
      views: {
        is: 'through sure',
        path: ['page_id', 'site_id'],
        because: expect.stringContaining('not null'),
      },
      organization: { is: 'unclassified doubtful' },
      notes: { is: 'unclassified doubtful' },
    })
    expect(inference.tables.filter((table) => table.marked).map(({ id }) => id)).toEqual([
      'public.companies',
      'public.sites',
      'public.pages',
      'public.jobs',
    ])
  })

  it('says of a mark that cannot be carried out that it is doubtful, and builds nothing on it', () => {
    const schema = schemaOf(
      companies,
      marked(plain('pages'), child('site_id')),
      referring('views', { page_id: 'pages' }),
    )
    expect(proposals(inferTenancy(schema))).toMatchObject({
      pages: { is: 'unclassified doubtful', because: 'said already, in a way that cannot be carried out' },
      views: { is: 'unclassified doubtful' },
    })
  })

  it('with one doubtful table decided is sure of what was doubtful for its sake', () => {
    const pages = referring('pages', { site_id: 'sites' })
    const before = proposals(inferTenancy(schemaOf(companies, sites, pages)))
    expect(before.pages?.is).toBe('through doubtful')
    const after = proposals(inferTenancy(schemaOf(companies, marked(sites, direct), pages)))
    expect(after.pages?.is).toBe('through sure')
  })

  it('with one table left undecided proposes nothing for it, and nothing that rests on it', () => {
    const schema = schemaOf(
      companies,
      sites,
      referring('pages', { site_id: 'sites' }),
      referring('notes', { company_id: 'companies' }),
    )
    const request = { undecided: new Set(['public.sites']) }
    expect(proposals(inferTenancy(schema, request))).toMatchObject({
      sites: { is: 'unclassified doubtful', because: 'left undecided' },
      pages: {
        is: 'unclassified doubtful',
        because: 'site_id references sites, of which it is not known whose rows it holds',
      },
      notes: { is: 'direct sure' },
    })
  })

  it('takes the first of two tables with one name', () => {
    const schema = {
      tables: [companies, plain('notes'), referring('notes', { id_2: 'companies' })],
      views: [],
    }
    expect(inferTenancy(schema).tables.map(({ id }) => id)).toEqual(['public.companies', 'public.notes'])
  })
})
