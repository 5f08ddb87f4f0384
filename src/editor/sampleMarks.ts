import { members } from '../project/samples/settings';

/** An event, and the paths of what of it is the user’s to decide, such as `/detail`. */
export interface MarkedEvent {
  readonly event: unknown;
  readonly decided: ReadonlySet<string>;
}

/** Something that an event has: a member at a path, or a certain value there. `*` is any item of an array. */
export interface Mark {
  readonly path: readonly string[];
  readonly value?: string;
}

/** Members whose value names the service that sends an event. */
const TELLING = new Set(['eventSource', 'EventSource', 'source', 'detail-type', 'triggerSource', 'version', 'type']);
/** What is in them is the sender's. */
const FREE = /headers|parameters|cookies/i;
const ITEM = '*';
/** A member of one name may be in anybody's own event; two are not there by chance. */
const ENOUGH = 2;

/**
 * For each event what tells it from the others, as little as possible: edited events keep it. Events that nothing tells
 * apart share their marks.
 */
export function sampleMarks(events: readonly MarkedEvent[]): Mark[][] {
  const all = events.map(({ event, decided }) => marksOf(event, decided));
  const users = new Map<string, number>();
  for (const key of all.flatMap((marks) => [...new Set(marks.map(keyOf))])) users.set(key, (users.get(key) ?? 0) + 1);
  return all.map((marks) => {
    const rarest = [...marks].sort(
      (one, other) =>
        (users.get(keyOf(one)) ?? 0) - (users.get(keyOf(other)) ?? 0) || one.path.length - other.path.length,
    );
    const chosen: Mark[] = [];
    let alike = all.filter((others) => others !== marks);
    for (const mark of rarest) {
      const left = alike.filter((others) => others.some((other) => keyOf(other) === keyOf(mark)));
      if (chosen.length >= ENOUGH && left.length === alike.length) continue;
      chosen.push(mark);
      alike = left;
      const isCertain = chosen.length >= ENOUGH || mark.value !== undefined;
      if (alike.length === 0 && isCertain) break;
    }
    return chosen;
  });
}

/** Telling values come first, then members that are there at all; two levels deep. */
function marksOf(event: unknown, decided: ReadonlySet<string>, path: readonly string[] = []): Mark[] {
  if (path.length > 2) return [];
  if (Array.isArray(event)) return marksOf(event[0], decided, [...path, ITEM]);
  const own = members(event);
  // Of a list it is the length that is decided.
  const isDecided = (name: string, value: unknown): boolean =>
    !Array.isArray(value) && decided.has(['', ...path, name].join('/'));
  const telling = own.filter(
    ([name, value]) => TELLING.has(name) && !isDecided(name, value) && typeof value === 'string',
  );
  const inner = own.filter(([name, value]) => !FREE.test(name) && !isDecided(name, value));
  return [
    ...telling.map(([name, value]): Mark => ({ path: [...path, name], value: String(value) })),
    ...own.map(([name]): Mark => ({ path: [...path, name] })),
    ...inner.flatMap(([name, value]) => marksOf(value, decided, [...path, name])),
  ];
}

function keyOf({ path, value }: Mark): string {
  return `${path.join('/')}=${value ?? ''}`;
}
