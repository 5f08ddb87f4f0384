import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { HistoryParts } from './historyParts';

/** How much a history holds at most. */
export interface HistoryLimits {
  readonly events: number;
  /** Length of the events as JSON. */
  readonly characters: number;
}

/** What is left when a history was too long: events are let go of rarely, and then many at once. */
const KEPT_SHARE = 0.9;

/**
 * The latest lifecycle events, in bounded number and length. The oldest invocations go first, each as a whole; how an
 * environment began stays for as long as it lives.
 */
export class EventHistory {
  private kept: LifecycleEvent[] = [];
  /** Length of each kept event as JSON. */
  private lengths: number[] = [];
  private characters = 0;
  private droppedEvents = 0;

  constructor(private readonly limits: () => HistoryLimits) {}

  /** In the order in which they happened. */
  get events(): readonly LifecycleEvent[] {
    return this.kept;
  }

  /** How many older events had to go since the history was cleared. */
  get dropped(): number {
    return this.droppedEvents;
  }

  /** Takes an event in, with its length as JSON. */
  add(event: LifecycleEvent, length: number): void {
    this.kept.push(event);
    this.lengths.push(length);
    this.characters += length;
    if (this.exceeds(1)) this.trim();
  }

  /** Puts what happened earlier in front. */
  restore(earlier: readonly LifecycleEvent[]): void {
    const lengths = earlier.map((event) => JSON.stringify(event).length);
    this.kept = [...earlier, ...this.kept];
    this.lengths = [...lengths, ...this.lengths];
    this.characters = this.lengths.reduce((sum, length) => sum + length, 0);
    if (this.exceeds(1)) this.trim();
  }

  clear(): void {
    this.kept = [];
    this.lengths = [];
    this.characters = 0;
    this.droppedEvents = 0;
  }

  private exceeds(share: number): boolean {
    const { events, characters } = this.limits();
    return this.kept.length > events * share || this.characters > characters * share;
  }

  private trim(): void {
    const { events, characters } = this.limits();
    const going = new Set<number>();
    let left = this.kept.length;
    let leftCharacters = this.characters;
    const isEnough = (): boolean => left <= events * KEPT_SHARE && leftCharacters <= characters * KEPT_SHARE;
    const drop = (index: number): void => {
      if (going.has(index)) return;
      going.add(index);
      left -= 1;
      leftCharacters -= this.lengths[index] ?? 0;
    };
    for (const part of wholeParts(this.kept)) {
      if (isEnough()) break;
      part.forEach(drop);
    }
    // One invocation may be too long by itself: then its oldest lines go, and at last whatever is oldest.
    for (const isDue of [isLog, () => true]) {
      for (const [index, event] of this.kept.entries()) {
        if (isEnough()) break;
        if (isDue(event)) drop(index);
      }
    }
    this.kept = this.kept.filter((_, index) => !going.has(index));
    this.lengths = this.lengths.filter((_, index) => !going.has(index));
    this.characters = leftCharacters;
    this.droppedEvents += going.size;
  }
}

/** Indexes of events that may go together, the oldest first. */
function wholeParts(events: readonly LifecycleEvent[]): (readonly number[])[] {
  const { parts, stopped } = new HistoryParts(events);
  const due: { readonly firstIndex: number; readonly indexes: readonly number[] }[] = [];
  const latest = new Map<string, number>();
  for (const { environmentId, kind, indexes, ended } of parts) {
    const [firstIndex = 0] = indexes;
    const isOver = ended || environmentId === undefined || stopped.has(environmentId);
    if (kind === 'invocation' && isOver) due.push({ firstIndex, indexes });
    if (environmentId !== undefined) latest.set(environmentId, firstIndex);
  }
  // How an environment began goes with its last invocation, and only once the environment is gone.
  for (const { environmentId, kind, indexes } of parts) {
    if (kind !== 'environment' || environmentId === undefined || !stopped.has(environmentId)) continue;
    due.push({ firstIndex: latest.get(environmentId) ?? 0, indexes });
  }
  return due.sort((left, right) => left.firstIndex - right.firstIndex).map(({ indexes }) => indexes);
}

function isLog({ type }: LifecycleEvent): boolean {
  return type === 'function' || type === 'extension';
}
