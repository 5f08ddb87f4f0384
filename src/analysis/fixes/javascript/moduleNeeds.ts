import type { PlainNode } from '../../../syntax/plainTree';
import type { Binding, CallFacts, Reference, Span } from '../../facts/fileFacts';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { referencesIn, rootOf } from '../names';
import { isWithin, pathTo } from '../syntaxPath';
import { isConstantCall } from './constantCalls';
import { canBeOfModule } from './moduleNames';
import { namesOf, textOf, topLevelOf } from './topLevel';

/** A declaration in a function that the module can have in its place. */
interface LocalDeclaration {
  readonly statement: PlainNode;
  readonly names: readonly string[];
}

/** What code needs to run in the module. */
export interface ModuleNeeds {
  /** Offset in the module that the code has to be below of. */
  readonly below: number;
  /** Declarations that have to move with it, in the order of the text. */
  readonly locals: readonly LocalDeclaration[];
}

interface NeedsOptions {
  /** Names that are in the module by then. */
  readonly known?: ReadonlySet<number>;
  /** The call that may be made in the module, whatever it is. */
  readonly call?: CallFacts;
}

/** Names of the language whose values are the same for every invocation. */
const GLOBALS: ReadonlySet<string> = new Set([
  'Boolean',
  'Buffer',
  'Infinity',
  'JSON',
  'NaN',
  'Number',
  'Object',
  'String',
  'URL',
  '__dirname',
  '__filename',
  'console',
  'parseFloat',
  'parseInt',
  'process',
  'require',
  'undefined',
]);

/** Syntax whose meaning depends on the function around it. */
const BOUND: ReadonlySet<string> = new Set(['await_expression', 'meta_property', 'super', 'this', 'yield_expression']);

const OWN_THIS: ReadonlySet<string> = new Set([
  'class',
  'function_declaration',
  'function_expression',
  'generator_function',
  'method_definition',
]);

const MOST_LOCALS = 8;

/**
 * What a stretch of a function's code needs to be made of literals, imports, constants of the module and the
 * environment only; undefined when it needs anything else, so that it cannot run outside of the function.
 */
export function moduleNeeds(source: FixSource, code: PlainNode, options: NeedsOptions = {}): ModuleNeeds | undefined {
  return new NeedsFinder(source, code, options).find();
}

class NeedsFinder {
  private readonly locals = new Map<PlainNode, LocalDeclaration>();
  private readonly limit: number;
  private below = 0;

  constructor(
    private readonly source: FixSource,
    private readonly code: PlainNode,
    private readonly options: NeedsOptions,
  ) {
    const [, topLevel] = pathTo(source.root, code);
    this.limit = topLevel?.start ?? 0;
  }

  find(): ModuleNeeds | undefined {
    if (!this.isFree(this.code)) return undefined;
    const locals = [...this.locals.values()].sort((left, right) => left.statement.start - right.statement.start);
    return { below: this.below, locals };
  }

  private isFree(code: PlainNode): boolean {
    const { facts } = this.source.file;
    if (this.locals.size > MOST_LOCALS || this.isBound(code)) return false;
    if (!referencesIn(facts, code).every((reference) => this.isKnown(reference, code))) return false;
    const calls = facts.calls.filter(({ span }) => isWithin(span, code));
    return calls.every(
      (call) => call === this.options.call || this.isLater(call, code) || isConstantCall(this.source, call),
    );
  }

  private isBound(code: PlainNode): boolean {
    const { text } = this.source;
    const open = [code];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (BOUND.has(node.type) && !this.isImport(node) && textOf(node, text) !== 'import.meta') return true;
      if (node.type === 'identifier' && textOf(node, text) === 'arguments') return true;
      if (!OWN_THIS.has(node.type)) {
        const isAsynchronous = node.type === 'arrow_function' && node.children.some(({ type }) => type === 'async');
        open.push(...(isAsynchronous ? node.children.filter(({ type }) => type !== 'statement_block') : node.children));
      }
    }
    return false;
  }

  /** `await import('…')`, which only ES modules can have outside of functions. */
  private isImport(node: PlainNode): boolean {
    const { text, analysis, file } = this.source;
    const isDynamic = node.type === 'await_expression' && /^await\s+import\s*\(\s*['"]/.test(textOf(node, text));
    return isDynamic && analysis.program.modules.isEsModule(file.file);
  }

  /** Whether a call is made by a function within the code. */
  private isLater({ function: caller }: CallFacts, code: Span): boolean {
    const facts = this.source.file.facts.functions[caller];
    return facts !== undefined && caller !== 0 && isWithin(facts.span, code);
  }

  private isKnown({ name, start, function: user }: Reference, code: Span): boolean {
    const { facts } = this.source.file;
    const { binding: id } = name;
    if (id === undefined) return this.isGlobal(name.name, start, user, code);
    const binding = facts.bindings[id];
    if (binding === undefined) return false;
    if (this.options.known?.has(id) === true || binding.kind === 'import') return true;
    const owner = facts.functions[binding.function];
    if (binding.function !== 0 && owner !== undefined && isWithin(owner.span, code)) return true;
    if (this.isChanged(id, binding)) return false;
    return binding.function === 0 ? this.isModuleConstant(binding) : this.isMovable(binding);
  }

  private isGlobal(name: string, start: number, user: number, code: Span): boolean {
    const { facts } = this.source.file;
    const owner = facts.functions[user];
    const isLater = user !== 0 && owner !== undefined && isWithin(owner.span, code);
    if (isLater) return true;
    if (!GLOBALS.has(name)) return false;
    if (name !== 'process') return true;
    if (!/^process\.(?:env|on|addListener|prependListener)\b/.test(this.source.text.slice(start, start + 24)))
      return false;
    // What an invocation puts into its environment is not there before.
    return !facts.assignments.some(
      (each) => each.function !== 0 && rootOf(each.target)?.name === 'process' && each.target.kind !== 'name',
    );
  }

  /** Whether the value behind a name is not always what its declaration gives. */
  private isChanged(id: number, { values, function: owner }: Binding): boolean {
    const { facts } = this.source.file;
    if (values.length > 1 || values.some((value) => value.function !== owner)) return true;
    if (facts.references.some(({ name, isWritten }) => isWritten && name.binding === id)) return true;
    const isOf = (reference: ReturnType<typeof rootOf>): boolean => reference?.binding === id;
    if (facts.assignments.some((each) => each.function !== 0 && isOf(rootOf(each.target)))) return true;
    return facts.calls.some(({ callee, arguments: [first], function: caller }) => {
      const isAssign = callee.kind === 'member' && callee.name === 'assign' && rootOf(callee.object)?.name === 'Object';
      return caller !== 0 && isAssign && first !== undefined && isOf(rootOf(first.value));
    });
  }

  private isModuleConstant({ name }: Binding): boolean {
    const declared = topLevelOf(this.source).find(({ names }) => names.includes(name));
    if (declared === undefined) return false;
    if (declared.isHoisted) return true;
    if (declared.node.end > this.limit) return false;
    this.below = Math.max(this.below, declared.node.end);
    return true;
  }

  /** Whether a name's declaration can move, too. */
  private isMovable(binding: Binding): boolean {
    if (binding.kind !== 'variable') return false;
    const statement = declarationOf(this.source, this.code, binding.name);
    if (statement === undefined) return false;
    if (this.locals.has(statement)) return true;
    const names = namesOf(statement, this.source.text);
    const [declarator] = parts(statement);
    const value = child(declarator, 'value');
    if (value === undefined || declarator === undefined) return false;
    if (!canBeOfModule(this.source, statement, names)) return false;
    // What it needs comes first.
    if (!this.isFree(child(declarator, 'name')?.type === 'identifier' ? value : declarator)) return false;
    this.locals.set(statement, { statement, names });
    return true;
  }
}

/** The statement that declares a name and nothing else, in the blocks around some code and before it. */
function declarationOf({ root, text }: FixSource, code: PlainNode, name: string): PlainNode | undefined {
  const path = pathTo(root, code);
  for (const block of path.slice(1).reverse()) {
    const declared = block.children.filter(
      (each) => each.type.endsWith('_declaration') && namesOf(each, text).includes(name),
    );
    const [only] = declared;
    if (only === undefined) continue;
    const isVariable = only.type === 'lexical_declaration' || only.type === 'variable_declaration';
    return isVariable && parts(only).length === 1 && only.end <= code.start ? only : undefined;
  }
  return undefined;
}
