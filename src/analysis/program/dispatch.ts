import type { Expression } from '../facts/fileFacts';
import type { FunctionPlace, ProgramFile } from './program';
import { bindingOf } from './program';
import type { Values } from './values';

const DEEPEST = 3;

/** The functions of a table that a call may choose from: `ROUTES[method](event)`, `ROUTES.get(method)`. */
export function dispatched(file: ProgramFile, callee: Expression, values: Values, depth = 0): readonly FunctionPlace[] {
  if (depth > DEEPEST) return [];
  switch (callee.kind) {
    case 'item':
      return functionsOf(file, callee.object, values);
    case 'call': {
      const called = file.facts.calls[callee.call]?.callee;
      return called?.kind === 'member' && called.name === 'get' ? functionsOf(file, called.object, values) : [];
    }
    case 'either':
      return callee.parts.flatMap((part) => dispatched(file, part, values, depth + 1));
    case 'name': {
      const binding = bindingOf(file, callee);
      const given = binding?.kind === 'variable' ? binding.values : [];
      return given.flatMap(({ value }) => dispatched(file, value, values, depth + 1));
    }
    case 'class':
    case 'function':
    case 'list':
    case 'literal':
    case 'made':
    case 'member':
    case 'module':
    case 'object':
    case 'self':
      return [];
  }
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
