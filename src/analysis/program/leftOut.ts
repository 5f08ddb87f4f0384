import { keywordOf } from './givenOptions';
import { factsOf } from './program';
import type { FunctionPlace } from './program';
import type { Reach } from './reach';

/** Whether a call on a way from a handler leaves a parameter to its default. */
export function isLeftOut(place: FunctionPlace, position: number, reach: Reach): boolean {
  const name = factsOf(place)?.parameters[position]?.name;
  const ways = reach.waysTo(place);
  if (name === undefined || ways === undefined) return false;
  return ways.some(({ from }) => from === undefined || keywordOf(from.edge.call, name, position).kind === 'missing');
}
