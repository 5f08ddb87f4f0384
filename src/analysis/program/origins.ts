import type { CallFacts, Expression, ImportedSymbol } from '../facts/fileFacts';
import { bindingOf } from './program';
import type { Program, ProgramFile } from './program';

/** How far names and imports are followed. */
const DEEPEST = 8;

/** A call with the file that it is written in. */
export interface PlacedCall {
  readonly file: ProgramFile;
  readonly call: CallFacts;
}

/** The one call whose result an expression is, in this or another file; undefined when that is not sure. */
export function originOf(program: Program, file: ProgramFile, expression: Expression): PlacedCall | undefined {
  let place: Place | undefined = { file, expression };
  for (let depth = 0; place !== undefined && depth < DEEPEST; depth++) {
    const now: Expression = place.expression;
    if (now.kind === 'call') {
      const call = place.file.facts.calls[now.call];
      return call === undefined ? undefined : { file: place.file, call };
    }
    place = now.kind === 'name' ? ofName(program, place.file, now) : ofMember(program, place.file, now);
  }
  return undefined;
}

interface Place {
  readonly file: ProgramFile;
  readonly expression: Expression;
}

/** What a name is given, when that is one thing only. */
function ofName(program: Program, file: ProgramFile, name: Extract<Expression, { kind: 'name' }>): Place | undefined {
  const binding = bindingOf(file, name);
  if (binding?.imported !== undefined) return exported(program, file, binding.imported);
  return binding?.kind === 'variable' ? onlyOne(file, binding.values) : undefined;
}

function ofMember(program: Program, file: ProgramFile, member: Expression): Place | undefined {
  if (member.kind !== 'member') return undefined;
  const { object, name } = member;
  if (object.kind === 'self') {
    const attributes = file.facts.classes[object.class]?.attributes ?? {};
    return Object.hasOwn(attributes, name) ? onlyOne(file, attributes[name] ?? []) : undefined;
  }
  const from = moduleOf(file, object);
  return from === undefined ? undefined : exported(program, file, { from, symbol: name });
}

/** The name of a module that an expression is all of. */
function moduleOf(file: ProgramFile, expression: Expression): string | undefined {
  if (expression.kind === 'module') return expression.from;
  const binding = bindingOf(file, expression);
  if (binding?.imported?.symbol === '') return binding.imported.from;
  const only = onlyOne(file, binding?.values ?? [])?.expression;
  return only?.kind === 'module' ? only.from : undefined;
}

function onlyOne(file: ProgramFile, given: readonly { readonly value: Expression }[]): Place | undefined {
  const [only, ...others] = given;
  return only === undefined || others.length > 0 ? undefined : { file, expression: only.value };
}

function exported(program: Program, file: ProgramFile, { from, symbol }: ImportedSymbol): Place | undefined {
  const module = program.module(file, from);
  if (module === undefined || !Object.hasOwn(module.facts.exports, symbol)) return undefined;
  const expression = module.facts.exports[symbol];
  return expression === undefined ? undefined : { file: module, expression };
}
