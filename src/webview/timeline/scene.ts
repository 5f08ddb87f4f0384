import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { Timeline } from '../../timeline/timeline';
import { functionNames, lanesHeight, lanesOf, placeLanes } from '../../timeline/view/lanes';
import type { Lane, LaneOptions, PlacedLane } from '../../timeline/view/lanes';
import { layoutTimeline } from '../../timeline/view/layout';
import type { Layout } from '../../timeline/view/layout';
import { search } from '../../timeline/view/search';
import type { SearchResult } from '../../timeline/view/search';
import { timeScale } from '../../timeline/view/timeScale';
import type { TimeScale } from '../../timeline/view/timeScale';
import { clamp, fit, showsNow } from '../../timeline/view/viewport';
import type { Viewport } from '../../timeline/view/viewport';
import type { TextWidths } from './textWidths';
import type { Theme } from './theme';
import type { TimelineData } from './timelineData';
import type { ViewState } from './viewState';

const NOTHING_DRAWN: Layout = { lanes: [], items: [], gaps: [], ticks: [] };

/** What follows from the timeline and from what people chose to see. Each part is worked out when it is asked for. */
export class Scene {
  readonly lanes: ReadonlySignal<readonly Lane[]>;
  /** Like `lanes`, of the settled timeline. */
  readonly settledLanes: ReadonlySignal<readonly Lane[]>;
  readonly placed: ReadonlySignal<readonly PlacedLane[]>;
  readonly lanesHeight: ReadonlySignal<number>;
  readonly scale: ReadonlySignal<TimeScale>;
  readonly viewport: ReadonlySignal<Viewport>;
  readonly layout: ReadonlySignal<Layout>;
  readonly functionNames: ReadonlySignal<readonly string[]>;
  readonly isEmpty: ReadonlySignal<boolean>;
  readonly showsNow: ReadonlySignal<boolean>;
  readonly found: ReadonlySignal<SearchResult>;
  readonly showsTable: ReadonlySignal<boolean>;
  /** The editor says that somebody uses a screen reader. */
  readonly usesScreenReader = signal(false);
  readonly theme: ReadonlySignal<Theme>;

  constructor(data: TimelineData, view: ViewState, theme: ReadonlySignal<Theme>, textWidths: TextWidths) {
    this.theme = theme;
    const options = computed<LaneOptions>(() => ({
      pinned: view.pinned.value,
      collapsed: view.collapsed.value,
      expanded: view.expanded.value,
      hideStopped: view.stoppedHidden.value,
      ...(view.functionName.value === undefined ? {} : { functions: new Set([view.functionName.value]) }),
    }));
    this.lanes = computed(() => lanesOf(data.timeline.value, options.value));
    this.settledLanes = computed(() => lanesOf(data.settled.value, options.value));
    this.placed = computed(() => placeLanes(this.lanes.value));
    this.lanesHeight = computed(() => lanesHeight(this.placed.value));
    this.scale = computed(() => scaleOf(data.timeline.value, this.lanes.value, view.gapsCollapsed.value));
    this.viewport = computed(() => clamp(view.viewport.value ?? fit(this.scale.value), this.scale.value));
    this.layout = computed(() => {
      if (view.surface.value.width === 0) return NOTHING_DRAWN;
      const { font } = theme.value;
      return layoutTimeline({
        lanes: this.placed.value,
        scale: this.scale.value,
        viewport: this.viewport.value,
        ...view.surface.value,
        scrollTop: view.scrollTop.value,
        textWidth: (text) => textWidths.widthOf(text, font),
      });
    });
    this.functionNames = computed(() => functionNames(data.settled.value));
    this.isEmpty = computed(() => {
      const { rows, queue, asynchronous } = data.timeline.value;
      return rows.length === 0 && queue.length === 0 && asynchronous.length === 0;
    });
    this.showsNow = computed(() => showsNow(this.viewport.value, data.timeline.value.endMs));
    this.found = computed(() =>
      view.searchOpen.value && view.query.value.text !== ''
        ? search(data.settled.value, view.query.value)
        : { matches: [] },
    );
    this.showsTable = computed(() => view.table.value ?? this.usesScreenReader.value);
  }
}

function scaleOf({ startMs, endMs }: Timeline, lanes: readonly Lane[], collapse: boolean): TimeScale {
  const rows = lanes.flatMap((lane) => (lane.kind === 'environment' ? [lane.row] : []));
  return timeScale(rows, { startMs, endMs: Math.max(endMs, startMs + 1), collapse });
}
