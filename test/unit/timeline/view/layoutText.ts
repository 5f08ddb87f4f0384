import type { LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import type { Timeline } from '../../../../src/timeline/timeline';
import { TimelineModel } from '../../../../src/timeline/timelineModel';
import type { DrawItem } from '../../../../src/timeline/view/drawItems';
import { lanesOf, placeLanes } from '../../../../src/timeline/view/lanes';
import type { Lane, LaneOptions } from '../../../../src/timeline/view/lanes';
import { layoutTimeline } from '../../../../src/timeline/view/layout';
import type { Layout, LayoutOptions } from '../../../../src/timeline/view/layout';
import { timeScale } from '../../../../src/timeline/view/timeScale';
import type { TimeScale } from '../../../../src/timeline/view/timeScale';
import { fit } from '../../../../src/timeline/view/viewport';
import type { Viewport } from '../../../../src/timeline/view/viewport';

export interface LayoutChoices {
  readonly lanes?: LaneOptions;
  readonly collapse?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly scrollTop?: number;
  readonly viewport?: (timeline: Timeline, scale: TimeScale) => Viewport;
  readonly wallClock?: boolean;
  /** Milliseconds after the latest event. */
  readonly nowMs?: number;
}

export interface LaidOut {
  readonly timeline: Timeline;
  readonly lanes: readonly Lane[];
  readonly scale: TimeScale;
  readonly layout: Layout;
  readonly options: LayoutOptions;
}

/** Model and layout of a stream, with six pixels for each character of a label. */
export function layOut(events: Iterable<LifecycleEvent>, choices: LayoutChoices = {}): LaidOut {
  const model = new TimelineModel();
  let lastMs = 0;
  for (const event of events) {
    model.add([event]);
    lastMs = event.monotonicMs;
  }
  return layOutTimeline(model.timeline(choices.nowMs === undefined ? undefined : lastMs + choices.nowMs), choices);
}

function layOutTimeline(timeline: Timeline, choices: LayoutChoices = {}): LaidOut {
  const { collapse = true, width = 800, height = 2_000, scrollTop = 0, wallClock = false } = choices;
  const lanes = lanesOf(timeline, choices.lanes);
  const rows = lanes.flatMap((lane) => (lane.kind === 'environment' ? [lane.row] : []));
  const scale = timeScale(rows, { startMs: timeline.startMs, endMs: timeline.endMs, collapse });
  const options: LayoutOptions = {
    lanes: placeLanes(lanes),
    scale,
    viewport: choices.viewport?.(timeline, scale) ?? fit(scale),
    width,
    height,
    scrollTop,
    textWidth: (text) => text.length * 6,
    ...(wallClock ? { wallClock: { zeroEpochMs: timeline.startEpochMs - timeline.startMs, offsetMinutes: 60 } } : {}),
  };
  return { timeline, lanes, scale, options, layout: layoutTimeline(options) };
}

/** A layout as text: one line for everything that is drawn. Times are milliseconds since the start. */
export function layoutText({ timeline, scale, layout, options }: LaidOut): string {
  const since = (ms: number): string => rounded(ms - timeline.startMs);
  const { viewport, width } = options;
  const lines = [
    `${since(viewport.startMs)} to ${since(viewport.endMs)} of ${since(scale.endMs)} ms on ${width} pixels, drawn length ${rounded(scale.length)}`,
    `ticks ${layout.ticks.flatMap(({ x, label }) => (label === '' ? [] : [`${rounded(x)}: ${label}`])).join(' | ')}`,
    ...layout.gaps.map(
      ({ x, width: gapWidth, label, labelFits }) =>
        `gap ${range(x, gapWidth)} ${label}${labelFits ? '' : ' (no room)'}`,
    ),
  ];
  for (const { lane, top, height } of layout.lanes) {
    lines.push(`${laneTitle(lane)} at ${top}, ${height} high`);
    for (const item of layout.items) if (item.laneKey === lane.key) lines.push(`  ${itemText(item, top)}`);
  }
  return `${lines.join('\n')}\n`;
}

function laneTitle(lane: Lane): string {
  switch (lane.kind) {
    case 'function': {
      const hidden = lane.hidden === 0 ? '' : `, ${lane.hidden} hidden`;
      return `function ${lane.functionName}, ${lane.environments} environments${hidden}${lane.collapsed ? ', collapsed' : ''}`;
    }
    case 'queue':
      return `queue of ${lane.functionName}, ${lane.lineCount} lines`;
    case 'environment':
      return `environment ${lane.row.environmentId}${lane.pinned ? ', pinned' : ''}${lane.row.stopped ? ', stopped' : ''}`;
  }
}

function itemText(item: DrawItem, top: number): string {
  const count = item.count === 1 ? '' : ` x${item.count}`;
  if (item.shape === 'mark') {
    return `mark ${item.kind}${count} at ${rounded(item.x)}, y ${item.y - top}: ${item.texts.join(' / ').replaceAll('\n', '\\n')}`;
  }
  const signs = [
    item.failed ? 'failed' : '',
    item.open ? 'open' : '',
    item.cutLeft ? 'cut left' : '',
    item.cutRight ? 'cut right' : '',
  ].filter((sign) => sign !== '');
  const label = item.label === undefined ? '' : ` "${item.label}"`;
  const flags = signs.length === 0 ? '' : ` (${signs.join(', ')})`;
  return `${item.kind} ${item.pattern}${count} ${range(item.x, item.width)}, y ${item.y - top}+${item.height}${label}${flags}`;
}

function range(x: number, width: number): string {
  return `${rounded(x)}+${rounded(width)}`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
