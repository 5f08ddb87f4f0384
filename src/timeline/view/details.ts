import { formatDuration } from '../format';
import { incidentOf } from '../incidents';
import { rowDetails } from '../textDetails';
import { failed } from '../timeline';
import type { AsynchronousInvocation, Timeline, TimelineRow, TimelineSpan } from '../timeline';
import { entry, section } from './detailsSection';
import type { DetailsSection } from './detailsSection';
import { connectionEntries, evidenceSections } from './evidenceSections';
import { findAsynchronous, findSpan, indexAt, rowOf } from './selection';
import type { FoundSpan, Selection } from './selection';
import {
  durationEntry,
  initSections,
  invocationPartsSection,
  logsSection,
  phasesSection,
  reportSection,
  spanTitle,
} from './spanSections';

export type { DetailsEntry, DetailsSection, DetailsSectionId } from './detailsSection';

/** What the details pane says of a selection. */
export interface Details {
  readonly title: string;
  /** `cold`, `warm`, `stopped`, … */
  readonly badge?: string;
  readonly failed: boolean;
  readonly functionName: string;
  readonly environmentId?: string;
  readonly requestId?: string;
  readonly sections: readonly DetailsSection[];
}

/** What an invocation was given and answered, where somebody knows it. */
export interface InvocationTexts {
  readonly event?: string;
  readonly result?: string;
}

/** Everything about a selection; undefined when it is no longer there. */
export function detailsOf(timeline: Timeline, selection: Selection, texts: InvocationTexts = {}): Details | undefined {
  switch (selection.kind) {
    case 'span': {
      const found = findSpan(timeline, selection);
      return found === undefined ? undefined : spanDetails(timeline, found, texts);
    }
    case 'environment': {
      const row = rowOf(timeline, selection.environmentId);
      return row === undefined ? undefined : environmentDetails(timeline, row);
    }
    case 'mark': {
      const row = rowOf(timeline, selection.environmentId);
      return row === undefined ? undefined : markDetails(timeline, row, selection.atMs);
    }
    case 'queue':
      return queueDetails(timeline, selection);
  }
}

/** Details as text for the clipboard. */
export function copyText({ title, badge, sections }: Details): string {
  const lines = [badge === undefined ? title : `${title} (${badge})`];
  for (const { title: heading, entries, omitted } of sections) {
    lines.push('', heading);
    for (const { name, value, depth = 0, place } of entries) {
      const where = place === undefined ? '' : ` (${place.file}:${place.line})`;
      lines.push(`${'  '.repeat(depth + 1)}${name === '' ? value : `${name}: ${value}`}${where}`);
    }
    if (omitted > 0) lines.push(`  and ${omitted} more`);
  }
  return lines.join('\n');
}

function spanDetails(timeline: Timeline, { row, span, index }: FoundSpan, texts: InvocationTexts): Details {
  const { environmentId, functionName } = row;
  const badge = badgeOf(span);
  const evidence = span.phase === 'init' || span.phase === 'invoke' ? span.evidence : undefined;
  return {
    title: spanTitle(span),
    ...(badge === undefined ? {} : { badge }),
    failed: (span.phase === 'init' || span.phase === 'invoke') && failed(span),
    functionName,
    environmentId,
    ...(span.phase === 'invoke' ? { requestId: span.requestId } : {}),
    sections: [
      ...overview(timeline, row, span),
      ...phaseSections(row, span, index),
      ...(evidence === undefined ? [] : evidenceSections(row, index, evidence)),
      ...(span.phase === 'frozen' ? [] : logsSection(row, span)),
      ...(span.phase === 'invoke' ? textSections(texts) : []),
    ],
  };
}

function textSections({ event, result }: InvocationTexts): DetailsSection[] {
  return [...section('event', 'Event', entry('', event)), ...section('result', 'Result', entry('', result))];
}

function phaseSections(row: TimelineRow, span: TimelineSpan, index: number): DetailsSection[] {
  switch (span.phase) {
    case 'init':
      return [...section('phases', 'Phases', durationEntry('Init', span)), ...initSections(span)];
    case 'invoke':
      return [...phasesSection(row, index, span), ...reportSection(span), ...invocationPartsSection(span)];
    case 'frozen':
      return section('phases', 'Phases', durationEntry('Frozen', span));
    case 'shutdown':
      return section('phases', 'Phases', [
        ...durationEntry('Shutdown', span),
        ...entry('Reason', span.reason),
        ...entry('Cause', span.cause),
      ]);
  }
}

function badgeOf(span: TimelineSpan): string | undefined {
  if (span.phase === 'invoke') return span.cold ? 'cold' : 'warm';
  return span.phase === 'init' && span.initializationType !== 'on-demand' ? span.initializationType : undefined;
}

function overview(timeline: Timeline, row: TimelineRow, span: TimelineSpan): DetailsSection[] {
  const { status, errorType } = span.phase === 'init' || span.phase === 'invoke' ? span : {};
  const incident = span.phase === 'init' || span.phase === 'invoke' ? incidentOf(span) : undefined;
  return section('overview', 'Overview', [
    ...entry('Function', row.functionName),
    ...entry('Environment', row.environmentId),
    ...entry('Time', wallClock(timeline, span.startMs)),
    ...entry('Since the start', formatDuration(span.startMs - timeline.startMs)),
    ...entry('Status', status ?? (span.open && span.phase !== 'frozen' ? 'running' : undefined), {
      failed: incident !== undefined,
    }),
    ...entry('Error type', errorType, { failed: true }),
    ...(span.phase === 'init' ? entry('Why', row.reason) : []),
  ]);
}

function environmentDetails(timeline: Timeline, row: TimelineRow): Details {
  const { environmentId, functionName, reason, startMs, stopped, incidents, lostEvidence } = row;
  return {
    title: `Environment ${environmentId}`,
    ...(stopped ? { badge: 'stopped' } : {}),
    failed: incidents.length > 0,
    functionName,
    environmentId,
    sections: [
      ...section('overview', 'Overview', [
        ...entry('Function', functionName),
        ...entry('Why', reason),
        ...entry('Time', wallClock(timeline, startMs)),
        ...entry('Lasted', `${formatDuration(row.endMs - startMs)}${stopped ? '' : '…'}`),
        ...incidents.map(({ text, atMs }) => ({
          name: 'Failed',
          value: `${text} at ${formatDuration(atMs - timeline.startMs)}`,
          failed: true,
        })),
        ...lostEvidence.flatMap((text) => entry('Evidence', text)),
      ]),
      ...section(
        'phases',
        'Phases',
        rowDetails(row).flatMap((text) => entry('', text)),
      ),
      ...section('connections', 'Connections', connectionEntries(row)),
    ],
  };
}

/** What is marked at a moment, in the phase that it belongs to. */
function markDetails(timeline: Timeline, row: TimelineRow, atMs: number): Details {
  const { environmentId, functionName, spans } = row;
  const marks = [...row.marks, ...row.incidents].filter((mark) => mark.atMs === atMs);
  const span = spans[indexAt(row, atMs)];
  const inPhase = span === undefined || span.endMs < atMs ? 'between phases' : spanTitle(span);
  const requestId = marks.find((mark) => mark.requestId !== undefined)?.requestId;
  return {
    title: marks[0]?.text.split('\n', 1)[0] ?? inPhase,
    failed: row.incidents.some((incident) => incident.atMs === atMs),
    functionName,
    environmentId,
    ...(requestId === undefined ? {} : { requestId }),
    sections: [
      ...section('overview', 'Overview', [
        ...entry('Function', functionName),
        ...entry('Environment', environmentId),
        ...entry('Time', wallClock(timeline, atMs)),
        ...entry('Since the start', formatDuration(atMs - timeline.startMs)),
        ...entry('In', inPhase),
      ]),
      ...section(
        'logs',
        'Marks',
        marks.flatMap(({ kind, text }) => entry(kind, text)),
      ),
    ],
  };
}

const STAGE_NAMES = { queued: 'Queued', attempt: 'Attempt', retryWait: 'Waits' } as const;

function queueDetails(timeline: Timeline, selection: Extract<Selection, { kind: 'queue' }>): Details {
  const { functionName, requestId } = selection;
  const invocation = findAsynchronous(timeline, selection);
  const marks = timeline.queue.filter((mark) => mark.requestId === requestId && mark.functionName === functionName);
  const throttled = marks.filter(({ kind }) => kind === 'invocation.throttled');
  return {
    title: invocation === undefined ? `Request ${requestId}` : `Asynchronous invocation ${requestId}`,
    badge: invocation?.state ?? 'throttled',
    failed: invocation === undefined || invocation.state === 'failed' || invocation.state === 'dropped',
    functionName,
    requestId,
    sections: [
      ...section('overview', 'Overview', [
        ...entry('Function', functionName),
        ...entry('Time', wallClock(timeline, invocation?.startMs ?? marks[0]?.atMs ?? timeline.startMs)),
        ...entry('Given up', invocation?.condition, { failed: true }),
        ...(invocation?.destinations ?? []).flatMap((text) => entry('Destination', text)),
        ...throttled.flatMap(({ text }) => entry('Throttled', text, { failed: true })),
      ]),
      ...(invocation === undefined ? [] : section('attempts', 'Attempts', stageEntries(invocation))),
    ],
  };
}

function stageEntries({ stages }: AsynchronousInvocation): DetailsSection['entries'] {
  return stages.map(({ kind, attempt, startMs, endMs, open, failed: isBad, environmentId, cause }) => ({
    name: kind === 'attempt' ? `${STAGE_NAMES[kind]} ${attempt}` : STAGE_NAMES[kind],
    value: [
      `${formatDuration(endMs - startMs)}${open ? '…' : ''}`,
      ...(environmentId === undefined ? [] : [`in ${environmentId}`]),
      ...(isBad ? ['failed'] : []),
      ...(cause === undefined ? [] : [`after ${cause}`]),
    ].join(', '),
    ...(isBad ? { failed: true } : {}),
  }));
}

function wallClock({ startMs, startEpochMs }: Timeline, ms: number): string {
  return new Date(startEpochMs + ms - startMs).toISOString().replace('T', ' ');
}
