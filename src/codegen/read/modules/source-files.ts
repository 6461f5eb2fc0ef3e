import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { ts } from 'ts-morph'
import type { SourceUnit } from '../evaluate/scope.js'

export interface SourceFiles {
  /** The parsed file; null when it cannot be read. Parsed once. */
  readonly load: (file: string) => ParsedFile | null
  /** The path relative to the project, with forward slashes. */
  readonly pathOf: (file: string) => string
}

export interface ParsedFile extends SourceUnit {
  /** False for a file in another encoding than UTF-8 or without text, of which nothing is parsed. */
  readonly isText: boolean
  readonly syntaxErrors: readonly SyntaxError[]
}

export interface SyntaxError {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** The files of a project, each read and parsed when it is first needed. */
export const sourceFiles = (root: string): SourceFiles => {
  const parsed = new Map<string, ParsedFile | null>()
  const pathOf = (file: string) => relative(root, file).split(sep).join('/')

  const load = (file: string): ParsedFile | null => {
    const known = parsed.get(file)
    if (known !== undefined) return known
    const text = read(file)
    const unit = text === null ? null : unitOf(file, text)
    parsed.set(file, unit)
    return unit
  }

  const unitOf = (file: string, text: string): ParsedFile =>
    isBinary(text)
      ? { ...parseSource(file, '', pathOf(file)), isText: false }
      : parseSource(file, text, pathOf(file))

  return { load, pathOf }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** UTF-16, which begins with two bytes that UTF-8 does not have, and what is no text, have bytes of zero. */
const isBinary = (text: string): boolean => text.startsWith('\uFFFD') || text.includes('\0')

/** Parses a text with the compiler that ts-morph brings, without a program and without a type checker. */
export const parseSource = (file: string, text: string, path: string): ParsedFile => {
  const source = parse(file, text)
  if (source === null) {
    const message = 'it is nested too deeply to be parsed'
    const empty = ts.createSourceFile(file, '', ts.ScriptTarget.Latest, false)
    return { source: empty, path, file, isText: true, syntaxErrors: [{ message, line: 1, column: 1 }] }
  }
  const syntaxErrors = parseDiagnostics(source).map(({ messageText, start }) => {
    const { line, character } = source.getLineAndCharacterOfPosition(start)
    return {
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
      line: line + 1,
      column: character + 1,
    }
  })
  return { source, path, file, isText: true, syntaxErrors }
}

/** Null when the parser, which calls itself for each level of nesting, runs out of call stack. */
function parse(file: string, text: string): ts.SourceFile | null {
  try {
    return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The parser leaves its diagnostics on the file; only the property's declaration is internal to TypeScript. */
function parseDiagnostics(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  const { parseDiagnostics: found } = source as ts.SourceFile & {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[]
  }
  return found ?? []
}
