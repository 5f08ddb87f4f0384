import { functionKey } from './program';
import type { Root } from './reach';
import type { Values } from './values';

/** The functions that the program itself makes around a handler: `export const handler = verified(save)`. */
export function aroundHandler(root: Root, values: Values): Root[] {
  const { handler, place } = root;
  const { exports } = place.file.facts;
  const exported = Object.hasOwn(exports, handler.name) ? exports[handler.name] : undefined;
  if (exported === undefined) return [];
  return values.of(place.file, exported).flatMap((value): Root[] => {
    if (value.kind !== 'function') return [];
    const around = { file: value.file, function: value.id };
    return functionKey(around) === functionKey(place) ? [] : [{ ...root, place: around }];
  });
}
