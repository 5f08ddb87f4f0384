import type { Node } from 'web-tree-sitter';
import { DEEPEST, MOST_STEPS, partsOf } from './handlerModule';
import type { Declaration, HandlerModule, Parameter } from './handlerModule';
import { declarationOf, elsewhereMember, reached, wrapped } from './moduleValue';
import type { FunctionParts, Site, Value } from './moduleValue';
import { isMainGuard, pythonScope } from './pythonScope';
import type { PythonBinding, PythonScope } from './pythonScope';
import { isPythonEntry, pythonWrapper } from './wrappers';

/** Reads a Python module. */
export class PythonModule implements HandlerModule {
  private readonly scope: PythonScope;
  private stepsLeft = MOST_STEPS;

  constructor(private readonly root: Node) {
    this.scope = pythonScope(root);
  }

  get stars(): readonly string[] {
    return this.scope.stars;
  }

  symbols(): string[] {
    return [...this.scope.bindings.keys()].flatMap((name) => {
      const binding = this.scope.bindings.get(name);
      const value = binding === undefined ? undefined : this.valueOf(binding);
      const isObject = value?.kind === 'instance' && this.callable(value) === undefined;
      return isObject ? [name, ...this.methodNames(value.node).map((each) => `${name}.${each}`)] : [name];
    });
  }

  declaration(symbol: string): Declaration | undefined {
    const [first = '', ...rest] = symbol.split('.');
    const called = first.replace('()', '');
    const binding = this.scope.bindings.get(called);
    let value = binding === undefined ? undefined : this.valueOf(binding);
    if (value !== undefined && called !== first) value = resultOf(value);
    for (const name of rest) value = value === undefined ? undefined : this.member(value, name, 0);
    const callable = value?.kind === 'instance' ? this.callable(value) : value;
    return callable === undefined ? undefined : declarationOf(callable, functionParts);
  }

  calledNames(): ReadonlySet<string> {
    const names = this.root.descendantsOfType('call').flatMap((call) => {
      const callee = call.childForFieldName('function');
      return callee?.type === 'identifier' && !isInMainGuard(call) ? [callee.text] : [];
    });
    return new Set(names);
  }

  private valueOf({ name, declaration, value }: PythonBinding, depth = 0): Value | undefined {
    return this.bound(value, { name, declaration }, depth);
  }

  private bound(value: PythonBinding['value'], site: Site, depth: number): Value | undefined {
    return 'type' in value ? this.evaluate(value, site, depth) : { kind: 'elsewhere', elsewhere: value, site };
  }

  private evaluate(node: Node, site: Site, depth: number): Value | undefined {
    this.stepsLeft -= 1;
    if (depth > DEEPEST || this.stepsLeft < 0) return undefined;
    switch (node.type) {
      case 'function_definition':
      case 'lambda':
        return { kind: 'function', node, site };
      case 'class_definition':
        return { kind: 'class', node, site };
      case 'decorated_definition':
        return this.decorated(node, site, depth);
      case 'identifier':
        return this.named(node.text, site, depth);
      case 'attribute':
        return this.attribute(node, site, depth);
      case 'call':
        return this.call(node, site, depth);
      case 'parenthesized_expression':
      case 'conditional_expression': {
        const [inner] = partsOf(node);
        return inner === undefined ? undefined : this.evaluate(inner, site, depth + 1);
      }
      default:
        return undefined;
    }
  }

  private decorated(node: Node, site: Site, depth: number): Value | undefined {
    const definition = node.childForFieldName('definition');
    if (definition === null) return undefined;
    if (definition.type === 'class_definition') return this.evaluate(definition, site, depth + 1);
    const kinds = partsOf(node)
      .filter(({ type }) => type === 'decorator')
      .map((decorator) => pythonWrapper(calledName(partsOf(decorator)[0])));
    const evidence = kinds.includes('other') ? 'other' : kinds.includes('wrapper') ? 'lambda' : undefined;
    return this.evaluate(definition, wrapped(site, 'decorated', evidence), depth + 1);
  }

  private named(name: string, site: Site, depth: number): Value | undefined {
    const binding = this.scope.bindings.get(name);
    if (binding === undefined) return undefined;
    const value = this.bound(binding.value, site, depth + 1);
    // Code is shown where it is written; what is not here is shown where the module names it.
    if (value === undefined || value.kind === 'elsewhere' || value.kind === 'made') return value;
    const isOwn = value.site.name.id === site.name.id;
    return isOwn ? { ...value, site: reached(value.site, binding.name, binding.declaration) } : value;
  }

  private attribute(node: Node, site: Site, depth: number): Value | undefined {
    const object = node.childForFieldName('object');
    const name = node.childForFieldName('attribute')?.text;
    if (object === null || name === undefined) return undefined;
    const value = this.evaluate(object, site, depth + 1);
    return value === undefined ? undefined : this.member(value, name, depth + 1);
  }

  private member(value: Value, name: string, depth: number): Value | undefined {
    const { site } = value;
    if (value.kind === 'elsewhere') {
      const framework = isPythonEntry(name) ? wrapped(site, 'framework', 'lambda') : site;
      return { ...value, elsewhere: elsewhereMember(value.elsewhere, name), site: framework };
    }
    if (value.kind === 'made') {
      return {
        kind: 'made',
        site: wrapped({ ...site, shape: 'framework' }, 'framework', isPythonEntry(name) ? 'lambda' : undefined),
      };
    }
    if (value.kind !== 'class' && value.kind !== 'instance') return undefined;
    const found = this.method(value.node, name, depth);
    if (found === undefined) return undefined;
    const { method, statement } = found;
    const at = method.childForFieldName('name') ?? method;
    const decorators = partsOf(statement).filter(({ type }) => type === 'decorator');
    const isStatic = decorators.some(({ text }) => text === '@staticmethod');
    const hasSelf = !isStatic && (value.kind === 'instance' || decorators.some(({ text }) => text === '@classmethod'));
    return {
      kind: 'function',
      node: method,
      site: { ...wrapped(reached(site, at, statement), 'method'), bound: hasSelf ? 1 : 0 },
    };
  }

  private method(classNode: Node, name: string, depth: number): { method: Node; statement: Node } | undefined {
    for (const { method, statement } of methodsOf(classNode)) {
      if (method.childForFieldName('name')?.text === name) return { method, statement };
    }
    for (const base of partsOf(classNode.childForFieldName('superclasses'))) {
      const binding = this.scope.bindings.get(base.text);
      const value = binding === undefined || depth > DEEPEST ? undefined : this.valueOf(binding, depth + 1);
      const found = value?.kind === 'class' ? this.method(value.node, name, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private methodNames(classNode: Node): string[] {
    const names = methodsOf(classNode).map(({ method }) => method.childForFieldName('name')?.text ?? '');
    return names.filter((name) => !name.startsWith('_'));
  }

  /** What calling an object runs. */
  private callable({ node, site }: { readonly node: Node; readonly site: Site }): Value | undefined {
    return this.member({ kind: 'instance', node, site: { ...site, shape: 'instance' } }, '__call__', 0);
  }

  private call(node: Node, site: Site, depth: number): Value | undefined {
    const callee = node.childForFieldName('function');
    if (callee === null) return undefined;
    const name = calledName(callee);
    const given = partsOf(node.childForFieldName('arguments'));
    if (name === 'partial') return this.partial(given, site, depth);
    const called = callee.type === 'identifier' ? this.named(callee.text, site, depth + 1) : undefined;
    if (called?.kind === 'class') return { kind: 'instance', node: called.node, site };
    const kind = pythonWrapper(name);
    if (kind === 'adapter') return { kind: 'made', site: wrapped(site, 'framework', 'lambda') };
    const around = wrapped(site, 'wrapped', kind === 'wrapper' ? 'lambda' : undefined);
    const functions = given.flatMap((argument) => this.givenFunction(argument, around, depth));
    if (functions.length === 1 || kind === 'wrapper') return functions[0] ?? { kind: 'made', site: around };
    const made = called?.kind === 'function' ? this.returned(called.node, wrapped(site, 'wrapped')) : undefined;
    return made ?? { kind: 'made', site: around };
  }

  /** `functools.partial(fn, table)` */
  private partial([partial, ...given]: readonly Node[], site: Site, depth: number): Value | undefined {
    if (partial === undefined) return undefined;
    const positional = given.filter(({ type }) => type !== 'keyword_argument').length;
    const bound = { ...wrapped(site, 'bound'), bound: (site.bound ?? 0) + positional };
    return this.evaluate(partial, bound, depth + 1);
  }

  private givenFunction(argument: Node, site: Site, depth: number): Value[] {
    const given = argument.type === 'keyword_argument' ? argument.childForFieldName('value') : argument;
    const value = given === null ? undefined : this.evaluate(given, site, depth + 1);
    return value?.kind === 'function' ? [value] : [];
  }

  /** The function that a function of this module makes and returns. */
  private returned(maker: Node, site: Site): Value | undefined {
    const statements = partsOf(maker.childForFieldName('body'));
    const result = statements.find(({ type }) => type === 'return_statement');
    const name = result === undefined ? undefined : partsOf(result)[0]?.text;
    for (const statement of statements) {
      const definition = statement.childForFieldName('definition') ?? statement;
      const own = definition.type === 'function_definition' ? definition.childForFieldName('name') : null;
      if (own !== null && own.text === name)
        return { kind: 'function', node: definition, site: reached(site, own, statement) };
    }
    return undefined;
  }
}

/** What calling a value gives. */
function resultOf(value: Value): Value | undefined {
  if (value.kind === 'class') return { ...value, kind: 'instance' };
  if (value.kind !== 'elsewhere') return { kind: 'made', site: value.site };
  const { from, symbol } = value.elsewhere;
  return { ...value, elsewhere: { from, symbol: `${symbol}()` } };
}

function methodsOf(classNode: Node): { method: Node; statement: Node }[] {
  return partsOf(classNode.childForFieldName('body')).flatMap((statement) => {
    const method = statement.childForFieldName('definition') ?? statement;
    return method.type === 'function_definition' ? [{ method, statement }] : [];
  });
}

/** The last part of the name that is called or used as a decorator. */
function calledName(expression: Node | undefined, depth = 0): string {
  if (expression === undefined || depth > DEEPEST) return '';
  const callee = expression.type === 'call' ? expression.childForFieldName('function') : expression;
  if (callee?.type === 'call') return calledName(callee, depth + 1);
  return callee?.childForFieldName('attribute')?.text ?? callee?.text ?? '';
}

function isInMainGuard(node: Node): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (isMainGuard(outer)) return true;
    if (outer.type === 'function_definition') return false;
  }
  return false;
}

function functionParts(node: Node): FunctionParts {
  return {
    shape: 'function',
    parameters: partsOf(node.childForFieldName('parameters')).flatMap(parameterOf),
    isAsync: node.children.some(({ type }) => type === 'async'),
  };
}

/** Parameters that are filled by their position. */
function parameterOf(node: Node): Parameter[] {
  if (node.type === 'identifier') return [{ name: node.text }];
  const name = node.childForFieldName('name') ?? (node.type === 'typed_parameter' ? partsOf(node)[0] : undefined);
  const type = node.childForFieldName('type')?.text;
  if (name?.type !== 'identifier') return [];
  return [{ name: name.text, ...(type === undefined ? {} : { type }) }];
}
