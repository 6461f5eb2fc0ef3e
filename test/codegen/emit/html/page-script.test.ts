import { Script } from 'node:vm'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { pageScript } from '../../../../src/codegen/emit/html/page-script.js'

/** What the compiler finds in the script, as far as it is about names. */
const unknownNames = (text: string) => {
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getSourceFile = (name, version) =>
    name === 'page.js' ? ts.createSourceFile(name, text, version) : getSourceFile.call(host, name, version)
  const program = ts.createProgram(['page.js'], options, host)
  // 2304 and 2552: no such name; 2448: used before it is there.
  return program
    .getSemanticDiagnostics(program.getSourceFile('page.js'))
    .filter(({ code }) => [2304, 2552, 2448].includes(code))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

describe('the script of the page', () => {
  it('is a script that browsers can read', () => {
    expect(() => new Script(pageScript)).not.toThrow()
  })

  it('uses no name that is not there', () => {
    expect(unknownNames(`${pageScript}\nfound()`)).toEqual(["Cannot find name 'found'."])
  })

  it('writes no markup, runs no text, fetches nothing, and cannot end its own element', () => {
    expect(pageScript).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|fetch|XMLHttp|<\/|<!--/,
    )
  })
})
