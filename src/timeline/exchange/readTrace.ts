import type { LifecycleEvent, Span } from '../../lambda/lifecycleEvents';
import { QUEUE_THREAD } from '../traceFormat';
import type { ImportedTimeline } from './importedTimeline';
import { byTime, inOrder } from './inOrder';
import type { PhaseGroup } from './inOrder';
import { isObject, numberOf, stringOf } from './json';
import type { JsonObject } from './json';
import { lifecycleEvent } from './lifecycleEvent';
import type { EventOrigin } from './lifecycleEvent';
import { markEvent } from './markEvents';
import { leftOut } from './notices';
import { phaseEvents } from './phases';
import type { ReadPhase } from './phases';

/** The events of a Chrome trace, as an object or as a bare list; undefined when a value is none. */
export function traceEventsIn(value: unknown): readonly unknown[] | undefined {
  const events = isObject(value) ? value['traceEvents'] : value;
  if (!Array.isArray(events)) return undefined;
  const list = events as readonly unknown[];
  const isTrace = isObject(value) || list.some((event) => isObject(event) && 'ph' in event && 'pid' in event);
  return isTrace ? list : undefined;
}

/** Reads a Chrome trace that Warmpath has written. */
export function readTrace(events: readonly unknown[], file: unknown): ImportedTimeline {
  const startMs = startOf(file);
  const read = events.map((event) => traceEvent(event, startMs));
  const known = read.flatMap((event) => event ?? []);
  const tracks = trackNames(known);
  const told = [...byTrack(known)].flatMap(([track, members]) => {
    const origin = tracks.get(track);
    return origin === undefined ? [] : tellTrack(members, origin);
  });
  return {
    style: 'a Chrome trace of Warmpath',
    events: told.sort(byTime),
    notices: leftOut(read.length - known.length, 'trace event'),
  };
}

interface ReadEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly endMs: number;
  readonly id: string;
  readonly args: JsonObject;
}

function startOf(file: unknown): number {
  const otherData = isObject(file) ? file['otherData'] : undefined;
  const startedAt = isObject(otherData) ? stringOf(otherData['startedAt']) : undefined;
  const startMs = Date.parse(startedAt ?? '');
  return Number.isNaN(startMs) ? 0 : startMs;
}

function traceEvent(value: unknown, startMs: number): ReadEvent | undefined {
  if (!isObject(value)) return undefined;
  const name = stringOf(value['name']);
  const ph = stringOf(value['ph']);
  const pid = numberOf(value['pid']);
  if (name === undefined || ph === undefined || pid === undefined) return undefined;
  const ts = numberOf(value['ts']) ?? 0;
  const { args } = value;
  return {
    name,
    ph,
    pid,
    cat: stringOf(value['cat']) ?? '',
    tid: numberOf(value['tid']) ?? 0,
    atMs: startMs + ts / 1_000,
    endMs: startMs + (ts + (numberOf(value['dur']) ?? 0)) / 1_000,
    id: stringOf(value['id']) ?? '',
    args: isObject(args) ? args : {},
  };
}

/** Origins of events by process and thread; the queue's is that of the function. */
function trackNames(events: readonly ReadEvent[]): ReadonlyMap<string, EventOrigin> {
  const names = new Map<string, EventOrigin>();
  for (const { name, pid, args } of events) {
    const functionName = stringOf(args['name']);
    if (name === 'process_name' && functionName !== undefined)
      names.set(`${pid}/`, { functionName }).set(`${pid}/${QUEUE_THREAD}`, { functionName });
  }
  for (const { name, pid, tid, args } of events) {
    const process = names.get(`${pid}/`);
    const environmentId = /^environment (.+)$/.exec(stringOf(args['name']) ?? '')?.[1];
    if (name !== 'thread_name' || process === undefined || environmentId === undefined) continue;
    names.set(`${pid}/${tid}`, { ...process, environmentId });
  }
  return names;
}

const PHASES: Readonly<Record<string, ReadPhase['phase']>> = {
  Init: 'init',
  'Invoke (cold)': 'invoke',
  'Invoke (warm)': 'invoke',
  Frozen: 'frozen',
  Shutdown: 'shutdown',
};

function byTrack(events: readonly ReadEvent[]): ReadonlyMap<string, ReadEvent[]> {
  const tracks = new Map<string, ReadEvent[]>();
  for (const event of events) {
    const key = `${event.pid}/${event.tid}`;
    const members = tracks.get(key);
    if (members === undefined) tracks.set(key, [event]);
    else members.push(event);
  }
  return tracks;
}

/** The events of one environment, or of a queue. */
function tellTrack(members: readonly ReadEvent[], origin: EventOrigin): LifecycleEvent[] {
  const groups: PhaseGroup[] = [];
  const told: LifecycleEvent[] = [];
  const spans = spansOfPhases(members);
  const pauses = new Map<string, ReadEvent>();
  for (const event of members) {
    const { cat, ph, name, atMs, args } = event;
    if (cat === 'phase' && ph === 'X')
      groups.push({ startMs: atMs, events: tellPhase(event, origin, spans.get(event) ?? []) });
    else if (cat === 'debugger') told.push(...tellPause(event, origin, pauses));
    else if (name === 'environment.created') told.push(created(event, origin));
    else if (ph === 'i') {
      const requestId = stringOf(args['requestId']);
      const kind = /^log \((.+)\)$/.exec(name)?.[1] ?? name;
      const own = requestId === undefined ? origin : { ...origin, requestId };
      const mark = MARKED.has(cat) ? markEvent({ kind, atMs, text: stringOf(args['text']) ?? '' }, own) : undefined;
      if (mark !== undefined) told.push(mark);
    }
  }
  return inOrder(groups, [...told, ...tellImports(members, origin)]);
}

const MARKED: ReadonlySet<string> = new Set(['environment', 'queue', 'log']);

/** What the records of phases have told: the slices that follow theirs. */
function spansOfPhases(members: readonly ReadEvent[]): ReadonlyMap<ReadEvent, Span[]> {
  const spans = new Map<ReadEvent, Span[]>();
  let current: Span[] = [];
  for (const event of members) {
    const { cat, ph, name, atMs, endMs, args } = event;
    if (ph !== 'X') continue;
    if (cat === 'phase') {
      current = [];
      spans.set(event, current);
    } else if (cat === 'span') {
      const durationMs = numberOf(args['durationMs']) ?? endMs - atMs;
      current.push({ name, start: new Date(atMs).toISOString(), durationMs });
    }
  }
  return spans;
}

function tellPhase(event: ReadEvent, origin: EventOrigin, spans: readonly Span[]): LifecycleEvent[] {
  const phase = Object.hasOwn(PHASES, event.name) ? PHASES[event.name] : undefined;
  if (phase === undefined) return [];
  return phaseEvents({ phase, startMs: event.atMs, endMs: event.endMs, values: event.args, spans }, origin);
}

function tellPause(event: ReadEvent, origin: EventOrigin, begun: Map<string, ReadEvent>): LifecycleEvent[] {
  const { ph, id, atMs } = event;
  if (ph === 'b') {
    begun.set(id, event);
    return [lifecycleEvent('debugger.paused', {}, atMs, origin)];
  }
  const begin = begun.get(id);
  if (ph !== 'e' || begin === undefined) return [];
  return [lifecycleEvent('debugger.resumed', { pausedMs: atMs - begin.atMs }, atMs, origin)];
}

function tellImports(members: readonly ReadEvent[], origin: EventOrigin): LifecycleEvent[] {
  const slices = members.filter(({ cat, ph }) => cat === 'import' && (ph === 'X' || ph === 'b'));
  const startEpochMs = slices.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Infinity);
  const lastMs = slices.reduce((latest, { endMs }) => Math.max(latest, endMs), startEpochMs);
  if (slices.length === 0) return [];
  const imports = slices.map(({ args, atMs, endMs }) => ({
    name: stringOf(args['name']) ?? '',
    depth: numberOf(args['depth']) ?? 0,
    startMs: atMs - startEpochMs,
    durationMs: numberOf(args['durationMs']) ?? endMs - atMs,
  }));
  return [lifecycleEvent('evidence.imports', { startEpochMs, imports }, lastMs, origin)];
}

function created({ args, atMs }: ReadEvent, origin: EventOrigin): LifecycleEvent {
  const reason = stringOf(args['reason']) ?? '';
  const record = { reason, initializationType: 'on-demand', fidelity: [] } as const;
  return lifecycleEvent('environment.created', record, atMs, origin);
}
