import type { Expression } from '../facts/fileFacts';
import { CREDENTIAL_CALLS } from './credentialCalls';
import { partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { bindingOf, factsOf, functionKey, lastName } from './program';
import type { Values } from './values';

/** What makes or is given credentials and gets new ones itself before they end. */
const REFRESHING = /refreshable|aws_assume_role_lib|credential-?providers?|TemporaryCredentials|fromTemporary/i;

const DEEPEST = 8;

type Origin = 'assumed' | 'refreshing';

/** Knows where the credentials in a value come from. */
export class CredentialOrigins {
  constructor(private readonly values: Values) {}

  /** Whether a value has credentials that somebody was given for a while, and that nothing refreshes. */
  areTemporary(file: ProgramFile, expressions: readonly Expression[]): boolean {
    const found = new Set<Origin>();
    const visited = new Set<string>();
    for (const expression of expressions) this.collect(file, expression, found, visited, 0);
    return found.has('assumed') && !found.has('refreshing');
  }

  private collect(
    file: ProgramFile,
    expression: Expression,
    found: Set<Origin>,
    visited: Set<string>,
    depth: number,
  ): void {
    if (depth > DEEPEST || expression.kind === 'literal') return;
    for (const part of partsOfExpression(file, expression)) {
      if ((part.kind === 'name' || part.kind === 'member') && REFRESHING.test(part.name)) found.add('refreshing');
      if (part.kind === 'name') this.collectNamed(file, part, found, visited, depth);
      else if (part.kind === 'member' && part.object.kind === 'self') {
        const given = file.facts.classes[part.object.class]?.attributes;
        const values = given !== undefined && Object.hasOwn(given, part.name) ? given[part.name] : [];
        const key = `${String(part.object.class)}.${part.name}:${file.file}`;
        if (!visited.has(key)) {
          visited.add(key);
          for (const { value } of values ?? []) this.collect(file, value, found, visited, depth + 1);
        }
      } else if (part.kind === 'call') this.collectCall(file, part.call, found, visited, depth);
    }
  }

  private collectNamed(
    file: ProgramFile,
    name: Extract<Expression, { kind: 'name' }>,
    found: Set<Origin>,
    visited: Set<string>,
    depth: number,
  ): void {
    const binding = bindingOf(file, name);
    const key = `name ${String(name.binding)}:${file.file}`;
    if (binding === undefined || visited.has(key)) return;
    visited.add(key);
    if (binding.imported !== undefined && REFRESHING.test(binding.imported.from)) found.add('refreshing');
    for (const { value } of binding.values) this.collect(file, value, found, visited, depth + 1);
  }

  private collectCall(file: ProgramFile, id: number, found: Set<Origin>, visited: Set<string>, depth: number): void {
    const callee = file.facts.calls[id]?.callee;
    if (callee === undefined) return;
    if (CREDENTIAL_CALLS.has(lastName(callee))) found.add('assumed');
    for (const value of this.values.of(file, callee)) {
      if (value.kind !== 'function') continue;
      const place = { file: value.file, function: value.id };
      const key = functionKey(place);
      if (visited.has(key)) continue;
      visited.add(key);
      for (const each of factsOf(place)?.returns ?? []) {
        this.collect(value.file, each, found, visited, depth + 1);
      }
    }
  }
}
