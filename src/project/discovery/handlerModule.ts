import type { Node } from 'web-tree-sitter';
import type { SourceRange } from '../projectFunction';

/** A stretch of one file. */
export type TextRange = Omit<SourceRange, 'file'>;

/**
 * How a handler is written. `wrapped`: a call around a function; `instance`: an object that can be called; `method`: a
 * method of an object; `bound`: with `bind` or `partial`; `framework`: an adapter makes the function; `re-export`: the
 * function is in another file.
 */
export type HandlerShape =
  'function' | 'arrow' | 'wrapped' | 'decorated' | 'instance' | 'method' | 'bound' | 'framework' | 're-export';

export interface Parameter {
  /** As it is written; a pattern for destructured ones. */
  readonly name: string;
  /** Its type as it is written. */
  readonly type?: string;
}

/** The code behind a symbol of a module. */
export interface Declaration {
  readonly shape: HandlerShape;
  readonly name: TextRange;
  readonly declaration: TextRange;
  readonly parameters: readonly Parameter[];
  /** `lambda`: a type, wrapper or adapter that is made for Lambda; `other`: something else that is no handler. */
  readonly evidence: 'lambda' | 'none' | 'other';
  readonly isAsync: boolean;
  /** The symbol leads here through another name of the module. */
  readonly indirect: boolean;
  /** The function has to be looked for in another module. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** As the module names it: `./orders`, `..common.orders`. */
  readonly from: string;
  /** Symbol there; empty for the module itself. `()` behind a name stands for what calling it gives. */
  readonly symbol: string;
}

/** One module of a language, as far as handlers are concerned. Lives as long as its syntax tree. */
export interface HandlerModule {
  /** Everything that a handler string could name, members of exported objects included. */
  symbols(): string[];
  /** The code behind a symbol; undefined when the module has no such symbol or it is no function. */
  declaration(symbol: string): Declaration | undefined;
  /** Modules whose exports this one has, too. */
  readonly stars: readonly string[];
  /** Names of functions that the module calls itself. */
  calledNames(): ReadonlySet<string>;
}

export function rangeOf(node: Node): TextRange {
  const { startPosition, endPosition } = node;
  return {
    line: startPosition.row + 1,
    column: startPosition.column + 1,
    endLine: endPosition.row + 1,
    endColumn: endPosition.column + 1,
  };
}

/** Children of a node that mean something. */
export function partsOf(node: Node | null | undefined): Node[] {
  return (node?.namedChildren ?? []).filter((child) => child.type !== 'comment');
}

/** How deep names and syntax are followed within a module: cycles end there. */
export const DEEPEST = 12;

/** How many expressions of a module are looked at; texts that need more are no handlers of people. */
export const MOST_STEPS = 20_000;
