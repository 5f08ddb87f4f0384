import type { EventMemory } from './eventMemory';
import { findEvent, parseEvent, readSavedEvent } from './events';
import type { ProjectFunction } from './projectFunction';
import { generateEvent } from './samples/generate';
import { samplesFor } from './samples/registry';
import type { SavedEvent } from './savedEvents';

/** Where the event to use for a function may come from. */
export interface EventChoices {
  /** Absolute path of the folder that remembered paths start from. */
  readonly folder: string;
  /** Events that may be given by name. */
  readonly saved: readonly SavedEvent[];
  /** Events that belong to the function, the likeliest first. */
  readonly own: readonly SavedEvent[];
  readonly memory?: EventMemory;
}

export interface ChosenEvent {
  readonly payload: Uint8Array;
  /** What to call it: a file, the name of a saved event, `sample:<id>` or `{}`. */
  readonly source: string;
  readonly reason: 'used last' | 'saved' | 'sample' | 'empty';
}

/**
 * The event to use for a function now: the one used last, else the one saved for it, else the first sample of its event
 * sources, else `{}`. A remembered event that is gone is passed over; one that is not JSON throws a UserError.
 */
export async function eventFor(projectFunction: ProjectFunction, choices: EventChoices): Promise<ChosenEvent> {
  const { own, memory } = choices;
  const sources = { ...choices, eventSources: projectFunction.eventSources };
  const last = memory?.lastUsed(projectFunction.logicalName);
  const remembered = last === undefined ? undefined : await findEvent(last, sources);
  if (last !== undefined && remembered !== undefined) return { payload: remembered, source: last, reason: 'used last' };
  const [first] = own;
  if (first !== undefined) return { payload: await readSavedEvent(first), source: first.name, reason: 'saved' };
  const [fitting] = samplesFor(projectFunction.eventSources);
  if (fitting !== undefined) {
    const event = generateEvent({ id: fitting.sample.id, values: fitting.values });
    const payload = parseEvent(JSON.stringify(event), 'the sample');
    return { payload, source: `sample:${fitting.sample.id}`, reason: 'sample' };
  }
  return { payload: parseEvent('{}', 'the event'), source: '{}', reason: 'empty' };
}
