import type { Expression } from '../facts/fileFacts';
import type { ProgramFile } from './program';
import { bindingOf } from './program';

/** Something that keeps a value: a name, or an attribute of the objects of a class. */
export type Keeper =
  | { readonly kind: 'name'; readonly key: string; readonly binding: number }
  | { readonly kind: 'attribute'; readonly key: string; readonly class: number; readonly of: 'instance' | 'class' }
  /** Of the language: `globalThis`. */
  | { readonly kind: 'global'; readonly key: string };

const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global']);

/** What keeps the value of an expression that can be assigned to; undefined when that has no name. */
export function keeperOf(file: ProgramFile, expression: Expression): Keeper | undefined {
  if (expression.kind === 'member') return attributeOf(file, expression) ?? keeperOf(file, expression.object);
  if (expression.kind === 'item') return keeperOf(file, expression.object);
  if (expression.kind === 'call' && isGlobals(file, expression.call)) return { kind: 'global', key: 'globals()' };
  if (expression.kind !== 'name') return undefined;
  const { binding, name } = expression;
  if (binding !== undefined) return nameKeeper(binding);
  return GLOBAL_OBJECTS.has(name) ? { kind: 'global', key: 'globalThis' } : undefined;
}

export function nameKeeper(binding: number): Keeper {
  return { kind: 'name', key: `name ${String(binding)}`, binding };
}

export function attributeKeeper(id: number, name: string, of: 'class' | 'instance'): Keeper {
  return { kind: 'attribute', key: `${String(id)}.${name}`, class: id, of };
}

/** Python's `globals()`, whose items are the names of the module. */
function isGlobals(file: ProgramFile, id: number): boolean {
  const callee = file.facts.calls[id]?.callee;
  return callee?.kind === 'name' && callee.binding === undefined && callee.name === 'globals';
}

function attributeOf(file: ProgramFile, member: Extract<Expression, { kind: 'member' }>): Keeper | undefined {
  const { object, name } = member;
  if (object.kind === 'self') {
    return attributeKeeper(object.class, name, object.of === 'class' ? 'class' : 'instance');
  }
  const value = bindingOf(file, object)?.values[0]?.value;
  return value?.kind === 'class' ? attributeKeeper(value.class, name, 'class') : undefined;
}

/** What an expression is made of, itself included; calls with what is called and given. */
export function partsOfExpression(file: ProgramFile, expression: Expression): Expression[] {
  const found: Expression[] = [];
  const open = [expression];
  for (let next = open.pop(); next !== undefined && found.length < MOST_PARTS; next = open.pop()) {
    found.push(next);
    open.push(...innerParts(file, next));
  }
  return found;
}

const MOST_PARTS = 200;

/** What an expression is made of directly. */
export function innerParts(file: ProgramFile, expression: Expression): readonly Expression[] {
  if ('parts' in expression) return expression.parts;
  switch (expression.kind) {
    case 'member':
      return [expression.object];
    case 'item':
      return expression.key === undefined ? [expression.object] : [expression.object, expression.key];
    case 'call': {
      const call = file.facts.calls[expression.call];
      return call === undefined ? [] : [call.callee, ...call.arguments.map(({ value }) => value)];
    }
    case 'object':
      return expression.entries.map(({ value }) => value);
    case 'name':
    case 'self':
    case 'function':
    case 'class':
    case 'module':
    case 'literal':
      return [];
  }
}
