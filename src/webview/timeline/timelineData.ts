import { signal } from '@preact/signals';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { Timeline, TimelineRow } from '../../timeline/timeline';
import { TimelineModel } from '../../timeline/timelineModel';
import type { InvocationTexts } from '../../timeline/view/details';
import type { HostMessage } from '../../timeline/viewMessages';
import { FrameRequest } from './canvas';

type HistoryMessage = Extract<HostMessage, { type: 'history' }>;
type History = Omit<HistoryMessage, 'type' | 'events' | 'now'>;

/** What is told sooner after each other is drawn together, so that people can still move. */
const TOGETHER_MS = 50;
/** While a phase runs, its end moves this often. */
const TICK_MS = 100;
/** Numbers and tables are worked out no more often than this. */
const SETTLED_MS = 250;

const NOTHING: Timeline = { startMs: 0, endMs: 0, startEpochMs: 0, rows: [], queue: [], asynchronous: [] };

/** What the host has told, as a timeline that grows. */
export class TimelineData {
  /** Absent until the host has answered. */
  readonly history = signal<History | undefined>(undefined);
  /** As it is drawn: another one in each frame in which something was told. */
  readonly timeline = signal(NOTHING);
  /** A little behind while much happens. */
  readonly settled = signal(NOTHING);
  /** Events and results of invocations that were asked for. */
  readonly texts = signal<ReadonlyMap<string, InvocationTexts>>(new Map());
  private model = new TimelineModel();
  /** The host's monotonic clock less the page's. */
  private clockDifferenceMs = 0;
  private readonly frame = new FrameRequest<void>(() => this.update());
  private tick: ReturnType<typeof setTimeout> | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private updatedMs = 0;
  private settling: ReturnType<typeof setTimeout> | undefined;

  load({ events, now, title, live, dropped }: HistoryMessage): void {
    this.model = new TimelineModel();
    this.model.add(events);
    this.history.value = { title, live, dropped };
    this.clockDifferenceMs = now.monotonicMs - performance.now();
    this.texts.value = new Map();
    this.update();
    // The picture first, its numbers after it.
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle());
  }

  add(events: readonly LifecycleEvent[], nowMonotonicMs: number): void {
    // Nothing can be added to a history that has not come yet: it will contain these, too.
    if (this.history.value === undefined) return;
    this.model.add(events);
    this.clockDifferenceMs = nowMonotonicMs - performance.now();
    this.askSoon();
  }

  addTexts(requestId: string, texts: InvocationTexts): void {
    this.texts.value = new Map(this.texts.value).set(requestId, texts);
  }

  dispose(): void {
    this.frame.dispose();
    clearTimeout(this.tick);
    clearTimeout(this.settling);
    clearTimeout(this.waiting);
  }

  private askSoon(): void {
    if (this.waiting !== undefined) return;
    const sinceMs = performance.now() - this.updatedMs;
    this.waiting = setTimeout(
      () => {
        this.waiting = undefined;
        this.frame.ask();
      },
      Math.max(0, TOGETHER_MS - sinceMs),
    );
  }

  private update(): void {
    this.updatedMs = performance.now();
    const live = this.history.value?.live === true;
    this.timeline.value = this.model.timeline(live ? performance.now() + this.clockDifferenceMs : undefined);
    this.settling ??= setTimeout(() => this.settle(), SETTLED_MS);
    clearTimeout(this.tick);
    if (live && this.timeline.value.rows.some(isRunning)) this.tick = setTimeout(() => this.frame.ask(), TICK_MS);
  }

  private settle(): void {
    clearTimeout(this.settling);
    this.settling = undefined;
    this.settled.value = this.timeline.value;
  }
}

/** A phase is under way; waiting is none. */
function isRunning({ spans, stopped }: TimelineRow): boolean {
  const last = spans.at(-1);
  return !stopped && last?.open === true && last.phase !== 'frozen';
}
