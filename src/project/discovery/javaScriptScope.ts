import type { Node } from 'web-tree-sitter';
import { DEEPEST, partsOf } from './handlerModule';
import type { Elsewhere } from './handlerModule';

/** What a name of a module was given. */
export interface Binding {
  readonly name: Node;
  readonly declaration: Node;
  /** The expression or declaration behind the name, or the module it comes from. */
  readonly value: Node | Elsewhere;
  /** Its type as it is written. */
  readonly type?: string;
}

/** The names of one JavaScript or TypeScript module. */
export interface JavaScriptScope {
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly exports: ReadonlyMap<string, Binding>;
  /** `module.exports = …` and `export = …`. */
  readonly whole: Binding | undefined;
  readonly stars: readonly string[];
}

/** Collects the names of a module from its statements. */
export function javaScriptScope(root: Node): JavaScriptScope {
  const scope = new ScopeBuilder();
  for (const statement of partsOf(root)) scope.add(statement);
  return scope;
}

class ScopeBuilder implements JavaScriptScope {
  readonly bindings = new Map<string, Binding>();
  readonly exports = new Map<string, Binding>();
  readonly stars: string[] = [];
  whole: Binding | undefined;

  add(statement: Node): void {
    switch (statement.type) {
      case 'import_statement':
        this.addImport(statement);
        break;
      case 'export_statement':
        this.addExport(statement);
        break;
      case 'expression_statement': {
        const [expression] = partsOf(statement);
        if (expression !== undefined) this.addAssignment(expression, statement);
        break;
      }
      default:
        this.declare(statement, statement);
    }
  }

  /** Gives the names that a declaration made. */
  private declare(declaration: Node, statement: Node): Binding[] {
    if (declaration.type === 'lexical_declaration' || declaration.type === 'variable_declaration') {
      const declarators = partsOf(declaration).filter(({ type }) => type === 'variable_declarator');
      return declarators.flatMap((each) => this.declareVariable(each, declarators.length === 1 ? statement : each));
    }
    if (!/^(?:abstract_)?(?:generator_)?(?:function|class)_declaration$/.test(declaration.type)) return [];
    const name = declaration.childForFieldName('name');
    return name === null ? [] : [this.bind({ name, declaration: statement, value: declaration })];
  }

  private declareVariable(declarator: Node, declaration: Node): Binding[] {
    const name = declarator.childForFieldName('name');
    const value = declarator.childForFieldName('value');
    if (name === null || value === null) return [];
    if (name.type === 'identifier') {
      const type = declarator.childForFieldName('type')?.text.replace(/^:\s*/, '');
      return [this.bind({ name, declaration, value, ...(type === undefined ? {} : { type }) })];
    }
    const from = requiredModule(value);
    if (name.type !== 'object_pattern' || from === undefined) return [];
    return partsOf(name).flatMap((part) => {
      const key = part.childForFieldName('key') ?? part;
      const local = part.childForFieldName('value') ?? part;
      return [this.bind({ name: local, declaration, value: { from, symbol: key.text } })];
    });
  }

  private bind(binding: Binding): Binding {
    this.bindings.set(binding.name.text, binding);
    return binding;
  }

  private addImport(statement: Node): void {
    for (const clause of partsOf(statement)) {
      const from = sourceOf(clause) ?? sourceOf(statement);
      if (from === undefined) continue;
      for (const part of clause.type === 'import_clause' || clause.type === 'import_require_clause'
        ? partsOf(clause)
        : []) {
        this.addImported(part, clause.type === 'import_clause' ? 'default' : '', from, statement);
      }
    }
  }

  private addImported(part: Node, symbol: string, from: string, declaration: Node): void {
    if (part.type === 'identifier') this.bind({ name: part, declaration, value: { from, symbol } });
    else if (part.type === 'namespace_import') {
      for (const name of partsOf(part)) this.bind({ name, declaration, value: { from, symbol: '' } });
    } else if (part.type === 'named_imports') {
      for (const specifier of partsOf(part)) {
        const imported = specifier.childForFieldName('name');
        const name = specifier.childForFieldName('alias') ?? imported;
        if (imported !== null && name !== null)
          this.bind({ name, declaration, value: { from, symbol: imported.text } });
      }
    }
  }

  private addExport(statement: Node): void {
    const from = sourceOf(statement);
    const declaration = statement.childForFieldName('declaration');
    const value = statement.childForFieldName('value');
    const words = statement.children.filter(({ isNamed }) => !isNamed).map(({ type }) => type);
    if (declaration !== null) {
      const declared = this.declare(declaration, statement);
      const isDefault = words.includes('default');
      for (const binding of declared) this.exports.set(isDefault ? 'default' : binding.name.text, binding);
      if (declared.length > 0 || !isDefault) return;
    }
    if (words.includes('default')) {
      const exported = value ?? declaration;
      if (exported !== null) this.exports.set('default', { name: exported, declaration: statement, value: exported });
      return;
    }
    const parts = partsOf(statement);
    if (words.includes('=')) {
      const [exported] = parts;
      if (exported !== undefined) this.whole = { name: exported, declaration: statement, value: exported };
    } else if (from !== undefined && words.includes('*')) this.stars.push(from);
    for (const part of parts) this.addExportPart(part, statement, from);
  }

  private addExportPart(part: Node, declaration: Node, from: string | undefined): void {
    if (part.type === 'namespace_export' && from !== undefined) {
      for (const name of partsOf(part)) this.exports.set(name.text, { name, declaration, value: { from, symbol: '' } });
    }
    if (part.type !== 'export_clause') return;
    for (const specifier of partsOf(part)) {
      const local = specifier.childForFieldName('name');
      const name = specifier.childForFieldName('alias') ?? local;
      if (local === null || name === null) continue;
      const value = from === undefined ? local : { from, symbol: local.text };
      this.exports.set(withoutQuotes(name.text), { name, declaration, value });
    }
  }

  /** `exports.a = exports.b = …`, `module.exports = …` */
  private addAssignment(expression: Node, statement: Node, depth = 0): void {
    if (expression.type === 'call_expression') {
      const from = starCall(expression);
      if (from !== undefined) this.stars.push(from);
      return;
    }
    if (expression.type !== 'assignment_expression' || depth > DEEPEST) return;
    const left = expression.childForFieldName('left');
    const right = expression.childForFieldName('right');
    if (left === null || right === null) return;
    this.addAssignment(right, statement, depth + 1);
    const target = exportTarget(left);
    const value = lastOf(right);
    if (target === undefined) {
      // The name of `handler = …` behind `let handler;`.
      if (left.type === 'identifier') this.bind({ name: left, declaration: statement, value });
      return;
    }
    if (target.length === 0) this.whole = { name: left, declaration: statement, value };
    else {
      const name = left.childForFieldName('property') ?? left;
      const symbol = target.join('.');
      // Compilers first write `exports.handler = void 0`.
      if (!isVoid(value)) this.exports.set(symbol, { name, declaration: statement, value });
    }
  }
}

/** The value of a chain of assignments. */
function lastOf(value: Node): Node {
  let last = value;
  for (let next: Node | null = last; next !== null; next = rightOf(last)) last = next;
  return last;
}

function rightOf(value: Node): Node | null {
  return value.type === 'assignment_expression' ? value.childForFieldName('right') : null;
}

function isVoid(value: Node): boolean {
  return value.type === 'undefined' || (value.type === 'unary_expression' && value.text.startsWith('void'));
}

/** The names behind `exports` or `module.exports`; undefined for other targets. */
function exportTarget(target: Node, depth = 0): string[] | undefined {
  if (target.type === 'identifier') return target.text === 'exports' ? [] : undefined;
  if (target.type !== 'member_expression' || depth > DEEPEST) return undefined;
  const object = target.childForFieldName('object');
  const name = target.childForFieldName('property')?.text;
  if (object === null || name === undefined) return undefined;
  if (object.text === 'module' && name === 'exports') return [];
  const before = exportTarget(object, depth + 1);
  return before === undefined ? undefined : [...before, name];
}

/** `__exportStar(require('./a'), exports)`, which TypeScript makes of `export *`. */
function starCall(call: Node): string | undefined {
  const name = call.childForFieldName('function')?.text ?? '';
  if (!/(?:^|\.)__exportStar$/.test(name)) return undefined;
  const [required] = partsOf(call.childForFieldName('arguments'));
  return required === undefined ? undefined : requiredModule(required);
}

/** The module of `require('./a')` or `await import('./a')`. */
export function requiredModule(expression: Node): string | undefined {
  const call = expression.type === 'await_expression' ? partsOf(expression)[0] : expression;
  const callee = call?.type === 'call_expression' ? call.childForFieldName('function')?.text : undefined;
  if (callee !== 'require' && callee !== 'import') return undefined;
  const [given] = partsOf(call?.childForFieldName('arguments'));
  return given?.type === 'string' ? withoutQuotes(given.text) : undefined;
}

function sourceOf(node: Node): string | undefined {
  const source = node.childForFieldName('source');
  return source === null ? undefined : withoutQuotes(source.text);
}

export function withoutQuotes(text: string): string {
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
