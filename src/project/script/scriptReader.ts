import { list, unresolved } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import type { SourceLocation, SourceRange } from '../projectFunction';
import { asExpression, environmentVariable, rangeOfSyntax, spreadArgument, withoutTypes } from './scriptSyntax';
import type { Expression, ObjectLiteral, Syntax, TemplateText } from './scriptSyntax';

/** What the tool that a script is written for makes of the script's names. */
export interface ScriptNames {
  /** The expression that a name of the file stands for. */
  constant(name: string): Syntax | undefined;
  /** `process.env.X`, or `process.env.X ?? 'otherwise'`. */
  environmentVariable(name: string, at: SourceLocation, otherwise: string | undefined): Evaluated;
  /** What only the tool understands: calls, names of other files, members. */
  special?(node: Syntax, at: SourceLocation, depth: number): Evaluated | undefined;
  /** Told of members that are missing because what is spread into an object is not known. */
  lost?(at: SourceLocation): void;
  /** What stands for a value that is not literal. */
  computed(at: SourceLocation, reason: string): Evaluated;
}

const COMPUTED = 'it is computed and the file is not executed; write it as a literal';
/** Below this nothing that a person writes is found. */
const DEEPEST = 200;

/** Reads values of one JavaScript or TypeScript file; nothing of it is executed. */
export class ScriptReader {
  private readonly inProgress = new Set<Syntax>();
  private readonly known = new Map<Syntax, Evaluated>();

  constructor(
    private readonly file: string,
    private readonly names: ScriptNames,
  ) {}

  read(given: Syntax, depth = 0): Evaluated {
    const node = withoutTypes(given);
    const before = this.known.get(node);
    if (before !== undefined) return before;
    const at = this.at(node);
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
    const plain =
      expression === undefined ? undefined : (this.literal(expression, at) ?? this.composed(expression, at, depth));
    return plain ?? this.names.special?.(node, at, depth);
  }

  private literal(expression: Expression, at: SourceLocation): Evaluated | undefined {
    const { type } = expression;
    if (type === 'StringLiteral') return text(at, expression.value);
    if (type === 'NumericLiteral' || type === 'BooleanLiteral') {
      return { kind: 'scalar', at, computed: false, text: String(expression.value), literal: expression.value };
    }
    if (type === 'NullLiteral' || (type === 'Identifier' && expression.name === 'undefined')) {
      return { kind: 'null', at, computed: false };
    }
    if (type === 'UnaryExpression' && expression.operator === '-' && expression.argument.type === 'NumericLiteral') {
      return text(at, String(-expression.argument.value));
    }
    const name = environmentVariable(expression);
    return name === undefined ? undefined : this.names.environmentVariable(name, at, undefined);
  }

  private composed(expression: Expression, at: SourceLocation, depth: number): Evaluated | undefined {
    if (expression.type === 'Identifier') {
      const constant = this.names.constant(expression.name);
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
      const constant = this.names.constant(expression.name);
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
      const place = this.stretch(property);
      if (property.type === 'SpreadElement') {
        const value = this.read(property.argument, depth + 1);
        if (value.kind === 'dictionary') for (const [key, entry] of value.entries) entries.set(key, entry);
        else if (value.kind !== 'unresolved') this.computed(place);
        else this.names.lost?.(place);
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

  private fallback(left: Syntax, right: Syntax, at: SourceLocation, depth: number): Evaluated | undefined {
    const name = environmentVariable(withoutTypes(left));
    const value = name === undefined ? undefined : this.read(right, depth + 1);
    if (name === undefined || value?.kind !== 'scalar') return undefined;
    return this.names.environmentVariable(name, at, value.text);
  }

  private at(node: Syntax): SourceLocation {
    const { file, line, column } = rangeOfSyntax(this.file, node);
    return { file, line, column };
  }

  private stretch(node: Syntax): SourceRange {
    return rangeOfSyntax(this.file, node);
  }

  private computed(at: SourceLocation): Evaluated {
    return this.names.computed(at, COMPUTED);
  }
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
