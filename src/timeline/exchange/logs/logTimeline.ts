import type { InitializationType, LifecycleEvent } from '../../../lambda/lifecycleEvents';
import { EnvironmentLog } from './environmentLog';
import { GuessedEnvironments } from './guessedEnvironments';
import { functionWithin } from './logEntry';
import type { LogEntry, LogText } from './logEntry';
import { logItems, waitedMs } from './logItems';
import type { LogItem } from './logItems';

/** The events that a log tells of, and how well. */
interface LogTimeline {
  /** In the order of time; empty when the platform says nothing in it. */
  readonly events: readonly LifecycleEvent[];
  /** Lines of the platform that are damaged. */
  readonly malformed: number;
  /** Log events that were there more than once. */
  readonly repeated: number;
  /** Which invocations shared an environment was guessed. */
  readonly isGuessed: boolean;
  /** No line had a time. */
  readonly isTimeless: boolean;
}

/** Name of a function that a log does not name. */
const UNKNOWN_FUNCTION = 'unknown function';

/** Reads a log as the lives of execution environments: each log stream is one. */
export function logTimeline(text: LogText): LogTimeline {
  const unique = withoutRepeated(text.entries);
  const items = logItems(text.isTimed ? inTime(unique) : unique);
  const guessed = new GuessedEnvironments();
  const lives = new Map<string, LogItem[]>();
  const keyed = items.map((item): [string, LogItem] => [keyOf(item, guessed), item]);
  for (const [key, item] of keyed) {
    const life = lives.get(key);
    if (life === undefined) lives.set(key, [item]);
    else life.push(item);
  }
  const isTelling = items.some(({ line }) => line !== undefined && line.kind !== 'malformed');
  return {
    events: isTelling ? tell(keyed, environmentLogs(lives)) : [],
    malformed: items.filter(({ line }) => line?.kind === 'malformed').length,
    repeated: text.entries.length - unique.length,
    isGuessed: guessed.size > 1,
    isTimeless: items.every(({ entry }) => entry.atMs === undefined),
  };
}

function withoutRepeated(entries: readonly LogEntry[]): LogEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ eventId }) => {
    if (eventId === undefined) return true;
    if (seen.has(eventId)) return false;
    seen.add(eventId);
    return true;
  });
}

/** In the order of time. Insights has the latest first, and then events of one moment the wrong way round, too. */
function inTime(entries: readonly LogEntry[]): LogEntry[] {
  let lastMs: number | undefined;
  let rising = 0;
  for (const { atMs } of entries) {
    if (atMs === undefined) continue;
    rising += Math.sign(atMs - (lastMs ?? atMs));
    lastMs = atMs;
  }
  const forward = rising < 0 ? entries.toReversed() : entries;
  let knownMs = -Infinity;
  return forward
    .map((entry) => {
      knownMs = entry.atMs ?? knownMs;
      return { entry, knownMs };
    })
    .sort((left, right) => (left.knownMs === right.knownMs ? 0 : left.knownMs - right.knownMs))
    .map(({ entry }) => entry);
}

function keyOf(item: LogItem, guessed: GuessedEnvironments): string {
  const { stream, functionName = '' } = item.entry;
  return stream === undefined ? `#${guessed.of(item)}` : `${functionName} ${stream}`;
}

function environmentLogs(lives: ReadonlyMap<string, readonly LogItem[]>): Map<string, EnvironmentLog> {
  const taken = new Set<string>();
  return new Map(
    [...lives].map(([key, items]) => {
      const environmentId = idOf(key, items[0]?.entry.stream, taken);
      taken.add(environmentId);
      const origin = { functionName: functionNameOf(items), environmentId };
      return [key, new EnvironmentLog(origin, initializationTypeOf(items))];
    }),
  );
}

const ID_LENGTH = 8;

/** The beginning of the random part of a log stream's name, as environments on this machine have it, too. */
function idOf(key: string, stream: string | undefined, taken: ReadonlySet<string>): string {
  if (stream === undefined) return `log-${Number(key.slice(1)) + 1}`;
  const random = /\]([0-9a-f]{32})$/.exec(stream)?.[1] ?? stream;
  const short = random.slice(0, ID_LENGTH);
  if (!taken.has(short) && random !== stream) return short;
  return taken.has(random) ? key : random;
}

function functionNameOf(items: readonly LogItem[]): string {
  for (const { entry, line } of items) {
    const name =
      entry.functionName ??
      (line?.kind === 'initStart' ? line.functionName : undefined) ??
      /^\d{4}\/\d\d\/\d\d\/([^[\]]+)\[/.exec(entry.stream ?? '')?.[1] ??
      functionWithin(entry.message);
    if (name !== undefined) return name;
  }
  return UNKNOWN_FUNCTION;
}

function initializationTypeOf(items: readonly LogItem[]): InitializationType {
  const isAhead = items.some(
    ({ line }) =>
      (line?.kind === 'initStart' || line?.kind === 'initReport') &&
      line.initializationType === 'provisioned-concurrency',
  );
  return isAhead ? 'provisioned-concurrency' : 'on-demand';
}

function tell(keyed: readonly [string, LogItem][], logs: ReadonlyMap<string, EnvironmentLog>): LifecycleEvent[] {
  let nowMs = keyed.find(([, { entry }]) => entry.atMs !== undefined)?.[1].entry.atMs ?? 0;
  for (const [key, item] of keyed) {
    const log = logs.get(key);
    const { atMs = nowMs + ownTimeMs(item) } = item.entry;
    log?.add(item, atMs);
    nowMs = Math.max(nowMs, log?.latestMs ?? nowMs);
  }
  for (const log of logs.values()) log.end();
  return [...logs.values()].flatMap(({ events }) => events).sort((left, right) => left.epochMs - right.epochMs);
}

/** How much later something is said than what was said before, in a log without times. */
function ownTimeMs({ line, invocation }: LogItem): number {
  if (invocation === undefined) return 0;
  if (line?.kind === 'start') return waitedMs(invocation) ?? 0;
  if (line?.kind !== 'report' || invocation.hasStart) return 0;
  return (waitedMs(invocation) ?? 0) + line.metrics.durationMs;
}
