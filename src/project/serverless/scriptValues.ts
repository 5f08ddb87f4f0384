import { parse } from '@babel/parser';
import { emptyDictionary, list, unresolved } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { SourceLocation, SourceRange } from '../projectFunction';
import {
  asExpression,
  constantsOf,
  environmentVariable,
  exportedExpression,
  spreadArgument,
  withoutTypes,
} from './scriptSyntax';
import type { Expression, ObjectLiteral, Program, Syntax, TemplateText } from './scriptSyntax';

const COMPUTED = 'it is computed and the file is not executed; write it as a literal';
/** Below this nothing that a person writes is found. */
const DEEPEST = 200;

/**
 * The literal parts of what a JavaScript or TypeScript file exports; everything else is unresolved, with an `information`
 * problem. `process.env.X` becomes the variable `${env:X}`. Undefined: the file exports nothing that could be read.
 */
export function scriptValues(file: string, text: string, problems: ProblemList): Evaluated | undefined {
  let program: Program;
  let errors: ReturnType<typeof parse>['errors'];
  try {
    ({ program, errors } = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      plugins: /\.[cm]?ts$/.test(file) ? ['typescript'] : [],
    }));
  } catch (error) {
    const at = { file, ...placeOfError(error) };
    problems.add(at, 'error', `The file is not valid JavaScript or TypeScript: ${firstSentence(error)}.`);
    return emptyDictionary(at);
  }
  for (const error of errors ?? []) {
    problems.add({ file, ...placeOfError(error) }, 'error', `The file has a mistake: ${firstSentence(error)}.`);
  }
  const reader = new ScriptReader(file, program, problems);
  const exported = exportedExpression(program);
  return exported === undefined ? undefined : reader.read(exported, 0);
}

class ScriptReader {
  private readonly constants: ReadonlyMap<string, Syntax>;
  private readonly inProgress = new Set<Syntax>();
  private readonly known = new Map<Syntax, Evaluated>();

  constructor(
    private readonly file: string,
    program: Program,
    private readonly problems: ProblemList,
  ) {
    this.constants = constantsOf(program);
  }

  read(given: Syntax, depth: number): Evaluated {
    const node = withoutTypes(given);
    const before = this.known.get(node);
    if (before !== undefined) return before;
    const at = this.location(node);
    if (depth > DEEPEST) return unresolved(at, 'it lies too deep; simplify it');
    if (this.inProgress.has(node)) return unresolved(at, 'it refers to itself; break the circle');
    this.inProgress.add(node);
    const value = this.value(node, at, depth) ?? this.computed(at);
    this.inProgress.delete(node);
    this.known.set(node, value);
    return value;
  }

  private value(node: Syntax, at: SourceLocation, depth: number): Evaluated | undefined {
    const expression = asExpression(node);
    if (expression === undefined) return undefined;
    return literal(expression, at) ?? this.composed(expression, at, depth);
  }

  private composed(expression: Expression, at: SourceLocation, depth: number): Evaluated | undefined {
    if (expression.type === 'Identifier') {
      const constant = this.constants.get(expression.name);
      return constant === undefined ? undefined : this.read(constant, depth + 1);
    }
    if (expression.type === 'ArrayExpression') {
      return list(
        at,
        expression.elements.flatMap((item) => this.item(item, depth)),
        false,
      );
    }
    if (expression.type === 'ObjectExpression') return this.dictionary(expression, at, depth);
    if (expression.type === 'TemplateLiteral') return this.template(expression, at, depth);
    if (expression.type === 'LogicalExpression') {
      return this.fallback(expression.left, expression.right, at, depth);
    }
    if (expression.type !== 'BinaryExpression' || !this.isText(expression)) return undefined;
    return joined(at, [this.read(expression.left, depth + 1), this.read(expression.right, depth + 1)]);
  }

  /** Whether a `+` joins texts: of numbers it would be a sum. */
  private isText(node: Syntax, seen = new Set<Syntax>()): boolean {
    const expression = asExpression(withoutTypes(node));
    if (expression === undefined || seen.has(expression)) return false;
    seen.add(expression);
    if (expression.type === 'Identifier') {
      const constant = this.constants.get(expression.name);
      return constant !== undefined && this.isText(constant, seen);
    }
    if (expression.type === 'BinaryExpression') {
      const { left, operator, right } = expression;
      return operator === '+' && (this.isText(left, seen) || this.isText(right, seen));
    }
    return expression.type === 'StringLiteral' || expression.type === 'TemplateLiteral';
  }

  private item(item: Syntax | null, depth: number): readonly Evaluated[] {
    if (item === null) return [];
    const spread = spreadArgument(item);
    if (spread === undefined) return [this.read(item, depth + 1)];
    const value = this.read(spread, depth + 1);
    return value.kind === 'list' ? value.items : [value];
  }

  private dictionary(node: ObjectLiteral, at: SourceLocation, depth: number): Evaluated {
    const entries = new Map<string, Entry>();
    for (const property of node.properties) {
      const place = this.range(property);
      if (property.type === 'SpreadElement') {
        const value = this.read(property.argument, depth + 1);
        if (value.kind === 'dictionary') for (const [key, entry] of value.entries) entries.set(key, entry);
        else if (value.kind !== 'unresolved') this.computed(place);
        continue;
      }
      const key = this.key(property.key, property.computed, depth);
      if (key === undefined) {
        this.computed(place);
        continue;
      }
      const value = property.type === 'ObjectProperty' ? this.read(property.value, depth + 1) : this.computed(place);
      entries.set(key, { at: place, value });
    }
    return { kind: 'dictionary', at, computed: false, entries };
  }

  private key(node: Syntax, computed: boolean, depth: number): string | undefined {
    const expression = asExpression(node);
    if (expression?.type === 'Identifier' && !computed) return expression.name;
    const value = this.read(node, depth + 1);
    return value.kind === 'scalar' ? value.text : undefined;
  }

  private template({ quasis, expressions }: TemplateText, at: SourceLocation, depth: number): Evaluated | undefined {
    const parts = quasis.flatMap((quasi, index): Evaluated[] => {
      const value = expressions[index];
      const before = text(at, quasi.value.cooked ?? quasi.value.raw);
      return value === undefined ? [before] : [before, this.read(value, depth + 1)];
    });
    return joined(at, parts);
  }

  /** `process.env.X ?? 'dev'` is `${env:X, 'dev'}`. */
  private fallback(left: Syntax, right: Syntax, at: SourceLocation, depth: number): Evaluated | undefined {
    const name = environmentVariable(withoutTypes(left));
    const value = name === undefined ? undefined : this.read(right, depth + 1);
    if (name === undefined || value?.kind !== 'scalar') return undefined;
    return text(at, `\${env:${name}, '${value.text.replace(/['\\]/g, '\\$&')}'}`);
  }

  private computed(at: SourceLocation): Evaluated {
    this.problems.add(at, 'information', 'The value is computed and left out, because the file is not executed.');
    return unresolved(at, COMPUTED);
  }

  private location(node: Syntax): SourceLocation {
    return { file: this.file, line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
  }

  private range(node: Syntax): SourceRange {
    const start = this.location(node);
    const end = node.loc?.end;
    return { ...start, endLine: end?.line ?? start.line, endColumn: (end?.column ?? start.column - 1) + 1 };
  }
}

function literal(expression: Expression, at: SourceLocation): Evaluated | undefined {
  const { type } = expression;
  if (type === 'StringLiteral' || type === 'NumericLiteral' || type === 'BooleanLiteral') {
    return text(at, String(expression.value));
  }
  if (type === 'NullLiteral' || (type === 'Identifier' && expression.name === 'undefined')) {
    return { kind: 'null', at, computed: false };
  }
  if (type === 'UnaryExpression' && expression.operator === '-' && expression.argument.type === 'NumericLiteral') {
    return text(at, String(-expression.argument.value));
  }
  const name = environmentVariable(expression);
  return name === undefined ? undefined : text(at, `\${env:${name}}`);
}

function text(at: SourceLocation, value: string): Evaluated {
  return { kind: 'scalar', at, computed: false, text: value };
}

function joined(at: SourceLocation, parts: readonly Evaluated[]): Evaluated | undefined {
  let whole = '';
  for (const part of parts) {
    if (part.kind === 'unresolved') return unresolved(at, part.reason);
    if (part.kind !== 'scalar') return undefined;
    whole += part.text;
  }
  return whole.length > LONGEST_TEXT ? unresolved(at, 'its text is too long; shorten it') : text(at, whole);
}

const LONGEST_TEXT = 1_048_576;

function placeOfError(error: unknown): { line: number; column: number } {
  const place: unknown = error instanceof Error && 'loc' in error ? error.loc : undefined;
  const numberOf = (name: string): number => {
    const value: unknown = typeof place === 'object' && place !== null ? Reflect.get(place, name) : undefined;
    return typeof value === 'number' ? value : 0;
  };
  return { line: Math.max(numberOf('line'), 1), column: numberOf('column') + 1 };
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').replace(/\s*\(\d+:\d+\)$/, '').replace(/\.$/, '');
}
