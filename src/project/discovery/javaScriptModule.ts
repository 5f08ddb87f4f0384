import type { Node } from 'web-tree-sitter';
import { DEEPEST, MOST_STEPS, partsOf } from './handlerModule';
import type { Declaration, HandlerModule, Parameter } from './handlerModule';
import { javaScriptScope, requiredModule, withoutQuotes } from './javaScriptScope';
import type { Binding, JavaScriptScope } from './javaScriptScope';
import { declarationOf, elsewhereMember, reached, wrapped } from './moduleValue';
import type { FunctionParts, Site, Value } from './moduleValue';
import { nodeWrapper } from './wrappers';
import type { WrapperKind } from './wrappers';

const FUNCTIONS: ReadonlySet<string> = new Set([
  'arrow_function',
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'method_definition',
]);

const CLASSES: ReadonlySet<string> = new Set(['abstract_class_declaration', 'class', 'class_declaration']);

/** Reads a JavaScript or TypeScript module. */
export class JavaScriptModule implements HandlerModule {
  private readonly scope: JavaScriptScope;
  private stepsLeft = MOST_STEPS;

  constructor(private readonly root: Node) {
    this.scope = javaScriptScope(root);
  }

  get stars(): readonly string[] {
    const { whole, stars } = this.scope;
    const required = whole !== undefined && 'type' in whole.value ? requiredModule(whole.value) : undefined;
    return required === undefined ? stars : [...stars, required];
  }

  symbols(): string[] {
    const { whole, exports } = this.scope;
    const value = whole === undefined ? undefined : this.valueOf(whole);
    const own = [...new Set([...(value === undefined ? [] : this.memberNames(value)), ...exports.keys()])];
    return own.flatMap((name) => {
      const exported = this.valueAt(name);
      const members = exported === undefined ? [] : this.memberNames(exported);
      return [name, ...members.map((member) => `${name}.${member}`)];
    });
  }

  declaration(symbol: string): Declaration | undefined {
    const value = this.valueAt(symbol);
    return value === undefined ? undefined : declarationOf(value, functionParts);
  }

  calledNames(): ReadonlySet<string> {
    const callees = this.root.descendantsOfType('call_expression').map((call) => call.childForFieldName('function'));
    return new Set(callees.flatMap((callee) => (callee?.type === 'identifier' ? [callee.text] : [])));
  }

  private valueAt(symbol: string): Value | undefined {
    const exact = symbol === '' ? this.default : this.scope.exports.get(symbol);
    if (exact !== undefined) return this.valueOf(exact);
    const [first = '', ...rest] = symbol.split('.');
    const called = first.replace('()', '');
    let value = this.exported(called);
    if (value !== undefined && called !== first) value = instanceOf(value);
    for (const name of rest) value = value === undefined ? undefined : this.member(value, name, 0);
    return value;
  }

  private get default(): Binding | undefined {
    return this.scope.whole ?? this.scope.exports.get('default');
  }

  private exported(name: string): Value | undefined {
    const exported = this.scope.exports.get(name) ?? (name === 'default' ? this.scope.whole : undefined);
    if (exported !== undefined) return this.valueOf(exported);
    const whole = this.scope.whole === undefined ? undefined : this.valueOf(this.scope.whole);
    return whole === undefined ? undefined : this.member(whole, name, 0);
  }

  private valueOf({ name, declaration, value, type }: Binding, depth = 0): Value | undefined {
    return this.bound(value, typed({ name, declaration }, type), depth);
  }

  private bound(value: Binding['value'], site: Site, depth: number): Value | undefined {
    return 'type' in value ? this.evaluate(value, site, depth) : { kind: 'elsewhere', elsewhere: value, site };
  }

  private evaluate(node: Node, site: Site, depth: number): Value | undefined {
    this.stepsLeft -= 1;
    if (depth > DEEPEST || this.stepsLeft < 0) return undefined;
    if (FUNCTIONS.has(node.type)) return { kind: 'function', node, site };
    if (CLASSES.has(node.type)) return { kind: 'class', node, site };
    switch (node.type) {
      case 'object':
        return { kind: 'object', node, site };
      case 'identifier':
      case 'shorthand_property_identifier':
        return this.named(node.text, site, depth);
      case 'member_expression':
        return this.memberExpression(node, site, depth);
      case 'call_expression':
        return this.call(node, site, depth);
      case 'new_expression':
        return this.instance(node, site, depth);
      default:
        return this.inner(node, site, depth);
    }
  }

  /** Syntax around a value that does not change it. */
  private inner(node: Node, site: Site, depth: number): Value | undefined {
    const parts = partsOf(node);
    switch (node.type) {
      case 'as_expression':
      case 'satisfies_expression':
        return this.first(parts, typed(site, parts[1]?.text), depth);
      case 'type_assertion':
        return this.first(parts.slice(1), typed(site, parts[0]?.text.slice(1, -1)), depth);
      case 'parenthesized_expression':
      case 'non_null_expression':
      case 'await_expression':
        return this.first(parts, site, depth);
      case 'ternary_expression':
        return this.first(parts.slice(1), site, depth);
      case 'binary_expression': {
        const operator = node.childForFieldName('operator')?.text;
        return operator === '||' || operator === '??' ? this.first(parts, site, depth) : undefined;
      }
      default:
        return undefined;
    }
  }

  private first([node]: readonly Node[], site: Site, depth: number): Value | undefined {
    return node === undefined ? undefined : this.evaluate(node, site, depth + 1);
  }

  private named(name: string, site: Site, depth: number): Value | undefined {
    const binding = this.scope.bindings.get(name);
    if (binding === undefined) return undefined;
    const value = this.bound(binding.value, typed(site, binding.type), depth + 1);
    // Code is shown where it is written; what is not here is shown where it is exported.
    if (value === undefined || value.kind === 'elsewhere' || value.kind === 'made') return value;
    const isOwn = value.site.name.id === site.name.id;
    return isOwn ? { ...value, site: reached(value.site, binding.name, binding.declaration) } : value;
  }

  private memberExpression(node: Node, site: Site, depth: number): Value | undefined {
    const object = node.childForFieldName('object');
    const name = node.childForFieldName('property')?.text;
    if (object === null || name === undefined) return undefined;
    if (object.text === 'exports' || object.text === 'module.exports') {
      const exported = this.scope.exports.get(name);
      return exported === undefined ? undefined : this.valueOf(exported, depth + 1);
    }
    const value = this.evaluate(object, site, depth + 1);
    return value === undefined ? undefined : this.member(value, name, depth + 1);
  }

  private member(value: Value, name: string, depth: number): Value | undefined {
    const { site } = value;
    if (depth > DEEPEST) return undefined;
    if (value.kind === 'elsewhere') return { ...value, elsewhere: elsewhereMember(value.elsewhere, name) };
    if (value.kind === 'made') return { kind: 'made', site: wrapped(site, 'framework') };
    if (value.kind === 'function') return undefined;
    if (value.kind === 'object') return this.objectMember(value.node, name, site, depth);
    const found = this.classMember(value.node, name, value.kind === 'class', depth);
    if (found === undefined) return undefined;
    const at = found.childForFieldName('name') ?? found.childForFieldName('property') ?? found;
    const code = found.type === 'method_definition' ? found : found.childForFieldName('value');
    return code === null ? undefined : this.evaluate(code, wrapped(reached(site, at, found), 'method'), depth + 1);
  }

  private objectMember(object: Node, name: string, site: Site, depth: number): Value | undefined {
    for (const part of partsOf(object)) {
      const key = part.childForFieldName('key') ?? part.childForFieldName('name') ?? part;
      const value = part.childForFieldName('value') ?? part;
      if (part.type === 'spread_element') {
        const spread = this.first(partsOf(part), site, depth);
        const found = spread === undefined ? undefined : this.member(spread, name, depth + 1);
        if (found !== undefined) return found;
      } else if (withoutQuotes(key.text) === name) {
        return this.evaluate(value, { ...site, name: key, declaration: part }, depth + 1);
      }
    }
    return undefined;
  }

  private classMember(classNode: Node, name: string, isStatic: boolean, depth: number): Node | undefined {
    for (const member of partsOf(classNode.childForFieldName('body'))) {
      const own = member.childForFieldName('name') ?? member.childForFieldName('property');
      const hasStatic = member.children.some(({ type }) => type === 'static');
      if (own?.text === name && hasStatic === isStatic) return member;
    }
    const heritage = partsOf(classNode).find(({ type }) => type === 'class_heritage');
    const base = heritage?.descendantsOfType('identifier')[0];
    const binding = base === undefined ? undefined : this.scope.bindings.get(base.text);
    const value = binding === undefined || depth > DEEPEST ? undefined : this.valueOf(binding, depth + 1);
    return value?.kind === 'class' ? this.classMember(value.node, name, isStatic, depth + 1) : undefined;
  }

  private memberNames(value: Value): string[] {
    if (value.kind === 'object') {
      return partsOf(value.node).flatMap((part) => {
        const key = part.childForFieldName('key') ?? part.childForFieldName('name') ?? part;
        return part.type === 'spread_element' ? this.spreadNames(part, value.site) : [withoutQuotes(key.text)];
      });
    }
    if (value.kind !== 'instance' && value.kind !== 'class') return [];
    const members = partsOf(value.node.childForFieldName('body'));
    return members.flatMap((member) => {
      const name = (member.childForFieldName('name') ?? member.childForFieldName('property'))?.text;
      const hasStatic = member.children.some(({ type }) => type === 'static');
      return name === undefined || name === 'constructor' || hasStatic !== (value.kind === 'class') ? [] : [name];
    });
  }

  private spreadNames(spread: Node, site: Site): string[] {
    const value = this.first(partsOf(spread), site, 1);
    return value?.kind === 'object' && value.node.id !== spread.parent?.id ? this.memberNames(value) : [];
  }

  private instance(node: Node, site: Site, depth: number): Value | undefined {
    const constructor = node.childForFieldName('constructor');
    const value = constructor === null ? undefined : this.evaluate(constructor, site, depth + 1);
    return value === undefined ? { kind: 'made', site } : instanceOf(value);
  }

  private call(node: Node, site: Site, depth: number): Value | undefined {
    const from = requiredModule(node);
    if (from !== undefined) return { kind: 'elsewhere', elsewhere: { from, symbol: '' }, site };
    const callee = node.childForFieldName('function');
    if (callee === null) return undefined;
    const object = callee.childForFieldName('object');
    const name = callee.childForFieldName('property')?.text ?? callee.text;
    if (name === 'bind' && object !== null) return this.evaluate(object, wrapped(site, 'bound'), depth + 1);
    const kind = nodeWrapper(name);
    return kind === 'other' ? undefined : this.wrapper(node, callee, kind, site, depth);
  }

  private wrapper(node: Node, callee: Node, kind: WrapperKind, site: Site, depth: number): Value | undefined {
    // `middy(fn).use(…)`: what is called last only adds to what was there.
    const object = callee.childForFieldName('object');
    const chained = object?.type === 'call_expression' ? this.evaluate(object, site, depth + 1) : undefined;
    if (chained !== undefined && chained.kind !== 'made' && chained.site.shape === 'wrapped') return chained;
    const isLambda = kind === 'wrapper' || chained?.site.evidence === 'lambda';
    const around = wrapped(site, 'wrapped', isLambda ? 'lambda' : undefined);
    const given = this.givenFunction(node, around, isLambda, depth);
    return given ?? this.made(callee, site, isLambda ? 'wrapper' : kind, depth);
  }

  /** What a call gives that gets no function. */
  private made(callee: Node, site: Site, kind: WrapperKind, depth: number): Value {
    if (kind === 'adapter') return { kind: 'made', site: wrapped(site, 'framework', 'lambda') };
    if (kind === 'wrapper') return { kind: 'made', site: wrapped(site, 'wrapped', 'lambda') };
    return this.returned(callee, site, depth) ?? { kind: 'made', site: wrapped(site, 'wrapped') };
  }

  /** The function among the arguments of a call that seems to be a wrapper. */
  private givenFunction(call: Node, site: Site, isWrapper: boolean, depth: number): Value | undefined {
    const values = partsOf(call.childForFieldName('arguments')).flatMap((argument) => {
      const value = this.evaluate(argument, site, depth + 1);
      return value === undefined ? [] : [value];
    });
    const here = values.filter(({ kind }) => kind === 'function');
    const local = values.filter((value) => value.kind === 'elsewhere' && value.elsewhere.from.startsWith('.'));
    const functions = here.length > 0 ? here : local;
    if (functions.length === 1 || (isWrapper && functions.length > 0)) return functions[0];
    const [options] = values.filter(({ kind }) => kind === 'object');
    const inOptions = options === undefined ? undefined : this.member(options, 'handler', depth + 1);
    return inOptions?.kind === 'function' ? inOptions : undefined;
  }

  /** The function that a function of this module makes: `const make = (table) => async (event) => …`. */
  private returned(callee: Node, site: Site, depth: number): Value | undefined {
    if (callee.type !== 'identifier') return undefined;
    const maker = this.named(callee.text, site, depth + 1);
    const body = maker?.kind === 'function' ? maker.node.childForFieldName('body') : null;
    if (body === null) return undefined;
    const last = body.type === 'statement_block' ? partsOf(body).find(({ type }) => type === 'return_statement') : body;
    const [result] = last?.type === 'return_statement' ? partsOf(last) : [last];
    const made = result === undefined || !FUNCTIONS.has(result.type) ? undefined : result;
    return made === undefined ? undefined : this.evaluate(made, wrapped(site, 'wrapped'), depth + 1);
  }
}

function instanceOf(value: Value): Value | undefined {
  if (value.kind === 'class') return { ...value, kind: 'instance' };
  if (value.kind !== 'elsewhere') return { kind: 'made', site: value.site };
  const { from, symbol } = value.elsewhere;
  return { ...value, elsewhere: { from, symbol: `${symbol}()` } };
}

/** A handler type beside a value says what it is for. */
function typed(site: Site, type: string | undefined): Site {
  return isHandlerType(type) ? { ...site, evidence: 'lambda' } : site;
}

/** `Handler<…>`, `APIGatewayProxyHandlerV2`, `lambda.S3Handler` … */
function isHandlerType(type: string | undefined): boolean {
  if (type === undefined) return false;
  const name = /^[\w.]+/.exec(type)?.[0].split('.').at(-1) ?? '';
  return /^(?:Handler|(?:APIGateway|ALB|AppSync|CdkCustomResource|CloudFormation|CloudFront|CloudWatch|CodePipeline|Cognito|Connect|CreateAuth|CustomMessage|DefineAuth|DynamoDB|EventBridge|Firehose|IoT|Kinesis|Lambda|Lex|MSK|Post|Pre|S3|SES|SNS|SQS|Scheduled|SecretsManager|SelfManagedKafka|Streamify|TransferFamily|UserMigration|VerifyAuth)\w*Handler(?:V2)?)$/.test(
    name,
  );
}

function functionParts(node: Node): FunctionParts {
  const single = node.childForFieldName('parameter');
  const list = single === null ? partsOf(node.childForFieldName('parameters')) : [single];
  return {
    shape: node.type === 'arrow_function' ? 'arrow' : 'function',
    parameters: list.map(parameterOf),
    isAsync: node.children.some(({ type }) => type === 'async'),
  };
}

function parameterOf(node: Node): Parameter {
  const pattern = node.childForFieldName('pattern') ?? node.childForFieldName('left') ?? node;
  const type = node.childForFieldName('type')?.text.replace(/^:\s*/, '');
  return { name: pattern.text, ...(type === undefined ? {} : { type }) };
}
