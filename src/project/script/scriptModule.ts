import { child, children, childList, identifier, stringLiteral } from './scriptSyntax';
import type { Program, Syntax } from './scriptSyntax';

/** A name that comes from another file or package. */
export interface ImportedName {
  /** As written: `./storage`, `sst/constructs`. */
  readonly from: string;
  /** Its name there; `*` is everything, `default` the default. */
  readonly name: string;
}

/** `new a.b.C(...)`, or a call of a method. */
export interface Construction {
  readonly node: Syntax;
  /** The names in front of the parentheses, e.g. `sst`, `aws`, `Function`. */
  readonly callee: readonly string[];
  /** What a method is called on; absent for a construction. */
  readonly object?: Syntax;
  readonly arguments: readonly Syntax[];
}

/** The names, imports, constructions and calls of one JavaScript or TypeScript file. */
export class ScriptModule {
  /** Names that are given a value once in the whole file. */
  private readonly constants = new Map<string, Syntax>();
  private readonly ambiguous = new Set<string>();
  readonly imports = new Map<string, ImportedName>();
  /** Files that are imported for what they do, with the place of the import. */
  readonly importedFiles: { readonly from: string; readonly at: Syntax }[] = [];
  /** Exported name -> name in this file, or name in another file. */
  readonly exports = new Map<string, string | ImportedName | Syntax>();
  readonly everythingOf: string[] = [];
  readonly constructions: Construction[] = [];
  readonly calls: Construction[] = [];

  constructor(
    readonly file: string,
    program: Program,
  ) {
    const waiting: Syntax[] = [program];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      this.take(node);
      waiting.push(...children(node).reverse());
    }
  }

  constant(name: string): Syntax | undefined {
    return this.ambiguous.has(name) ? undefined : this.constants.get(name);
  }

  private take(node: Syntax): void {
    switch (node.type) {
      case 'VariableDeclarator':
        this.declare(identifier(child(node, 'id')), child(node, 'init'));
        this.takeRequire(node);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ObjectMethod':
      case 'ClassMethod':
        // What a caller gives is not known, whatever else has that name.
        for (const parameter of childList(node, 'params')) this.hide(parameter);
        break;
      case 'AssignmentExpression':
        this.hide(child(node, 'left'));
        break;
      case 'ImportDeclaration':
        this.takeImport(node);
        break;
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportDefaultDeclaration':
        this.takeExport(node);
        break;
      case 'NewExpression':
      case 'CallExpression':
        this.takeCall(node);
        break;
      default:
    }
  }

  private declare(name: string | undefined, value: Syntax | undefined): void {
    if (name === undefined) return;
    if (this.constants.has(name) || value === undefined) this.ambiguous.add(name);
    else this.constants.set(name, value);
  }

  private hide(pattern: Syntax | undefined): void {
    const waiting = pattern === undefined ? [] : [pattern];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const name = identifier(node);
      if (name !== undefined) this.ambiguous.add(name);
      if (node.type === 'ObjectProperty') waiting.push(...[child(node, 'value')].filter((each) => each !== undefined));
      else if (node.type === 'AssignmentPattern')
        waiting.push(...[child(node, 'left')].filter((each) => each !== undefined));
      else if (node.type !== 'MemberExpression') waiting.push(...children(node));
    }
  }

  private takeImport(node: Syntax): void {
    const from = stringLiteral(child(node, 'source'));
    if (from === undefined || Reflect.get(node, 'importKind') === 'type') return;
    this.importedFiles.push({ from, at: node });
    for (const specifier of childList(node, 'specifiers')) {
      const local = identifier(child(specifier, 'local'));
      if (local === undefined) continue;
      const imported = specifier.type === 'ImportSpecifier' ? nameOf(child(specifier, 'imported')) : undefined;
      this.imports.set(local, {
        from,
        name: imported ?? (specifier.type === 'ImportNamespaceSpecifier' ? '*' : 'default'),
      });
    }
  }

  /** `const x = require('y')`, whatever of it is taken. */
  private takeRequire(node: Syntax): void {
    const call = child(node, 'init');
    if (call?.type !== 'CallExpression' || identifier(child(call, 'callee')) !== 'require') return;
    const from = stringLiteral(childList(call, 'arguments')[0]);
    const pattern = child(node, 'id');
    if (from === undefined || pattern === undefined) return;
    this.importedFiles.push({ from, at: node });
    const local = identifier(pattern);
    if (local !== undefined) this.imports.set(local, { from, name: '*' });
    for (const property of childList(pattern, 'properties')) {
      const name = identifier(child(property, 'key'));
      const own = identifier(child(property, 'value'));
      if (name !== undefined && own !== undefined) this.imports.set(own, { from, name });
    }
  }

  private takeExport(node: Syntax): void {
    const from = stringLiteral(child(node, 'source'));
    if (from !== undefined) this.importedFiles.push({ from, at: node });
    if (node.type === 'ExportAllDeclaration') {
      if (from !== undefined) this.everythingOf.push(from);
      return;
    }
    const declaration = child(node, 'declaration');
    if (node.type === 'ExportDefaultDeclaration') {
      if (declaration !== undefined) this.exports.set('default', identifier(declaration) ?? declaration);
      return;
    }
    for (const declarator of declaration === undefined ? [] : childList(declaration, 'declarations')) {
      const name = identifier(child(declarator, 'id'));
      if (name !== undefined) this.exports.set(name, name);
    }
    for (const specifier of childList(node, 'specifiers')) {
      const local = nameOf(child(specifier, 'local'));
      const exported = nameOf(child(specifier, 'exported'));
      if (local === undefined || exported === undefined) continue;
      this.exports.set(exported, from === undefined ? local : { from, name: local });
    }
  }

  private takeCall(node: Syntax): void {
    const callee = child(node, 'callee');
    const given = childList(node, 'arguments');
    if (callee?.type === 'Import') {
      const [from] = given;
      const text = stringLiteral(from) ?? folderOf(from);
      if (text !== undefined) this.importedFiles.push({ from: text, at: node });
      return;
    }
    const names = memberPath(callee);
    const object = callee === undefined ? undefined : child(callee, 'object');
    if (node.type === 'NewExpression') {
      if (names !== undefined) this.constructions.push({ node, callee: names, arguments: given });
    } else if (callee?.type === 'MemberExpression' && object !== undefined) {
      const method = identifier(child(callee, 'property'));
      if (method !== undefined) this.calls.push({ node, callee: [method], object, arguments: given });
    }
  }
}

/** `./infra/*` of `'./infra/' + name` and `./infra/${name}`: any file of the folder. */
function folderOf(node: Syntax | undefined): string | undefined {
  if (node === undefined) return undefined;
  const [quasi] = childList(node, 'quasis');
  const value: unknown = quasi === undefined ? undefined : Reflect.get(quasi, 'value');
  const raw: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'raw') : undefined;
  const start = node.type === 'BinaryExpression' ? stringLiteral(child(node, 'left')) : raw;
  return typeof start === 'string' && start.endsWith('/') ? `${start}*` : undefined;
}

/** The names of `a.b.c`. */
export function memberPath(node: Syntax | undefined): readonly string[] | undefined {
  const names: string[] = [];
  let current = node;
  while (current?.type === 'MemberExpression') {
    const property = child(current, 'property');
    const name = Reflect.get(current, 'computed') === true ? stringLiteral(property) : identifier(property);
    if (name === undefined) return undefined;
    names.push(name);
    current = child(current, 'object');
  }
  const first = identifier(current);
  return first === undefined ? undefined : [...names, first].reverse();
}

function nameOf(node: Syntax | undefined): string | undefined {
  return identifier(node) ?? stringLiteral(node);
}
