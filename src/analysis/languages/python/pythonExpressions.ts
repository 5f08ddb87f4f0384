import type { PlainNode } from '../../../syntax/plainTree';
import type { FactsBuilder } from '../../facts/factsBuilder';
import type { Argument, Condition, Expression, FunctionFacts, ImportedSymbol } from '../../facts/fileFacts';
import type { LanguageWalk } from '../languageWalk';
import { NOTHING, child, hasWord, made, numberOf, parts, spanOf } from '../languageWalk';

const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'none', 'ellipsis']);

const COMPREHENSIONS: ReadonlySet<string> = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

/** What a method's first parameter stands for. */
interface Receiver {
  readonly name: string;
  readonly expression: Expression;
}

/** Names and expressions of Python. */
export class PythonExpressions {
  protected currentClass: number | undefined;
  protected readonly moduleNames = new Set<string>();
  private readonly receivers: (Receiver | undefined)[] = [];

  constructor(protected readonly walk: LanguageWalk) {}

  protected get facts(): FactsBuilder {
    return this.walk.facts;
  }

  protected text(node: PlainNode | undefined): string {
    return this.walk.text(node);
  }

  protected bindName(name: string, value: Expression): void {
    this.facts.give(this.facts.declare(name), value);
    if (this.facts.isInModule) this.moduleNames.add(name);
    if (this.currentClass !== undefined) this.facts.attribute(this.currentClass, name, value);
  }

  protected importName(name: string, imported: ImportedSymbol): void {
    this.facts.import(name, imported);
    if (this.facts.isInModule) this.moduleNames.add(name);
  }

  /** A function, method or lambda; defaults of parameters are evaluated where it is defined. */
  protected functionOf(node: PlainNode, decorators: readonly Expression[], body: () => void): number {
    const parameters = parts(child(node, 'parameters'));
    const defaults = new Map<PlainNode, Expression>();
    for (const parameter of parameters) {
      if (parameter.type.endsWith('default_parameter')) {
        defaults.set(parameter, this.expression(child(parameter, 'value')));
      }
    }
    const name = child(node, 'name');
    const owner = node.type === 'lambda' ? undefined : this.currentClass;
    const names = decorators.map((decorator) => this.lastName(decorator));
    const isStatic = names.includes('staticmethod') || names.includes('classmethod');
    const kind = kindOf(node, this.text(name), owner, names);
    const start = {
      name: this.text(name),
      kind,
      span: spanOf(node),
      nameSpan: spanOf(name ?? node),
      decorators,
      isStatic,
      isAsync: hasWord(node, 'async'),
      ...(owner === undefined ? {} : { class: owner }),
    };
    const around = this.currentClass;
    this.currentClass = undefined;
    const id = this.facts.function(start, (own) => {
      const receiver = names.includes('staticmethod') ? undefined : this.receiver(parameters[0], owner, names);
      this.receivers.push(receiver);
      for (const parameter of receiver === undefined ? parameters : parameters.slice(1)) {
        this.parameter(own, parameter, defaults);
      }
      body();
      this.receivers.pop();
    });
    this.currentClass = around;
    return id;
  }

  private receiver(
    first: PlainNode | undefined,
    owner: number | undefined,
    decorators: readonly string[],
  ): Receiver | undefined {
    if (first === undefined || owner === undefined) return undefined;
    const isClass = decorators.includes('classmethod') || this.text(first) === 'cls';
    return {
      name: this.text(first.type === 'typed_parameter' ? parts(first)[0] : first),
      expression: { kind: 'self', class: owner, of: isClass ? 'class' : 'instance' },
    };
  }

  private parameter(id: number, node: PlainNode, defaults: ReadonlyMap<PlainNode, Expression>): void {
    const target = child(node, 'name') ?? (node.type === 'identifier' ? node : parts(node)[0]);
    const name = this.text(target);
    if (!/^\*{0,2}\w+$/.test(name)) return;
    const isRest = name.startsWith('*') || node.type.endsWith('splat_pattern');
    const bare = name.replace(/^\*+/, '');
    const binding = this.facts.declare(bare, 'parameter');
    const value = defaults.get(node);
    this.facts.parameter(id, {
      name: bare,
      bindings: [binding],
      hasDefault: value !== undefined,
      ...(value === undefined ? {} : { value }),
      isRest,
      span: spanOf(node),
    });
  }

  protected expression(node: PlainNode | undefined): Expression {
    if (node === undefined || CONSTANTS.has(node.type)) return constant(node);
    switch (node.type) {
      case 'identifier':
        return this.name(node);
      case 'attribute':
        return {
          kind: 'member',
          object: this.expression(child(node, 'object')),
          name: this.text(child(node, 'attribute')),
        };
      case 'call':
        return this.call(node);
      case 'subscript':
        return {
          kind: 'item',
          object: this.expression(child(node, 'value')),
          key: this.expression(child(node, 'subscript')),
        };
      case 'string':
        return this.string(node);
      case 'integer':
      case 'float':
        return this.number(node);
      case 'lambda':
        return this.lambda(node);
      case 'assignment':
      case 'augmented_assignment':
      case 'named_expression':
        return this.assignment(node);
      default:
        return this.operation(node);
    }
  }

  private operation(node: PlainNode): Expression {
    const [first, second, third] = parts(node);
    switch (node.type) {
      case 'parenthesized_expression':
        return this.expression(first);
      case 'await': {
        const value = this.expression(first);
        this.facts.awaits();
        this.facts.use(value, 'awaited');
        return value;
      }
      case 'list':
      case 'set':
        return { kind: 'list', parts: parts(node).map((part) => this.expression(part)) };
      case 'boolean_operator': {
        const left = this.expression(child(node, 'left'));
        const right = this.under(left, node, 'then', () => this.expression(child(node, 'right')));
        return { kind: 'either', parts: [left, right] };
      }
      case 'conditional_expression': {
        const test = this.expression(second);
        const then = this.under(test, second ?? node, 'then', () => this.expression(first));
        const otherwise = this.under(test, second ?? node, 'else', () => this.expression(third));
        return { kind: 'either', parts: [then, otherwise] };
      }
      case 'as_pattern': {
        const value = this.expression(first);
        this.bindTarget(child(node, 'alias'), value);
        return value;
      }
      case 'dictionary':
        return this.dictionary(node);
      case 'type':
        return NOTHING;
      default:
        if (COMPREHENSIONS.has(node.type)) return this.comprehension(node);
        return this.composed(node);
    }
  }

  private composed(node: PlainNode): Expression {
    const given = parts(node).map((part) => this.expression(part));
    const operator = child(node, 'operator') ?? child(node, 'operators');
    if (operator === undefined || given.length < 2) return made(given);
    return { kind: 'made', parts: given, operator: this.text(operator) };
  }

  protected under<Result>(
    test: Expression,
    at: PlainNode,
    branch: Condition['branch'],
    action: () => Result,
  ): Result | Expression {
    let result: Result | Expression = NOTHING;
    this.facts.under({ test, branch, span: spanOf(at) }, () => {
      result = action();
    });
    return result;
  }

  private name(node: PlainNode): Expression {
    const name = this.text(node);
    const receiver = this.receivers.findLast((each) => each?.name === name);
    return receiver === undefined ? this.facts.reference(name, node) : receiver.expression;
  }

  private string(node: PlainNode): Expression {
    const inserted = parts(node).filter(({ type }) => type === 'interpolation');
    if (inserted.length > 0) {
      const pieces = parts(node).filter(({ type }) => type === 'interpolation' || type === 'string_content');
      return made(pieces.flatMap((part) => this.piece(part)));
    }
    return { kind: 'literal', text: this.text(node).replace(/^\w*('''|"""|'|")([\s\S]*)\1$/, '$2') };
  }

  private number(node: PlainNode): Expression {
    const text = this.text(node);
    const number = numberOf(text);
    return {
      kind: 'literal',
      ...(node.type === 'integer' ? { text } : {}),
      ...(number === undefined ? {} : { number }),
    };
  }

  /** A piece of a formatted string. */
  private piece(node: PlainNode): Expression[] {
    if (node.type === 'string_content') return [{ kind: 'literal', text: this.text(node) }];
    return parts(node).map((each) => this.expression(each));
  }

  private lambda(node: PlainNode): Expression {
    const id = this.functionOf(node, [], () => this.facts.returns(this.expression(child(node, 'body'))));
    return { kind: 'function', function: id };
  }

  private dictionary(node: PlainNode): Expression {
    const entries = parts(node).map((part) => {
      const key = this.expression(child(part, 'key'));
      const name = key.kind === 'literal' ? (key.text ?? '') : '';
      return { name, value: this.expression(part.type === 'pair' ? child(part, 'value') : parts(part)[0]) };
    });
    return { kind: 'object', entries };
  }

  private comprehension(node: PlainNode): Expression {
    const results: Expression[] = [];
    this.facts.block(() => {
      for (const clause of parts(node)) {
        if (clause.type === 'for_in_clause') {
          this.bindTarget(child(clause, 'left'), {
            kind: 'item',
            object: this.expression(child(clause, 'right')),
            key: undefined,
          });
        } else if (clause.type === 'if_clause') results.push(...parts(clause).map((part) => this.expression(part)));
      }
      this.facts.loop(() => {
        results.push(this.expression(child(node, 'body')));
      });
    });
    return made(results);
  }

  private call(node: PlainNode): Expression {
    const callee = this.callee(child(node, 'function'));
    const given = child(node, 'arguments');
    const list = given?.type === 'generator_expression' ? [given] : parts(given);
    const values = list.map((argument): Argument => {
      if (argument.type === 'keyword_argument') {
        return { name: this.text(child(argument, 'name')), value: this.expression(child(argument, 'value')) };
      }
      const isSpread = argument.type === 'dictionary_splat' || argument.type === 'list_splat';
      return { value: this.expression(argument), ...(isSpread ? { isSpread } : {}) };
    });
    const module = this.importedBy(child(node, 'function'), values);
    const call = this.facts.call(callee, values, { isNew: false, span: spanOf(node) });
    return module ?? call;
  }

  /** `importlib.import_module("exporters.csv")` is that module. */
  private importedBy(callee: PlainNode | undefined, [first, ...others]: readonly Argument[]): Expression | undefined {
    if (!/^(?:importlib\.)?import_module$/.test(this.text(callee)) || others.length > 0) return undefined;
    const name = first?.value.kind === 'literal' ? first.value.text : undefined;
    return name === undefined || name === '' ? undefined : this.facts.module(name);
  }

  /** `super()` is no call of a function. */
  private callee(node: PlainNode | undefined): Expression {
    const object = node?.type === 'attribute' ? child(node, 'object') : undefined;
    const receiver = this.receivers.at(-1)?.expression;
    if (object?.type === 'call' && this.text(child(object, 'function')) === 'super' && receiver?.kind === 'self') {
      const name = this.text(child(node, 'attribute'));
      return { kind: 'member', object: { ...receiver, of: 'base' }, name };
    }
    return this.expression(node);
  }

  private assignment(node: PlainNode): Expression {
    const right = child(node, 'right') ?? child(node, 'value');
    const left = child(node, 'left') ?? child(node, 'name');
    // An annotation alone gives nothing.
    if (right === undefined) return NOTHING;
    const value = this.expression(right);
    const operator = this.text(child(node, 'operator'));
    if (node.type === 'augmented_assignment') this.bindTarget(left, made([value]), operator);
    else this.bindTarget(left, value);
    return value;
  }

  protected bindTarget(target: PlainNode | undefined, value: Expression, operator = '='): void {
    if (target === undefined) return;
    switch (target.type) {
      case 'identifier': {
        const name = this.text(target);
        this.bindName(name, value);
        this.facts.assign(this.facts.reference(name, target, true), value, { operator, span: spanOf(target) });
        break;
      }
      case 'attribute':
      case 'subscript':
        this.facts.assign(this.expression(target), value, { operator, span: spanOf(target) });
        break;
      case 'as_pattern_target':
        for (const part of parts(target)) this.bindTarget(part, value);
        break;
      default:
        for (const part of parts(target)) this.bindTarget(part, { kind: 'item', object: value, key: undefined });
    }
  }

  /** The last part of a decorator's name. */
  protected lastName(decorator: Expression): string {
    if (decorator.kind === 'name' || decorator.kind === 'member') return decorator.name;
    return '';
  }
}

function kindOf(
  node: PlainNode,
  name: string,
  owner: number | undefined,
  decorators: readonly string[],
): FunctionFacts['kind'] {
  if (node.type === 'lambda') return 'inline';
  if (owner === undefined) return 'function';
  if (name === '__init__') return 'constructor';
  return decorators.includes('property') || decorators.includes('cached_property') ? 'getter' : 'method';
}

function constant(node: PlainNode | undefined): Expression {
  return node?.type === 'true' || node?.type === 'false' ? { kind: 'literal', isTrue: node.type === 'true' } : NOTHING;
}
