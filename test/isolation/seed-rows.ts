/**
 * Two companies with rows in every table of the reference application. They look alike where only the tenant can tell
 * them apart (slugs, numbers of invoices), and every text that belongs to one of them carries its name: `Globex` in
 * what Acme gets to see is a leak. Every foreign key of theirs points somewhere in one row, and is null in another one
 * where it may be: a column that a row does not name is null.
 */
export type Value = string | number | null | readonly string[]
export type Row = Readonly<Record<string, Value>>

/** `0a…` is Acme's, `0b…` Globex's, `00…` nobody's or everybody's; the next two digits are the kind. */
const uuid = (owner: '0a' | '0b' | '00', kind: string, number: number): string =>
  `${owner}${kind}0000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** Acme, on the plan `free`. */
export const companyA = uuid('0a', '00', 1)
/** Globex, on the plan `pro`. */
export const companyB = uuid('0b', '00', 2)

/** Who works where. */
export const people = {
  onlyA: uuid('0a', '0e', 1),
  onlyB: uuid('0b', '0e', 1),
  both: uuid('00', '0e', 1),
  none: uuid('00', '0e', 2),
} as const

/** A contact without a tenant: read by both companies, and named on an invoice of each. */
export const sharedContact = uuid('00', '0c', 1)

/** When everything was made. */
export const moment = '2026-01-02T03:04:05Z'

interface Company {
  readonly id: string
  readonly mark: '0a' | '0b'
  readonly name: string
  readonly plan: string
  readonly member: string
  /** Where its integer ids begin. */
  readonly first: number
  readonly total: string
}

const companyRows = ({ id: tenant_id, mark, name, plan, member, first, total }: Company) => {
  const project = (number: number) => uuid(mark, '01', number)
  const document = (number: number) => uuid(mark, '02', number)
  const task = (number: number) => uuid(mark, '03', number)
  const invoice = (number: number) => uuid(mark, '04', number)
  const contact = (number: number) => uuid(mark, '0c', number)
  const website = { tenant_id, project_id: project(1) }
  return {
    tenants: [{ id: tenant_id, name, slug: name.toLowerCase(), plan_id: plan }],
    memberships: [
      { tenant_id, user_id: member, role: 'owner' },
      { tenant_id, user_id: people.both, role: 'member' },
    ],
    contacts: [
      {
        id: contact(1),
        tenant_id,
        name: `Customer of ${name}`,
        email: `bills@${name.toLowerCase()}.example`,
      },
      { id: contact(2), tenant_id, name: `Supplier of ${name}`, email: null },
    ],
    // The cover comes last: projects and documents refer to each other.
    projects: [
      { id: project(1), tenant_id, name: `Website of ${name}`, slug: 'website', lead_id: member },
      { id: project(2), tenant_id, name: `Move of ${name}`, slug: 'move', lead_id: null },
    ],
    documents: [
      { id: document(1), ...website, title: `Cover of ${name}`, tags: ['cover', name] },
      { id: document(2), ...website, title: `Contract of ${name}`, tags: [] },
    ],
    covers: [{ id: project(1), cover_document_id: document(1) }],
    tasks: [
      { id: task(1), ...website, title: `Launch ${name}`, assignee_id: member, document_id: document(1) },
      { id: task(2), ...website, title: `Draft for ${name}`, parent_id: task(1), done_at: moment },
      { id: task(3), ...website, title: `Sketch for ${name}`, parent_id: task(2), assignee_id: people.both },
    ],
    invoices: [
      {
        id: invoice(1),
        ...website,
        number: '2026-001',
        contact_id: contact(1),
        document_id: document(2),
        total,
      },
      { id: invoice(2), tenant_id, number: '2026-002', contact_id: sharedContact, total: '19.99' },
      { id: invoice(3), tenant_id, number: '2026-003', total: '0.00' },
    ],
    invoice_lines: [
      { id: first, invoice_id: invoice(1), description: `Design for ${name}`, price: total },
      { id: first + 1, invoice_id: invoice(2), description: `Fee of ${name}`, price: '19.99' },
    ],
    invoice_line_notes: [
      { id: uuid(mark, '05', 1), invoice_line_id: first, body: `Discount for ${name}` },
      { id: uuid(mark, '05', 2), invoice_line_id: first + 1, body: `Paid by ${name}` },
    ],
    comments: [
      { id: first, tenant_id, body: `${name} likes it`, task_id: task(1), author_id: member },
      { id: first + 1, tenant_id, body: `${name} pays it`, invoice_line_id: first, author_id: people.both },
      { id: first + 2, tenant_id, body: `${name} waits`, task_id: task(2), invoice_line_id: first + 1 },
    ],
    jobs: [
      {
        id: uuid(mark, '0f', 1),
        kind: 'send-invoice',
        payload: JSON.stringify({ tenant_id, company: name }),
      },
    ],
  }
}

/** Rows of nobody and of everybody. */
export const commonRows = {
  plans: [
    { id: 'free', name: 'Free', seats: 3, price: '0.00' },
    { id: 'pro', name: 'Professional', seats: 50, price: '49.00' },
  ],
  users: [
    { id: people.onlyA, email: 'ada@acme.example', name: 'Ada of Acme' },
    { id: people.onlyB, email: 'ada@globex.example', name: 'Ada of Globex' },
    { id: people.both, email: 'bo@freelance.example', name: 'Bo' },
    { id: people.none, email: 'nemo@freelance.example', name: 'Nemo' },
  ],
  contacts: [{ id: sharedContact, tenant_id: null, name: 'Tax office', email: 'office@tax.example' }],
  jobs: [{ id: uuid('00', '0f', 1), kind: 'clean-up', payload: '{}' }],
}

export const acme = companyRows({
  id: companyA,
  mark: '0a',
  name: 'Acme',
  plan: 'free',
  member: people.onlyA,
  first: 1,
  total: '1200.00',
})

export const globex = companyRows({
  id: companyB,
  mark: '0b',
  name: 'Globex',
  plan: 'pro',
  member: people.onlyB,
  first: 101,
  total: '98000.00',
})
