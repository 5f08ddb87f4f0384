import type { PlainNode } from '../../../syntax/plainTree';
import type { FactsBuilder } from '../../facts/factsBuilder';
import type { Expression, FunctionFacts } from '../../facts/fileFacts';
import type { LanguageWalk } from '../languageWalk';
import { NOTHING, child, hasWord, parts, spanOf } from '../languageWalk';
import type { Binding } from './javaScriptPatterns';
import { bindPattern } from './javaScriptPatterns';

type Owner = Extract<Expression, { kind: 'self' }>;

/** Functions, classes and declared names of JavaScript and TypeScript. */
export abstract class JavaScriptFunctions {
  /** What `this` is; undefined outside of classes. */
  protected owner: Owner | undefined;

  constructor(protected readonly walk: LanguageWalk) {}

  get facts(): FactsBuilder {
    return this.walk.facts;
  }

  text(node: PlainNode | undefined): string {
    return this.walk.text(node);
  }

  abstract expression(node: PlainNode | undefined): Expression;

  protected abstract block(node: PlainNode | undefined): void;

  protected abstract statement(node: PlainNode): void;

  /** Defines what a declaration declares. Gives the value of a declared function or class. */
  declaration(node: PlainNode): Expression | undefined {
    const isClass = node.type.includes('class');
    if (!isClass && !node.type.includes('function')) {
      this.statement(node);
      return undefined;
    }
    const name = this.text(child(node, 'name'));
    if (isClass) return this.classOf(node, name);
    const binding = name === '' ? undefined : this.facts.declare(name);
    const value: Expression = { kind: 'function', function: this.functionOf(node, 'function', undefined) };
    if (binding !== undefined) this.facts.give(binding, value);
    return value;
  }

  /** Names that a declaration gives to its scope. */
  declaredNames(node: PlainNode): string[] {
    const name = child(node, 'name');
    if (name !== undefined) return [this.text(name)];
    return parts(node).flatMap((declarator) => this.namesIn(child(declarator, 'name')));
  }

  private namesIn(pattern: PlainNode | undefined): string[] {
    if (pattern === undefined) return [];
    if (pattern.type === 'identifier' || pattern.type === 'shorthand_property_identifier_pattern') {
      return [this.text(pattern)];
    }
    const inner = pattern.type === 'pair_pattern' ? parts(pattern).slice(1) : parts(pattern);
    return inner.flatMap((part) => this.namesIn(part));
  }

  protected declarator(node: PlainNode, isVar: boolean): void {
    if (node.type !== 'variable_declarator') return;
    const target = child(node, 'name');
    const value = child(node, 'value');
    const given = value === undefined ? NOTHING : this.expression(value);
    this.bindTarget(target, given, { isNew: true, isVar });
  }

  bindTarget(target: PlainNode | undefined, value: Expression, how: Partial<Binding> = {}): void {
    bindPattern(this, target, value, { isNew: false, isVar: false, operator: '=', ...how });
  }

  protected functionOf(node: PlainNode, kind: FunctionFacts['kind'], classId: number | undefined): number {
    const name = child(node, 'name');
    const around = this.owner;
    const isStatic = hasWord(node, 'static');
    const start = {
      name: this.text(name),
      kind,
      span: spanOf(node),
      nameSpan: spanOf(name ?? node),
      isStatic,
      isAsync: hasWord(node, 'async'),
      isGenerator: node.type.startsWith('generator') || hasWord(node, '*'),
      ...(classId === undefined ? {} : { class: classId }),
    };
    if (classId !== undefined) this.owner = { kind: 'self', class: classId, of: isStatic ? 'class' : 'instance' };
    else if (kind !== 'inline') this.owner = undefined;
    const id = this.facts.function(start, (own) => {
      const single = child(node, 'parameter');
      for (const parameter of single === undefined ? parts(child(node, 'parameters')) : [single]) {
        this.parameter(own, parameter, classId);
      }
      const body = child(node, 'body');
      if (body === undefined || body.type === 'statement_block') this.block(body);
      else this.facts.returns(this.expression(body));
    });
    this.owner = around;
    return id;
  }

  private parameter(id: number, node: PlainNode, classId: number | undefined): void {
    const pattern = child(node, 'pattern') ?? child(node, 'left') ?? node;
    const value = child(node, 'value') ?? child(node, 'right');
    const isRest = pattern.type === 'rest_pattern' || node.type === 'rest_pattern';
    const target = isRest ? parts(pattern)[0] : pattern;
    const bindings = this.namesIn(target).map((name) => this.facts.declare(name, 'parameter'));
    const [binding] = bindings;
    // The default is evaluated by the call.
    const given = value === undefined ? undefined : this.expression(value);
    this.facts.parameter(id, {
      name: this.text(target),
      bindings,
      hasDefault: value !== undefined,
      ...(given === undefined ? {} : { value: given }),
      isRest,
      span: spanOf(node),
    });
    if (given !== undefined && binding !== undefined) this.facts.give(binding, given);
    const isProperty = node.children.some(({ type }) => type === 'accessibility_modifier' || type === 'readonly');
    if (isProperty && classId !== undefined) {
      this.facts.attribute(classId, this.text(target), this.facts.reference(this.text(target)));
    }
  }

  protected classOf(node: PlainNode, name = this.text(child(node, 'name'))): Expression {
    const binding = name === '' ? undefined : this.facts.declare(name);
    const heritage = node.children.find(({ type }) => type === 'class_heritage');
    const bases = parts(heritage)
      .map((part) => (part.type === 'extends_clause' ? child(part, 'value') : part))
      .filter((part) => part !== undefined && part.type !== 'implements_clause');
    const id = this.facts.class(
      name,
      bases.map((base) => this.expression(base)),
    );
    const value: Expression = { kind: 'class', class: id };
    if (binding !== undefined) this.facts.give(binding, value);
    let initialiser: number | undefined;
    for (const member of parts(child(node, 'body'))) {
      this.decorators(member);
      if (member.type === 'method_definition') this.addMethod(id, member);
      else if (member.type === 'class_static_block') this.staticMember(id, () => this.block(child(member, 'body')));
      else if (member.type.endsWith('field_definition')) initialiser = this.field(id, member, initialiser);
    }
    return value;
  }

  /** `@logger.injectLambdaContext({ … })`: called where the class is defined. TypeScript has them beside the member. */
  private decorators(member: PlainNode): void {
    const decorators = member.type === 'decorator' ? [member] : member.children.filter(isDecorator);
    for (const decorator of decorators) for (const part of parts(decorator)) this.expression(part);
  }

  private addMethod(id: number, member: PlainNode): void {
    const name = this.text(child(member, 'name'));
    const kind = name === 'constructor' ? 'constructor' : hasWord(member, 'get') ? 'getter' : 'method';
    this.facts.method(id, name, this.functionOf(member, kind, id));
  }

  /** Fields are filled by a function of their own, which a new object runs before its constructor. */
  private field(id: number, member: PlainNode, known: number | undefined): number | undefined {
    const name = this.text(child(member, 'property') ?? child(member, 'name'));
    const value = child(member, 'value');
    if (value === undefined) return known;
    if (hasWord(member, 'static')) {
      this.staticMember(id, () => this.facts.attribute(id, name, this.expression(value)));
      return known;
    }
    const around = this.owner;
    this.owner = { kind: 'self', class: id, of: 'instance' };
    const body = (): void => {
      const given = this.expression(value);
      this.facts.attribute(id, name, given);
      if (given.kind === 'function') this.facts.method(id, name, given.function);
    };
    let initialiser = known;
    if (initialiser === undefined) {
      const start = { name: 'constructor', kind: 'initialiser', span: spanOf(member), class: id } as const;
      initialiser = this.facts.function(start, body);
      this.facts.method(id, INITIALISER, initialiser);
    } else this.facts.continueFunction(initialiser, body);
    this.owner = around;
    return initialiser;
  }

  private staticMember(id: number, body: () => void): void {
    const around = this.owner;
    this.owner = { kind: 'self', class: id, of: 'class' };
    body();
    this.owner = around;
  }
}

function isDecorator({ type }: PlainNode): boolean {
  return type === 'decorator';
}

/** No method that people write has this name. */
const INITIALISER = '(fields)';
