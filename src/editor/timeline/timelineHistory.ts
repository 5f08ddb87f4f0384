import { toError } from '../../lambda/errors';
import type { Disposable, LifecycleEvent, LifecycleListener, LifecycleSource } from '../../lambda/lifecycleEvents';
import type { Clock, Logger } from '../../lambda/ports';
import { withEnds } from './environmentEnds';
import { EventHistory, type HistoryLimits } from './eventHistory';
import { HistoryFile } from './historyFile';
import type { TimelineContent, TimelineSource } from './timelineSource';

/** One append per this time. */
const WRITE_MS = 250;
/** The file is written anew when it has become this many times longer than the history may be. */
const LONGEST_FILE = 2;

export interface TimelineHistoryParts {
  readonly source: LifecycleSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly title: string;
  /** Why environments of an earlier window are gone. */
  readonly endCause: string;
  readonly limits: () => HistoryLimits;
  /** Absolute path of the file to keep the history in; undefined where nothing may be kept. */
  readonly file: () => string | undefined;
}

/**
 * What has happened in the environments of the window, also before it was reloaded. The file is read when the first
 * event comes or somebody looks; whatever happens to it, the history of this window goes on.
 */
export class TimelineHistory implements TimelineSource, Disposable {
  private readonly history: EventHistory;
  private readonly subscription: Disposable;
  private readonly listeners = new Set<LifecycleListener>();
  private readonly replaced = new Set<() => void>();
  private restoring: Promise<HistoryFile | undefined> | undefined;
  private file: HistoryFile | undefined;
  private unwritten: string[] = [];
  private timer: Disposable | undefined;

  constructor(private readonly parts: TimelineHistoryParts) {
    this.history = new EventHistory(parts.limits);
    this.subscription = parts.source.onEvent((event) => this.record(event));
  }

  async content(): Promise<TimelineContent> {
    await this.restored();
    return { title: this.parts.title, live: true, dropped: this.history.dropped, events: [...this.history.events] };
  }

  onEvent(listener: LifecycleListener): Disposable {
    return subscribe(this.listeners, listener);
  }

  onReplace(listener: () => void): Disposable {
    return subscribe(this.replaced, listener);
  }

  /** Forgets everything that has happened. Rejects when the file cannot be removed. */
  async clear(): Promise<void> {
    await this.restored();
    this.unwritten = [];
    this.history.clear();
    for (const listener of this.replaced) listener();
    await this.file?.remove();
  }

  /** Writes what is not written yet, at once: the window is being closed. */
  dispose(): void {
    this.subscription.dispose();
    this.timer?.dispose();
    const { file } = this;
    if (file === undefined || this.unwritten.length === 0) return;
    try {
      file.appendAtOnce(this.takeUnwritten());
    } catch (thrown) {
      this.warn(thrown);
    }
  }

  private record(event: LifecycleEvent): void {
    const line = `${JSON.stringify(event)}\n`;
    this.history.add(event, line.length);
    for (const listener of this.listeners) listener(event);
    if (this.parts.file() === undefined) return;
    this.unwritten.push(line);
    this.timer ??= this.parts.clock.after(WRITE_MS, () => {
      this.timer = undefined;
      void this.write();
    });
  }

  private async write(): Promise<void> {
    const file = await this.restored();
    if (file === undefined || this.unwritten.length === 0) return;
    try {
      await file.append(this.takeUnwritten());
      if (file.bytes <= this.parts.limits().characters * LONGEST_FILE) return;
      this.unwritten = [];
      const { storedText } = await storedEvents();
      await file.replace(storedText(this.history.events));
    } catch (thrown) {
      this.warn(thrown);
    }
  }

  private takeUnwritten(): string {
    const text = this.unwritten.join('');
    this.unwritten = [];
    return text;
  }

  /** What happened before this window was loaded is in the history; the file to go on with. */
  private async restored(): Promise<HistoryFile | undefined> {
    const name = this.parts.file();
    // The workspace may be trusted later.
    if (name === undefined) return undefined;
    this.restoring ??= this.restore(new HistoryFile(name));
    return this.restoring;
  }

  private async restore(file: HistoryFile): Promise<HistoryFile | undefined> {
    try {
      const { readStoredEvents } = await storedEvents();
      const earlier = readStoredEvents(await file.read()).events;
      this.history.restore(withEnds(earlier, this.parts.endCause));
      this.file = file;
      return file;
    } catch (thrown) {
      this.warn(thrown);
      return undefined;
    }
  }

  private warn(thrown: unknown): void {
    this.parts.logger.warn('The history of the timeline could not be kept', toError(thrown));
  }
}

/** Checking what was written needs to know every kind of event, which is much for starting up. */
const storedEvents = () => import('../../timeline/exchange/storedEvents');

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): Disposable {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}
