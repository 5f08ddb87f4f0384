import { evidenceText } from '../evidenceText';
import { formatDuration } from '../format';
import { invocationParts } from '../invocationParts';
import type { InvocationPart } from '../invocationParts';
import { firstAfter } from '../ordered';
import { failed } from '../timeline';
import type { ImportSpan, InitPart, Pause, TimelineRow, TimelineSpan } from '../timeline';
import type { DrawItem, PatternName, Rectangle } from './drawItems';
import { DEEPEST_IMPORT, LANE_SIZES } from './lanes';
import type { EnvironmentLane, PlacedLane } from './lanes';
import { markItems } from './markClusters';
import type { Moment } from './markClusters';
import { LABEL_PADDING, rectangles } from './rectangles';
import type { Appearance, Band, Frame } from './rectangles';
import { selectSpan } from './selection';
import type { Selection } from './selection';

/** Phases narrower than this show no parts, in pixels. */
const NARROWEST_WITH_PARTS = 12;
/** Shorter stretches between two phases are the host's own work. */
const SHORTEST_IDLE_MS = 5;
const NARROWEST_IDLE = 2;

/** What is visible of one environment. */
export function environmentItems(lane: EnvironmentLane, { top }: PlacedLane, frame: Frame): DrawItem[] {
  const { row, key } = lane;
  const band = (y: number, height: number): Band => ({ laneKey: key, y: top + y, height });
  const bar = band(LANE_SIZES.barTop, LANE_SIZES.barHeight);
  const phases = rectangles(row.spans, bar, frame, phaseAppearance(row));
  const idle = idleRectangles(row, phases, bar, frame);
  const pauses = rectangles(row.pauses, bar, frame, pauseAppearance(row));
  const wide = spansOf(
    row,
    phases.filter(({ width }) => width >= NARROWEST_WITH_PARTS),
  );
  const parts = wide.flatMap((span) =>
    partRectangles(row, span, band(LANE_SIZES.partTop, LANE_SIZES.partHeight), frame),
  );
  const imports = lane.expanded ? wide.flatMap((span) => importRectangles(row, span, band, frame)) : [];
  const marks = markItems<Moment & { readonly requestId?: string }>(
    [row.marks, row.incidents, evidenceMoments(row, frame)],
    band(LANE_SIZES.markTop, LANE_SIZES.markHeight),
    frame,
    ({ atMs }) => ({ kind: 'mark', environmentId: row.environmentId, atMs }),
  );
  return [...phases, ...idle, ...pauses, ...parts, ...imports, ...marks];
}

/** The spans that unmerged rectangles stand for. */
function spansOf(row: TimelineRow, phases: readonly Rectangle[]): TimelineSpan[] {
  return phases.flatMap(({ startMs }) => {
    const span = row.spans[firstAfter(row.spans, startMs, (each) => each.startMs) - 1];
    return span === undefined ? [] : [span];
  });
}

function phaseAppearance(row: TimelineRow): Appearance<TimelineSpan> {
  return {
    kind: 'phase',
    pattern: patternOf,
    failed: (span) => (span.phase === 'init' || span.phase === 'invoke') && failed(span),
    // An environment that is frozen is not finished, but nothing is missing either.
    open: (span) => span.open && span.phase !== 'frozen',
    selection: (span) => selectSpan(row, span),
    labels: phaseLabels,
  };
}

function patternOf(span: TimelineSpan): PatternName {
  if (span.phase === 'invoke') return span.cold ? 'cold' : 'warm';
  return span.phase;
}

const WORDS: Readonly<Record<string, string>> = { init: 'Init', cold: 'cold', warm: 'warm', shutdown: 'Shutdown' };

function phaseLabels(span: TimelineSpan): string[] {
  const duration = `${formatDuration(span.durationMs)}${span.open && span.phase !== 'frozen' ? '…' : ''}`;
  const word = WORDS[patternOf(span)] ?? patternOf(span);
  const outcome = span.phase === 'init' || span.phase === 'invoke' ? (span.errorType ?? '') : '';
  const short = outcome.slice(outcome.lastIndexOf('.') + 1);
  return [
    ...(outcome === '' ? [] : [`${word} ${duration}, ${outcome}`, `${word} ${duration}, ${short}`]),
    `${word} ${duration}`,
    duration,
  ];
}

/** Time between phases in which the processes were not frozen. */
function idleRectangles(
  row: TimelineRow,
  phases: readonly Rectangle[],
  { laneKey, y, height }: Band,
  frame: Frame,
): Rectangle[] {
  const idle: Rectangle[] = [];
  const { projection, width } = frame;
  const between = (fromMs: number, toMs: number, fromX: number, toX: number): void => {
    if (toMs - fromMs <= SHORTEST_IDLE_MS || toX - fromX < NARROWEST_IDLE) return;
    const label = `idle ${formatDuration(toMs - fromMs)}`;
    idle.push({
      shape: 'rectangle',
      kind: 'phase',
      pattern: 'idle',
      laneKey,
      x: fromX,
      y,
      width: toX - fromX,
      height,
      label: frame.textWidth(label) + LABEL_PADDING <= toX - fromX ? label : undefined,
      count: 1,
      failed: false,
      open: false,
      cutLeft: fromMs < frame.startMs,
      cutRight: toMs > frame.endMs,
      startMs: fromMs,
      endMs: toMs,
      selection: { kind: 'environment', environmentId: row.environmentId },
    });
  };
  const before = row.spans[firstAfter(row.spans, frame.startMs, ({ startMs }) => startMs) - 1];
  let lastMs = before?.endMs ?? row.startMs;
  let lastX = Math.min(Math.max(0, projection.xAt(lastMs)), width);
  for (const phase of phases) {
    between(lastMs, phase.startMs, lastX, phase.x);
    lastMs = phase.endMs;
    lastX = phase.x + phase.width;
  }
  const next = row.spans[firstAfter(row.spans, lastMs, ({ startMs }) => startMs)];
  const untilMs = next?.startMs ?? (row.stopped ? lastMs : row.endMs);
  between(lastMs, untilMs, lastX, Math.min(width, projection.xAt(untilMs)));
  return idle;
}

function pauseAppearance(row: TimelineRow): Appearance<Pause> {
  return {
    kind: 'pause',
    pattern: () => 'paused',
    failed: () => false,
    open: () => false,
    selection: ({ startMs }) => {
      const span = row.spans[firstAfter(row.spans, startMs, (each) => each.startMs) - 1];
      return span === undefined ? { kind: 'environment', environmentId: row.environmentId } : selectSpan(row, span);
    },
    labels: ({ startMs, endMs }) => [`paused ${formatDuration(endMs - startMs)}`, formatDuration(endMs - startMs)],
  };
}

const INIT_PATTERNS = {
  extension: 'extensionInit',
  runtime: 'runtimeInit',
  function: 'functionInit',
} as const satisfies Record<InitPart['kind'], PatternName>;

function partRectangles(row: TimelineRow, span: TimelineSpan, band: Band, frame: Frame): Rectangle[] {
  const appearance = { kind: 'part', ...partOf(selectSpan(row, span)) } as const;
  if (span.phase === 'init') {
    return rectangles<InitPart>(span.parts ?? [], band, frame, {
      ...appearance,
      pattern: ({ kind }) => INIT_PATTERNS[kind],
    });
  }
  if (span.phase !== 'invoke') return [];
  return rectangles<InvocationPart>(invocationParts(span), band, frame, { ...appearance, pattern: ({ name }) => name });
}

function partOf(selection: Selection): Omit<Appearance<{ startMs: number; endMs: number }>, 'kind' | 'pattern'> {
  return { failed: () => false, open: () => false, selection: () => selection, labels: () => [] };
}

function importRectangles(
  row: TimelineRow,
  span: TimelineSpan,
  band: (y: number, height: number) => Band,
  frame: Frame,
): Rectangle[] {
  if (span.phase !== 'init' || span.imports === undefined) return [];
  const lines: ImportSpan[][] = [];
  for (const each of span.imports) (lines[Math.min(each.depth, DEEPEST_IMPORT)] ??= []).push(each);
  const appearance: Appearance<ImportSpan> = {
    kind: 'import',
    ...partOf(selectSpan(row, span)),
    pattern: () => 'import',
    labels: ({ name, durationMs }) => [`${name} ${formatDuration(durationMs)}`, name],
  };
  return lines.flatMap((line, depth) =>
    rectangles(
      line,
      band(LANE_SIZES.environment + depth * LANE_SIZES.importHeight, LANE_SIZES.importHeight - 1),
      frame,
      appearance,
    ),
  );
}

/** A mark at the end of each visible phase of which probes have seen something that outlives it. */
function evidenceMoments(row: TimelineRow, frame: Frame): Moment[] {
  const moments: Moment[] = [];
  const { spans } = row;
  for (
    let index = Math.max(0, firstAfter(spans, frame.startMs, ({ endMs }) => endMs) - 1);
    index < spans.length;
    index += 1
  ) {
    const span = spans[index];
    if (span === undefined || span.startMs > frame.endMs) break;
    if ((span.phase !== 'invoke' && span.phase !== 'init') || span.evidence === undefined) continue;
    const text = evidenceText(span.evidence);
    if (text !== '') moments.push({ kind: 'evidence', atMs: span.endMs, text });
  }
  return moments;
}
