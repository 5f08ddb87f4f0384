import type { Expression } from '../facts/fileFacts';
import { keeperOf, partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { bindingOf } from './program';
import type { StateWrite } from './stateWrites';
import type { Values } from './values';

const DEEPEST = 2;

/** Whether a write is made depending on what is there already: lazy initialisation, a cache. */
export function asksForItself(file: ProgramFile, { place, conditions }: StateWrite, values: Values): boolean {
  return conditions.some((id) => {
    const test = file.facts.conditions[id]?.test;
    return test !== undefined && mentions(file, test, place.path, values, 0);
  });
}

/** Whether an expression reads what a path leads to, through local names and functions of the program. */
function mentions(file: ProgramFile, expression: Expression, path: string, values: Values, depth: number): boolean {
  return partsOfExpression(file, expression).some((part) => {
    if (isAt(file, part, path)) return true;
    if (depth >= DEEPEST) return false;
    const binding = bindingOf(file, part);
    if (binding?.kind === 'variable' && binding.function !== 0) {
      return binding.values.some(({ value }) => mentions(file, value, path, values, depth + 1));
    }
    const call = part.kind === 'call' ? file.facts.calls[part.call] : undefined;
    if (call === undefined) return false;
    return values.of(file, call.callee).some((callee) => {
      if (callee.kind !== 'function' || callee.file !== file) return false;
      const returns = file.facts.functions[callee.id]?.returns ?? [];
      return returns.some((value) => mentions(file, value, path, values, depth + 1));
    });
  });
}

/** Whether an expression is what a path begins with. */
export function isAt(file: ProgramFile, expression: Expression, path: string): boolean {
  const key = keeperOf(file, expression)?.key;
  return key !== undefined && (path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));
}
