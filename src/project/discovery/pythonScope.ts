import type { Node } from 'web-tree-sitter';
import { DEEPEST, partsOf } from './handlerModule';
import type { Elsewhere } from './handlerModule';

/** What a name of a module was given. */
export interface PythonBinding {
  readonly name: Node;
  readonly declaration: Node;
  /** The expression or definition behind the name, or the module it comes from. */
  readonly value: Node | Elsewhere;
}

/** The names of one Python module. */
export interface PythonScope {
  readonly bindings: ReadonlyMap<string, PythonBinding>;
  readonly stars: readonly string[];
}

/** Collects the names of a module from its statements, those of `if` and `try` included, as code is never run. */
export function pythonScope(root: Node): PythonScope {
  const scope = new ScopeBuilder();
  scope.addAll(root);
  return scope;
}

/** Statements whose blocks give names to the module. */
const CONDITIONAL: ReadonlySet<string> = new Set([
  'block',
  'elif_clause',
  'else_clause',
  'except_clause',
  'finally_clause',
  'if_statement',
  'try_statement',
  'with_statement',
]);

class ScopeBuilder implements PythonScope {
  readonly bindings = new Map<string, PythonBinding>();
  readonly stars: string[] = [];

  addAll(block: Node, depth = 0): void {
    if (depth <= DEEPEST) for (const statement of partsOf(block)) this.add(statement, depth);
  }

  private add(statement: Node, depth: number): void {
    switch (statement.type) {
      case 'function_definition':
      case 'class_definition':
        this.define(statement, statement);
        break;
      case 'decorated_definition': {
        const definition = statement.childForFieldName('definition');
        if (definition !== null) this.define(definition, statement);
        break;
      }
      case 'expression_statement':
        for (const part of partsOf(statement)) if (part.type === 'assignment') this.assign(part, statement);
        break;
      case 'import_from_statement':
        this.importFrom(statement);
        break;
      case 'import_statement':
        this.importModules(statement);
        break;
      default:
        if (CONDITIONAL.has(statement.type) && !isMainGuard(statement)) this.addAll(statement, depth + 1);
    }
  }

  private define(definition: Node, declaration: Node): void {
    const name = definition.childForFieldName('name');
    if (name !== null) this.bind({ name, declaration, value: declaration });
  }

  /** The last one counts, but `except ImportError` replaces what is imported only by code. */
  private bind(binding: PythonBinding): void {
    const { text } = binding.name;
    const known = this.bindings.get(text);
    const isFallback = known !== undefined && isInExcept(binding.declaration);
    if (!isFallback || (!('type' in known.value) && binding.value === binding.declaration)) {
      this.bindings.set(text, binding);
    }
  }

  private assign(assignment: Node, declaration: Node): void {
    const names: Node[] = [];
    let value: Node | null = assignment;
    for (; value?.type === 'assignment'; value = value.childForFieldName('right')) {
      const name = value.childForFieldName('left');
      if (name?.type === 'identifier') names.push(name);
    }
    if (value !== null) for (const name of names) this.bind({ name, declaration, value });
  }

  private importFrom(declaration: Node): void {
    const from = declaration.childForFieldName('module_name')?.text;
    if (from === undefined) return;
    if (partsOf(declaration).some(({ type }) => type === 'wildcard_import')) this.stars.push(from);
    for (const part of declaration.childrenForFieldName('name')) {
      const imported = part.childForFieldName('name') ?? part;
      const name = part.childForFieldName('alias') ?? imported;
      this.bind({ name, declaration, value: { from, symbol: imported.text } });
    }
  }

  private importModules(declaration: Node): void {
    for (const part of declaration.childrenForFieldName('name')) {
      const module = part.childForFieldName('name') ?? part;
      const [first] = partsOf(module);
      const name = part.childForFieldName('alias') ?? first;
      if (name === undefined) continue;
      const from = part.type === 'aliased_import' ? module.text : name.text;
      this.bind({ name, declaration, value: { from, symbol: '' } });
    }
  }
}

/** `if __name__ == '__main__':` */
export function isMainGuard(statement: Node): boolean {
  const condition = statement.type === 'if_statement' ? statement.childForFieldName('condition') : null;
  return condition?.text.includes('__name__') ?? false;
}

function isInExcept(node: Node): boolean {
  return node.parent?.parent?.type === 'except_clause';
}
