import { ts } from 'ts-morph'
import { functionMay } from './function-may.js'
import type { At, Search } from './search.js'

/** Whether a member of a class, or what one of its methods returns, may be or hold a table. */
export const classHolds = (node: ts.ClassLikeDeclaration, at: At, search: Search): boolean => {
  const inside: At = { ...at, inside: true, ofClass: true }
  if (basesOf(node).some((base) => search.expression(base, at, 'holds'))) return true
  if (search.name('this', inside, 'holds')) return true
  return node.members.some((member) => {
    if (ts.isPropertyDeclaration(member)) {
      return member.initializer !== undefined && search.expression(member.initializer, inside, 'holds')
    }
    return ts.isFunctionLike(member) && functionMay(member, new Set(), inside, 'holds', search)
  })
}

/** Whether `new` may give something else than an object of the class, by its base or by what the constructor returns. */
export const instanceMay = (node: ts.ClassLikeDeclaration, at: At, search: Search): boolean =>
  basesOf(node).some((base) => search.expression(base, at, 'holds')) ||
  node.members.some(
    (member) =>
      ts.isConstructorDeclaration(member) &&
      functionMay(member, new Set(), { ...at, ofClass: true }, 'holds', search),
  )

const basesOf = ({ heritageClauses }: ts.ClassLikeDeclaration): readonly ts.Expression[] =>
  [...(heritageClauses ?? [])]
    .filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap(({ types }) => types.map(({ expression }) => expression))
