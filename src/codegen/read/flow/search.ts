import type { ts } from 'ts-morph'
import type { Evaluator } from '../evaluate/evaluator.js'
import type { Scope } from '../evaluate/scope.js'
import type { ModuleExport } from '../modules/module.js'
import type { Project } from '../modules/project.js'
import type { Asked } from './answers.js'
import type { WrittenNames } from './written-names.js'

/** `is`: the value itself. `holds`: the value, a part of it, or what it gives when it is called. */
export type Mode = 'is' | 'holds'

/** Where an expression stands for the search. */
export interface At {
  /** Of the file, or of the function that was being run: functions that are only looked at have no scope of their own. */
  readonly scope: Scope
  /** Parameters of the functions around it that may hold a table. */
  readonly given: ReadonlySet<string>
  /** Whether it stands inside a function, where a name may be another than the file's. */
  readonly inside: boolean
  /** Whether `this` is an object of a class, whose members are looked at anyway. */
  readonly ofClass: boolean
}

/** The search for tables, as its parts see one another. All answer true when a table cannot be ruled out. */
export interface Search {
  readonly project: Project
  readonly evaluator: Evaluator
  readonly names: (source: ts.SourceFile) => WrittenNames
  readonly asked: Asked
  readonly expression: (node: ts.Node, at: At, mode: Mode) => boolean
  readonly name: (name: string, at: At, mode: Mode) => boolean
  readonly exported: (entry: ModuleExport, mode: Mode) => boolean
}

export const atFile = (scope: Scope): At => ({ scope, given: new Set(), inside: false, ofClass: false })
