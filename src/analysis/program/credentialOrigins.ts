import type { Expression } from '../facts/fileFacts';
import { CREDENTIAL_CALLS } from './credentialCalls';
import { partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { bindingOf, factsOf, functionKey, lastName } from './program';
import type { Values } from './values';

/** What makes or is given credentials and gets new ones itself before they end. */
const REFRESHING = /refreshable|aws_assume_role_lib|credential-?providers?|TemporaryCredentials|fromTemporary/i;

const DEEPEST = 8;

interface Search {
  readonly found: Set<'assumed' | 'refreshing'>;
  readonly visited: Set<string>;
}

/** Knows where the credentials in a value come from. */
export class CredentialOrigins {
  constructor(private readonly values: Values) {}

  /** Whether a value has credentials that somebody was given for a while, and that nothing refreshes. */
  areTemporary(file: ProgramFile, expressions: readonly Expression[]): boolean {
    const search: Search = { found: new Set(), visited: new Set() };
    for (const expression of expressions) this.collect(file, expression, search, 0);
    const { found } = search;
    return found.has('assumed') && !found.has('refreshing');
  }

  private collect(file: ProgramFile, expression: Expression, search: Search, depth: number): void {
    if (depth > DEEPEST || expression.kind === 'literal') return;
    for (const part of partsOfExpression(file, expression)) {
      if ((part.kind === 'name' || part.kind === 'member') && REFRESHING.test(part.name))
        search.found.add('refreshing');
      if (part.kind === 'name') this.collectNamed(file, part, search, depth);
      else if (part.kind === 'member') this.collectAttribute(file, part, search, depth);
      else if (part.kind === 'call') this.collectCall(file, part.call, search, depth);
    }
  }

  private collectNamed(
    file: ProgramFile,
    name: Extract<Expression, { kind: 'name' }>,
    search: Search,
    depth: number,
  ): void {
    const binding = bindingOf(file, name);
    if (binding === undefined || isVisited(search, `name ${String(name.binding)}:${file.file}`)) return;
    if (binding.imported !== undefined && REFRESHING.test(binding.imported.from)) search.found.add('refreshing');
    for (const { value } of binding.values) this.collect(file, value, search, depth + 1);
  }

  private collectAttribute(
    file: ProgramFile,
    { object, name }: Extract<Expression, { kind: 'member' }>,
    search: Search,
    depth: number,
  ): void {
    if (object.kind !== 'self' || isVisited(search, `${String(object.class)}.${name}:${file.file}`)) return;
    const attributes = file.facts.classes[object.class]?.attributes;
    const given = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : [];
    for (const { value } of given ?? []) this.collect(file, value, search, depth + 1);
  }

  private collectCall(file: ProgramFile, id: number, search: Search, depth: number): void {
    const callee = file.facts.calls[id]?.callee;
    if (callee === undefined) return;
    if (CREDENTIAL_CALLS.has(lastName(callee))) search.found.add('assumed');
    for (const value of this.values.of(file, callee)) {
      if (value.kind !== 'function') continue;
      const place = { file: value.file, function: value.id };
      if (isVisited(search, functionKey(place))) continue;
      for (const each of factsOf(place)?.returns ?? []) this.collect(value.file, each, search, depth + 1);
    }
  }
}

function isVisited({ visited }: Search, key: string): boolean {
  if (visited.has(key)) return true;
  visited.add(key);
  return false;
}
