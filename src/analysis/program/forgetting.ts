import type { Assignment } from '../facts/fileFacts';
import { LIVENESS, conditionsName } from './liveness';
import { keeperOf, partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { factsOf, lastName } from './program';
import type { Reach } from './reach';
import type { SharedClient } from './sharedClients';
import { isMadeBy } from './sharedClients';
import type { SharedClientUse } from './sharedClientUses';

/** Operators that give a value only where there is none. */
const FILLING: ReadonlySet<string> = new Set(['??=', '||=', 'or']);

/** Methods that take something out of a cache. */
const TAKING_OUT: ReadonlySet<string> = new Set(['clear', 'delete', 'pop', 'popitem']);

/** Whether the function that uses a client lets go of it, too, so that the next invocation makes another one. */
export function isForgotten({ client, file, function: id, call }: SharedClientUse, reach: Reach): boolean {
  const places = [
    { file, function: id, conditions: call?.conditions ?? [] },
    ...client.handed.map((each) => ({ ...each, function: each.call.function, conditions: each.call.conditions })),
  ];
  return places.some((place) => {
    const keepers = keepersIn(place.file, client, reach);
    return (
      place.file.facts.assignments.some(
        (assignment) =>
          assignment.function === place.function &&
          keepers.has(keeperOf(place.file, assignment.target)?.key ?? '') &&
          assignment.conditions.every((condition) => place.conditions.includes(condition)) &&
          !onlyFills(place.file, assignment),
      ) || takesOut(place.file, place.function, keepers)
    );
  });
}

/** Whether anything puts something else in the place of a client. */
export function isReplaced(client: SharedClient, reach: Reach): boolean {
  return givers(client, reach).some(
    ({ file, assignment }) =>
      assignment.function !== 0 &&
      !isFirst(file, assignment) &&
      !onlyFills(file, assignment) &&
      !(file === client.file && isPartOfMaking(assignment, client)),
  );
}

/** The client itself, or what is made together with it: `if (!channel) { connection = …; channel = …; }` */
function isPartOfMaking(assignment: Assignment, { file, call }: SharedClient): boolean {
  if (isMadeBy(file, assignment.value, call)) return true;
  const { function: giver, conditions } = assignment;
  return giver === call.function && conditions.length > 0 && conditions.at(-1) === call.conditions.at(-1);
}

/** `self._pool = None` where the object is made that keeps it. */
function isFirst(file: ProgramFile, { function: giver }: Assignment): boolean {
  const kind = factsOf({ file, function: giver })?.kind;
  return kind === 'constructor' || kind === 'initialiser';
}

/** Whether another client takes the place of one that is found closed, or that fails. */
export function isMadeAgain(client: SharedClient, reach: Reach): boolean {
  return givers(client, reach).some(
    ({ file, assignment: { conditions } }) =>
      conditionsName(file, conditions, (name) => LIVENESS.has(name)) ||
      conditions.some((id) => file.facts.conditions[id]?.branch === 'failure'),
  );
}

/** Whatever gives a value to what keeps a client. */
function givers(client: SharedClient, reach: Reach): { readonly file: ProgramFile; readonly assignment: Assignment }[] {
  const files = new Set(client.keepers.map(({ file }) => file));
  return [...files].flatMap((file) => {
    const keepers = keepersIn(file, client, reach);
    const all = file.facts.assignments.filter(({ target }) => keepers.has(keeperOf(file, target)?.key ?? ''));
    return all.map((assignment) => ({ file, assignment }));
  });
}

/** What keeps a client in a file, and what decides there whether it is made. */
function keepersIn(file: ProgramFile, { keepers, file: made, call }: SharedClient, reach: Reach): ReadonlySet<string> {
  const deciding = made === file ? call.conditions : [];
  const asked = deciding.flatMap((condition) => {
    const test = file.facts.conditions[condition]?.test;
    return test === undefined ? [] : partsOfExpression(file, test).map((part) => keeperOf(file, part));
  });
  const own = keepers.flatMap((each) => (each.file === file ? [each.keeper] : []));
  const all = [...own, ...asked].flatMap((keeper) => (keeper === undefined ? [] : [keeper]));
  return new Set(all.filter((keeper) => reach.isLasting(file, keeper)).map(({ key }) => key));
}

/** `pool ??= new Pool()`, `pool = pool or connect()` */
function onlyFills(file: ProgramFile, { operator, target, value }: Assignment): boolean {
  if (FILLING.has(operator)) return true;
  const key = keeperOf(file, target)?.key;
  return value.kind === 'either' && value.parts.some((part) => keeperOf(file, part)?.key === key);
}

function takesOut(file: ProgramFile, id: number, keepers: ReadonlySet<string>): boolean {
  return file.facts.calls.some(({ function: caller, callee }) => {
    if (caller !== id || callee.kind !== 'member') return false;
    if (lastName(callee) === 'cache_clear') return true;
    return TAKING_OUT.has(callee.name) && keepers.has(keeperOf(file, callee.object)?.key ?? '');
  });
}
