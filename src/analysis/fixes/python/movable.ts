import type { PlainNode } from '../../../syntax/plainTree';
import type { Binding, Reference, Span } from '../../facts/fileFacts';
import { child, childrenOf, parts } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { referencesIn } from '../names';
import { isWithin, nodesIn } from '../syntaxPath';
import type { StatementPlace } from './codeBlocks';
import { statementAt, textOf } from './codeBlocks';
import { isImport, topLevelAt } from './moduleScope';

/** What code of a function needs to run outside of it. */
export interface Needs {
  /** Statements of the function that have to move with it, in the order of the text. */
  readonly locals: readonly StatementPlace[];
  /** Offset in the module that the code has to be below of. */
  readonly below: number;
  /** It is made of literals, imports, constants of the module and the environment: nothing that it calls does work. */
  readonly isConstant: boolean;
}

/** More than this are no preparation of one value. */
const MOST_LOCALS = 8;

/** Functions and methods that only make a value of what they get. */
const PLAIN: ReadonlySet<string> = new Set(
  'bool bytes dict encode endswith float format get getenv getLogger int join len list loads lower lstrip max min partial replace rsplit rstrip set split startswith str strip tuple upper'.split(
    ' ',
  ),
);

/**
 * What a stretch of a function's code needs outside of it; undefined when it depends on the invocation or the function.
 * `whole`: a call in it that may be made outside, whatever it is.
 */
export function needsOf(source: FixSource, code: PlainNode, whole: Span = code): Needs | undefined {
  return new NeedsFinder(source, whole).find(code);
}

class NeedsFinder {
  private readonly locals = new Map<PlainNode, StatementPlace>();
  private below = 0;
  private isConstant = true;

  constructor(
    private readonly source: FixSource,
    private readonly whole: Span,
  ) {}

  find(code: PlainNode): Needs | undefined {
    if (!this.canMove(code)) return undefined;
    const locals = [...this.locals.values()].sort((left, right) => left.statement.start - right.statement.start);
    return { locals, below: this.below, isConstant: this.isConstant };
  }

  private canMove(code: PlainNode): boolean {
    const { file } = this.source;
    const references = referencesIn(file.facts, code);
    const known = new Set(references.map(({ start }) => start));
    for (const node of nodesIn(code)) {
      if (node.type === 'await' || node.type === 'yield' || node.type === 'named_expression') return false;
      // `self` is no reference: it is what the method belongs to.
      if (node.type === 'identifier' && !known.has(node.start) && isValue(this.source, node)) return false;
      if (node.type === 'call' && !isWithin(this.whole, node) && !this.isPlain(node)) this.isConstant = false;
    }
    return references.every((reference) => this.isThere(reference, code));
  }

  /** Whether a call only makes a value. */
  private isPlain(call: PlainNode): boolean {
    const callee = child(call, 'function');
    const name =
      callee === undefined
        ? ''
        : textOf(this.source, callee.type === 'attribute' ? (child(callee, 'attribute') ?? callee) : callee);
    return PLAIN.has(name) || /^[A-Z]/.test(name);
  }

  private isThere({ name, isWritten, start }: Reference, code: PlainNode): boolean {
    const { file } = this.source;
    const binding = name.binding === undefined ? undefined : file.facts.bindings[name.binding];
    if (binding === undefined) return true;
    if (binding.function === 0) return this.isOfModule(binding, name.name);
    // Names of lambdas and comprehensions are their own.
    if (isWritten || this.isDefinedIn(name.binding, code, start)) return true;
    return this.isMovable(binding, name.binding);
  }

  /** Whether all places that give a name its value are within the code. */
  private isDefinedIn(binding: number | undefined, code: PlainNode, start: number): boolean {
    const { facts } = this.source.file;
    const inner = facts.functions.some(
      ({ parameters, span }) =>
        isWithin(span, code) &&
        span.start <= start &&
        start < span.end &&
        parameters.some(({ bindings }) => binding !== undefined && bindings.includes(binding)),
    );
    const written = facts.references.filter(({ name, isWritten }) => isWritten && name.binding === binding);
    return inner || (written.length > 0 && written.every((each) => code.start <= each.start && each.start < code.end));
  }

  private isOfModule(binding: Binding, name: string): boolean {
    const { file } = this.source;
    if (binding.values.length > 1 || binding.values.some(({ function: giver }) => giver !== 0)) return false;
    const written = file.facts.references.find(
      (each) => each.isWritten && each.name.name === name && each.function === 0,
    );
    const statement = this.statementOf(binding, name, written?.start);
    if (statement === undefined) return false;
    // What functions and classes of the module use is not known here.
    if (statement.type.endsWith('definition') && binding.values.some(({ value }) => value.kind === 'function')) {
      this.isConstant = false;
    }
    this.below = Math.max(this.below, statement.end);
    return true;
  }

  private statementOf(binding: Binding, name: string, written: number | undefined): PlainNode | undefined {
    if (written !== undefined) return topLevelAt(this.source, written);
    const { root, file } = this.source;
    const [value] = binding.values;
    if (value?.value.kind === 'function') {
      return topLevelAt(this.source, file.facts.functions[value.value.function]?.span.start ?? -1);
    }
    return root.children.find((statement) => binds(this.source, statement, name));
  }

  private isMovable(binding: Binding, id: number | undefined): boolean {
    if (binding.kind === 'parameter' || (binding.values.length !== 1 && binding.kind !== 'import')) return false;
    const place = this.placeOf(binding, id);
    if (place === undefined || this.locals.size >= MOST_LOCALS) return false;
    if (this.locals.has(place.statement)) return true;
    this.locals.set(place.statement, place);
    const [inner] = parts(place.statement);
    return binding.kind === 'import' || (inner !== undefined && this.canMove(inner));
  }

  /** The statement that does nothing but give a name its only value, on every way through the function. */
  private placeOf(binding: Binding, id: number | undefined): StatementPlace | undefined {
    return binding.kind === 'import' ? this.placeOfImport(binding) : this.placeOfValue(binding, id);
  }

  private placeOfImport({ name, function: owner }: Binding): StatementPlace | undefined {
    const { file, root } = this.source;
    const { span } = file.facts.functions[owner] ?? {};
    const found = [...nodesIn(root)].find(
      (node) => isImport(node) && span !== undefined && isWithin(node, span) && binds(this.source, node, name),
    );
    return found === undefined || parts(found).length > 2 ? undefined : this.inBody(found, owner);
  }

  private placeOfValue({ function: owner }: Binding, id: number | undefined): StatementPlace | undefined {
    const { file } = this.source;
    const given = file.facts.assignments.filter(({ target }) => target.kind === 'name' && target.binding === id);
    const [assignment] = given;
    if (assignment === undefined || given.length > 1 || assignment.conditions.length > 0) return undefined;
    const place = statementAt(this.source, assignment.span);
    const [inner] = parts(place?.statement);
    const isOnly = inner?.type === 'assignment' && child(inner, 'left')?.start === assignment.span.start;
    return isOnly && child(inner, 'right')?.type !== 'assignment' ? this.inBody(place?.statement, owner) : undefined;
  }

  /** A statement that stands directly in its function. */
  private inBody(statement: PlainNode | undefined, owner: number): StatementPlace | undefined {
    if (statement === undefined) return undefined;
    const place = statementAt(this.source, statement);
    const definition = place?.around.at(-2);
    const isDirect = definition?.start === this.source.file.facts.functions[owner]?.span.start;
    return isDirect ? place : undefined;
  }
}

/** Whether an identifier stands for a value: no name of an attribute or argument. */
function isValue({ root, text }: FixSource, node: PlainNode): boolean {
  const before = text.slice(0, node.start).trimEnd().at(-1);
  if (before === '.') return false;
  return !isArgumentName(root, node);
}

function isArgumentName(root: PlainNode, { start, end }: PlainNode): boolean {
  for (let node: PlainNode | undefined = root; node !== undefined;) {
    if (node.type === 'keyword_argument' && child(node, 'name')?.start === start) return true;
    node = node.children.find((each) => each.start <= start && end <= each.end && each.start < each.end);
  }
  return false;
}

/** Whether a statement imports or defines a name. */
function binds(source: FixSource, statement: PlainNode, name: string): boolean {
  if (statement.type === 'decorated_definition') {
    return childrenOf(statement, 'definition').some((each) => binds(source, each, name));
  }
  if (statement.type === 'class_definition' || statement.type === 'function_definition') {
    const own = child(statement, 'name');
    return own !== undefined && textOf(source, own) === name;
  }
  if (statement.type === 'try_statement' || statement.type === 'if_statement') {
    return [...nodesIn(statement)].some((node) => isImport(node) && binds(source, node, name));
  }
  return isImport(statement) && childrenOf(statement, 'name').some((each) => importedName(source, each) === name);
}

/** The name that a part of an import gives. */
export function importedName(source: FixSource, part: PlainNode): string {
  const alias = child(part, 'alias');
  if (alias !== undefined) return textOf(source, alias);
  return textOf(source, part).split('.')[0] ?? '';
}
