import type { Expression } from '../facts/fileFacts';
import type { FunctionPlace, ProgramFile } from './program';
import { bindingOf } from './program';
import type { Values } from './values';

const DEEPEST = 3;

/** The functions of a table that a call may choose from: `ROUTES[method](event)`, `ROUTES.get(method)`. */
export function dispatched(file: ProgramFile, callee: Expression, values: Values, depth = 0): readonly FunctionPlace[] {
  if (depth > DEEPEST) return [];
  const table = tableOf(file, callee);
  if (table !== undefined) return functionsOf(file, table, values);
  const given = callee.kind === 'either' ? callee.parts : givenTo(file, callee);
  return given.flatMap((value) => dispatched(file, value, values, depth + 1));
}

/** What something is taken out of. */
function tableOf(file: ProgramFile, taken: Expression): Expression | undefined {
  if (taken.kind === 'item') return taken.object;
  const called = taken.kind === 'call' ? file.facts.calls[taken.call]?.callee : undefined;
  return called?.kind === 'member' && called.name === 'get' ? called.object : undefined;
}

function givenTo(file: ProgramFile, name: Expression): readonly Expression[] {
  const binding = name.kind === 'name' ? bindingOf(file, name) : undefined;
  return binding?.kind === 'variable' ? binding.values.map(({ value }) => value) : [];
}

function functionsOf(file: ProgramFile, table: Expression, values: Values): FunctionPlace[] {
  return values.of(file, table).flatMap((value) => {
    if (value.kind !== 'object') return [];
    return value.object.entries.flatMap((entry) =>
      values
        .of(value.file, entry.value)
        .flatMap((each) => (each.kind === 'function' ? [{ file: each.file, function: each.id }] : [])),
    );
  });
}
