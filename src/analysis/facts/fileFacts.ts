/** A stretch of a text by its offsets; the end is just behind the last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is known of an expression, whatever its language. Numbers are indexes into the lists of the file's facts. */
export type Expression =
  /** `binding` is undefined for names that the file does not define. */
  | { readonly kind: 'name'; readonly name: string; readonly binding: number | undefined }
  /** The object that a method belongs to, its class, or the class above. */
  | { readonly kind: 'self'; readonly class: number; readonly of: 'instance' | 'class' | 'base' }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string }
  /** An element of something: `a[key]`, or what a loop goes over. */
  | { readonly kind: 'item'; readonly object: Expression; readonly key: Expression | undefined }
  | { readonly kind: 'call'; readonly call: number }
  | { readonly kind: 'function'; readonly function: number }
  | { readonly kind: 'class'; readonly class: number }
  /** All of another module: `require('pg')`. */
  | { readonly kind: 'module'; readonly from: string }
  /** A constant, with its value where that is text or a number; whole numbers of Python have their text, too. */
  | { readonly kind: 'literal'; readonly text?: string; readonly number?: number; readonly isTrue?: boolean }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
  /** A list or set that is written out. */
  | { readonly kind: 'list'; readonly parts: readonly Expression[] }
  /** One of these: `a or b`, `c ? a : b`. */
  | { readonly kind: 'either'; readonly parts: readonly Expression[] }
  /** Made from these: operators, templates. `operator`: the one between two sides, as it is written. */
  | { readonly kind: 'made'; readonly parts: readonly Expression[]; readonly operator?: string };

export interface ObjectEntry {
  /** Empty for what is spread into the object. */
  readonly name: string;
  readonly value: Expression;
}

/** A symbol of another module; an empty symbol is the module itself. */
export interface ImportedSymbol {
  readonly from: string;
  readonly symbol: string;
}

interface BoundValue {
  readonly value: Expression;
  /** The function that gives the value when it runs. */
  readonly function: number;
}

/** A name of one scope and everything it is given. */
export interface Binding {
  readonly name: string;
  /** The function whose scope has the name; 0 is the module. */
  readonly function: number;
  readonly kind: 'import' | 'parameter' | 'variable';
  readonly imported?: ImportedSymbol;
  readonly values: readonly BoundValue[];
}

interface Parameter {
  readonly name: string;
  /** Of a plain or a destructured parameter: every name it defines. */
  readonly bindings: readonly number[];
  readonly hasDefault: boolean;
  /** The default's value. */
  readonly value?: Expression;
  readonly isRest: boolean;
  readonly span: Span;
}

/** The module itself (function 0) or a function in it. */
export interface FunctionFacts {
  readonly name: string;
  readonly kind: 'module' | 'function' | 'inline' | 'method' | 'getter' | 'constructor' | 'initialiser';
  /** The function around it. */
  readonly parent: number | undefined;
  readonly class: number | undefined;
  readonly isStatic: boolean;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** Its own code waits for something: `await`. */
  readonly awaits: boolean;
  /** Without the object that the function is a method of. */
  readonly parameters: readonly Parameter[];
  readonly decorators: readonly Expression[];
  readonly returns: readonly Expression[];
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface ClassFacts {
  readonly name: string;
  readonly bases: readonly Expression[];
  /** Calling it may give an object that is there already: a metaclass or decorator decides. */
  readonly isManaged: boolean;
  /** Name -> function. */
  readonly methods: Readonly<Record<string, number>>;
  /** What the class and its objects are given under a name. */
  readonly attributes: Readonly<Record<string, readonly BoundValue[]>>;
}

export interface Argument {
  /** Of an argument that is given by name. */
  readonly name?: string;
  readonly value: Expression;
  /** Any number of arguments: `*rest`, `**named`, `...rest`. */
  readonly isSpread?: boolean;
}

export interface CallFacts {
  /** The function that makes the call when it runs. */
  readonly function: number;
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  readonly isNew: boolean;
  /** Conditions under which it is made, the outermost first. */
  readonly conditions: readonly number[];
  readonly isInLoop: boolean;
  /** In a block that runs however the one before it ends. */
  readonly isInFinally: boolean;
  readonly use: CallUse;
  readonly span: Span;
}

/** What happens to the result of a call; `dropped` and `voided`: nothing; `used`: anything else. */
export type CallUse = 'awaited' | 'dropped' | 'returned' | 'used' | 'voided';

/** Something that has to hold for code to run. */
export interface Condition {
  /** Undefined for what runs after a failure. */
  readonly test: Expression | undefined;
  /** `after`: behind a branch that leaves the function or the loop. */
  readonly branch: 'then' | 'else' | 'after' | 'failure';
  readonly span: Span;
}

export interface Assignment {
  readonly function: number;
  readonly target: Expression;
  readonly value: Expression;
  /** As it is written: `=`, `+=`, `??=`, `++`; `delete` for what is taken out of an object. */
  readonly operator: string;
  /** Conditions under which it is made, the outermost first. */
  readonly conditions: readonly number[];
  /** Of the target. */
  readonly span: Span;
}

/** A block that enters and leaves something: `with connection:`. */
export interface ContextFacts {
  readonly function: number;
  readonly value: Expression;
  readonly span: Span;
}

/** A statement or call that loads another module when the code gets there: `import`, `require()`. */
export interface ModuleLoad {
  readonly function: number;
  readonly from: string;
  /** Conditions under which it is made, the outermost first. */
  readonly conditions: readonly number[];
  /** The innermost block whose failure is caught that it is in. */
  readonly attempt: Span | undefined;
  readonly span: Span;
}

/** A place where a name is written; where it is declared is none. */
export interface Reference {
  readonly function: number;
  readonly name: Extract<Expression, { kind: 'name' }>;
  /** It is given a value there. */
  readonly isWritten: boolean;
  /** Offset of the name. */
  readonly start: number;
}

/** Everything the analyser knows of one file. Plain data. */
export interface FileFacts {
  /** Index 0 is the module itself. */
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly bindings: readonly Binding[];
  readonly calls: readonly CallFacts[];
  readonly conditions: readonly Condition[];
  readonly assignments: readonly Assignment[];
  readonly contexts: readonly ContextFacts[];
  readonly loads: readonly ModuleLoad[];
  /** In the order of the text, as far as the order of evaluation is the same. */
  readonly references: readonly Reference[];
  /** What other files can import. An empty name is the module as a whole (`module.exports = …`). */
  readonly exports: Readonly<Record<string, Expression>>;
  /** Modules whose exports this one has, too. */
  readonly stars: readonly string[];
  /** Every module that the file names, as it names it; what a package is asked for counts as a module of it. */
  readonly modules: readonly string[];
  /** In texts that have comments for Warmpath; else none. */
  readonly comments: readonly Span[];
}
