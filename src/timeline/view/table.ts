import { evidenceText } from '../evidenceText';
import { formatDuration } from '../format';
import { failed } from '../timeline';
import type { AsynchronousInvocation, Incident, QueueMark, TimelineMark, TimelineRow, TimelineSpan } from '../timeline';
import type { Lane } from './lanes';
import { selectSpan } from './selection';
import type { Selection } from './selection';

/** Columns of the table, in order. */
export const TABLE_COLUMNS = [
  'time',
  'function',
  'environment',
  'phase',
  'start',
  'duration',
  'billed',
  'memory',
  'status',
  'requestId',
  'text',
] as const;
export type TableColumn = (typeof TABLE_COLUMNS)[number];

/** Headings for people. */
export const TABLE_HEADINGS: Readonly<Record<TableColumn, string>> = {
  time: 'Time',
  function: 'Function',
  environment: 'Environment',
  phase: 'Phase',
  start: 'Start',
  duration: 'Duration',
  billed: 'Billed',
  memory: 'Memory',
  status: 'Status',
  requestId: 'Request Id',
  text: 'Text',
};

/** One span or mark. Cells are made when they are asked for. */
export interface TableRow {
  /** Unique among the rows. */
  readonly key: string;
  readonly atMs: number;
  readonly failed: boolean;
  readonly selection: Selection;
  cell(column: TableColumn): string;
}

/** Times say the moment since `startMs`. */
export interface TableOptions {
  readonly startMs: number;
}

/** What the lanes show as rows, ordered by time. */
export function tableRows(lanes: readonly Lane[], { startMs }: TableOptions): TableRow[] {
  const rows: TableRow[] = [];
  for (const lane of lanes) {
    if (lane.kind === 'environment') addEnvironment(rows, lane.row, startMs);
    if (lane.kind === 'queue') {
      for (const invocation of lane.invocations) addAsynchronous(rows, invocation, startMs);
      for (const [index, mark] of lane.marks.entries()) rows.push(queueMarkRow(mark, index, startMs));
    }
  }
  return rows.sort((left, right) => left.atMs - right.atMs);
}

/** Rows as tab-separated text with headings. */
export function tableText(rows: readonly TableRow[]): string {
  const lines = rows.map((row) => TABLE_COLUMNS.map((column) => oneLine(row.cell(column))).join('\t'));
  return [TABLE_COLUMNS.map((column) => TABLE_HEADINGS[column]).join('\t'), ...lines].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

type Cells = Partial<Record<TableColumn, string>>;

/** A row whose cells are worked out at most once. */
class LazyRow implements TableRow {
  private cells: Cells | undefined;

  constructor(
    readonly key: string,
    readonly atMs: number,
    readonly failed: boolean,
    readonly selection: Selection,
    private readonly fill: () => Cells,
  ) {}

  cell(column: TableColumn): string {
    this.cells ??= this.fill();
    return this.cells[column] ?? '';
  }
}

function addEnvironment(rows: TableRow[], row: TimelineRow, startMs: number): void {
  const { environmentId, functionName } = row;
  const place = { function: functionName, environment: environmentId };
  for (const [index, span] of row.spans.entries()) {
    const isBad = (span.phase === 'init' || span.phase === 'invoke') && failed(span);
    rows.push(
      new LazyRow(`${environmentId} span ${index}`, span.startMs, isBad, selectSpan(row, span), () => ({
        time: since(span.startMs, startMs),
        ...place,
        ...spanCells(span),
      })),
    );
  }
  const pauses = row.pauses.map(({ startMs: atMs, endMs }): Moment => ({
    kind: 'paused',
    atMs,
    text: '',
    durationMs: endMs - atMs,
  }));
  const moments = Object.entries<readonly Moment[]>({ mark: row.marks, incident: row.incidents, pause: pauses });
  for (const [list, items] of moments) {
    for (const [index, item] of items.entries()) {
      const selection = { kind: 'mark', environmentId, atMs: item.atMs } as const;
      rows.push(
        new LazyRow(`${environmentId} ${list} ${index}`, item.atMs, list === 'incident', selection, () => ({
          time: since(item.atMs, startMs),
          ...place,
          ...momentCells(item),
        })),
      );
    }
  }
}

const PHASES: Readonly<Record<TimelineSpan['phase'], string>> = {
  init: 'Init',
  invoke: 'Invoke',
  frozen: 'Frozen',
  shutdown: 'Shutdown',
};

function spanCells(span: TimelineSpan): Cells {
  const duration = `${formatDuration(span.durationMs)}${span.open ? '…' : ''}`;
  const cells = { phase: PHASES[span.phase], duration };
  switch (span.phase) {
    case 'init': {
      const text = span.evidence === undefined ? '' : evidenceText(span.evidence);
      return { ...cells, start: span.initializationType, status: statusOf(span), text };
    }
    case 'invoke': {
      const { metrics, cold, requestId, evidence } = span;
      return {
        ...cells,
        start: cold ? 'cold' : 'warm',
        billed: metrics === undefined ? '' : formatDuration(metrics.billedDurationMs),
        memory: metrics === undefined ? '' : `${metrics.maxMemoryUsedMB} MB`,
        status: statusOf(span),
        requestId,
        text: evidence === undefined ? '' : evidenceText(evidence),
      };
    }
    case 'shutdown':
      return { ...cells, status: span.reason, text: span.cause };
    case 'frozen':
      return cells;
  }
}

function statusOf({ status, errorType, open }: { status?: string; errorType?: string; open: boolean }): string {
  return errorType ?? status ?? (open ? 'running' : '');
}

const WORDS: Readonly<Record<TimelineMark['kind'] | Incident['kind'] | 'paused', string>> = {
  function: 'Log',
  extension: 'Extension log',
  reset: 'Reset',
  notice: 'Notice',
  logsDropped: 'Logs dropped',
  timeout: 'Timeout',
  crash: 'Crash',
  outOfMemory: 'Out of memory',
  error: 'Error',
  paused: 'Paused',
};

interface Moment {
  readonly kind: keyof typeof WORDS;
  readonly atMs: number;
  readonly text: string;
  readonly requestId?: string;
  readonly durationMs?: number;
}

function momentCells({ kind, text, requestId = '', durationMs }: Moment): Cells {
  const duration = durationMs === undefined ? '' : formatDuration(durationMs);
  return { phase: WORDS[kind], duration, requestId, text };
}

const STAGES = { queued: 'Queued', attempt: 'Attempt', retryWait: 'Waits for a retry' } as const;

function addAsynchronous(rows: TableRow[], invocation: AsynchronousInvocation, startMs: number): void {
  const { functionName, requestId } = invocation;
  for (const [index, stage] of invocation.stages.entries()) {
    // Attempts are invocations of their environments, which are rows already.
    if (stage.kind === 'attempt') continue;
    const selection = { kind: 'queue', functionName, requestId } as const;
    const key = `${functionName} queue ${requestId} ${index}`;
    rows.push(
      new LazyRow(key, stage.startMs, false, selection, () => ({
        time: since(stage.startMs, startMs),
        function: functionName,
        phase: STAGES[stage.kind],
        duration: `${formatDuration(stage.endMs - stage.startMs)}${stage.open ? '…' : ''}`,
        requestId,
        text: stage.cause ?? '',
      })),
    );
  }
}

const QUEUE_WORDS: Readonly<Record<QueueMark['kind'], string>> = {
  'asynchronous.queued': 'Queued',
  'asynchronous.retry': 'Retry',
  'asynchronous.destination': 'Destination',
  'asynchronous.dropped': 'Dropped',
  'invocation.throttled': 'Throttled',
};

function queueMarkRow(mark: QueueMark, index: number, startMs: number): TableRow {
  const { kind, functionName, requestId, atMs, text } = mark;
  const isBad = kind === 'invocation.throttled' || kind === 'asynchronous.dropped';
  return new LazyRow(
    `${functionName} queue mark ${index}`,
    atMs,
    isBad,
    { kind: 'queue', functionName, requestId },
    () => ({
      time: since(atMs, startMs),
      function: functionName,
      phase: QUEUE_WORDS[kind],
      requestId,
      text,
    }),
  );
}

function since(ms: number, startMs: number): string {
  return formatDuration(ms - startMs);
}
