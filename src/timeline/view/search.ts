import { firstAfter } from '../ordered';
import type { Timeline, TimelineRow } from '../timeline';
import { selectSpan } from './selection';
import type { Selection } from './selection';

export interface SearchQuery {
  readonly text: string;
  readonly regularExpression?: boolean;
  readonly caseSensitive?: boolean;
}

export interface SearchMatch {
  readonly atMs: number;
  readonly selection: Selection;
  /** What was found, e.g. the line of the log. */
  readonly text: string;
}

export interface SearchResult {
  /** Ordered by time. */
  readonly matches: readonly SearchMatch[];
  /** The regular expression is none. */
  readonly problem?: string;
}

type Test = (text: string) => boolean;

/** Looks in request ids, error types, logs, function names and environment ids. */
export function search(timeline: Timeline, query: SearchQuery): SearchResult {
  if (query.text === '') return { matches: [] };
  const test = testOf(query);
  if (typeof test === 'string') return { matches: [], problem: test };
  const matches = [...timeline.rows.flatMap((row) => rowMatches(row, test)), ...queueMatches(timeline, test)];
  return { matches: matches.sort((left, right) => left.atMs - right.atMs) };
}

/** Index of the match after (`1`) or before (`-1`) a moment, going round; -1 when there is none. */
export function nextMatch(matches: readonly SearchMatch[], atMs: number, direction: 1 | -1): number {
  if (matches.length === 0) return -1;
  const after = firstAfter(matches, atMs, (match) => match.atMs);
  if (direction === 1) return after % matches.length;
  let before = after - 1;
  while ((matches[before]?.atMs ?? -Infinity) >= atMs) before -= 1;
  return (before + matches.length) % matches.length;
}

/** The test of a text, or why there is none. */
function testOf({ text, regularExpression = false, caseSensitive = false }: SearchQuery): Test | string {
  if (!regularExpression) {
    if (caseSensitive) return (each) => each.includes(text);
    const wanted = text.toLowerCase();
    return (each) => each.toLowerCase().includes(wanted);
  }
  try {
    const expression = new RegExp(text, caseSensitive ? 'u' : 'iu');
    return (each) => expression.test(each);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function rowMatches(row: TimelineRow, test: Test): SearchMatch[] {
  const { environmentId, functionName, startMs } = row;
  const matches: SearchMatch[] = [];
  const name = [functionName, environmentId].find(test);
  if (name !== undefined)
    matches.push({ atMs: startMs, selection: { kind: 'environment', environmentId }, text: name });
  for (const span of row.spans) {
    if (span.phase !== 'init' && span.phase !== 'invoke') continue;
    const texts = [span.phase === 'invoke' ? span.requestId : undefined, span.errorType];
    const text = texts.find((each) => each !== undefined && test(each));
    if (text !== undefined) matches.push({ atMs: span.startMs, selection: selectSpan(row, span), text });
  }
  for (const { atMs, text } of row.marks) {
    if (test(text)) matches.push({ atMs, selection: { kind: 'mark', environmentId, atMs }, text });
  }
  return matches;
}

/** What no environment has; request ids of attempts are found there. */
function queueMatches({ queue, asynchronous }: Timeline, test: Test): SearchMatch[] {
  const matches: SearchMatch[] = [];
  for (const { functionName, requestId, startMs } of asynchronous) {
    if (test(requestId))
      matches.push({ atMs: startMs, selection: { kind: 'queue', functionName, requestId }, text: requestId });
  }
  for (const { kind, functionName, requestId, atMs, text } of queue) {
    const isQueued = kind !== 'invocation.throttled';
    const found = [text, isQueued ? '' : requestId].find((each) => each !== '' && test(each));
    if (found !== undefined) matches.push({ atMs, selection: { kind: 'queue', functionName, requestId }, text: found });
  }
  return matches;
}
