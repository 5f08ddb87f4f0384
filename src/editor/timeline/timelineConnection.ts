import { toError } from '../../lambda/errors';
import type { Disposable, LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { Clock, Logger } from '../../lambda/ports';
import type { HostMessage, ViewCommand, ViewMessage } from '../../timeline/viewMessages';
import type { TimelineSource } from './timelineSource';

/** One message per this time while something happens: nobody reads faster. */
const BATCH_MS = 40;

/** What a page may ask for beside its content. */
export interface ViewRequests {
  /** Does what the page asks for; an answer goes back to it. Rejects with what the user is to be told. */
  handle(message: Exclude<ViewMessage, { type: 'ready' }>, source: TimelineSource): Promise<HostMessage | undefined>;
}

/** The part of a webview that messages need. */
interface PageChannel {
  postMessage(message: HostMessage): PromiseLike<boolean>;
  onDidReceiveMessage(listener: (message: ViewMessage) => void): Disposable;
}

export interface TimelineConnectionParts {
  readonly webview: PageChannel;
  readonly source: TimelineSource;
  readonly requests: ViewRequests;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shows one line to the user. */
  readonly showError: (error: Error) => void;
}

/** The road between the page of a timeline and what it shows. A page that is hidden is told nothing. */
export class TimelineConnection implements Disposable {
  private readonly subscriptions: Disposable[];
  /** What is to be said when the page listens and has its content. */
  private waiting: HostMessage[] = [];
  private listening = false;
  private batch: LifecycleEvent[] = [];
  private timer: Disposable | undefined;
  private sending: Promise<void> = Promise.resolve();

  constructor(private readonly parts: TimelineConnectionParts) {
    const { webview, source } = parts;
    this.subscriptions = [
      webview.onDidReceiveMessage((message: ViewMessage) => this.receive(message)),
      source.onEvent((event) => this.add(event)),
      source.onReplace(() => this.sendContent()),
    ];
  }

  /** The page is gone, though it may come again. */
  hidden(): void {
    this.listening = false;
    this.dropBatch();
  }

  /** A command for the page, as soon as it listens. */
  command(command: ViewCommand): void {
    this.say({ type: 'command', command });
  }

  /** Shows an environment or an invocation. */
  reveal(place: { readonly environmentId?: string; readonly requestId?: string }): void {
    this.say({ type: 'reveal', ...place });
  }

  /** Disposes of something together with this. */
  own(part: Disposable): void {
    this.subscriptions.push(part);
  }

  dispose(): void {
    this.hidden();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private say(message: HostMessage): void {
    if (!this.listening) {
      this.waiting.push(message);
      return;
    }
    // What the message is about may be on its way still.
    this.sending = this.sending.then(() => {
      this.flush();
      this.post(message);
    });
  }

  private receive(message: ViewMessage): void {
    const { requests, source } = this.parts;
    if (message.type === 'ready') {
      this.listening = true;
      this.sendContent();
      for (const waiting of this.waiting.splice(0)) this.say(waiting);
      return;
    }
    requests.handle(message, source).then(
      (answer) => {
        if (answer !== undefined) this.post(answer);
      },
      (thrown: unknown) => this.parts.showError(toError(thrown)),
    );
  }

  private sendContent(): void {
    if (!this.listening) return;
    const { source, clock, showError } = this.parts;
    // They are in the content, or belong to one that is no more.
    this.dropBatch();
    this.sending = this.sending
      .then(async () => {
        const content = await source.content();
        this.forgetUpTo(content.events.at(-1));
        this.post({ type: 'history', ...content, now: { epochMs: clock.now(), monotonicMs: clock.monotonic() } });
      })
      .catch((thrown: unknown) => showError(toError(thrown)));
  }

  private add(event: LifecycleEvent): void {
    if (!this.listening) return;
    this.batch.push(event);
    this.timer ??= this.parts.clock.after(BATCH_MS, () => {
      this.timer = undefined;
      this.sending = this.sending.then(() => this.flush());
    });
  }

  private flush(): void {
    const events = this.batch;
    this.dropBatch();
    if (events.length > 0) this.post({ type: 'events', events, nowMonotonicMs: this.parts.clock.monotonic() });
  }

  /** What came while the content was got is in it up to its last event. */
  private forgetUpTo(last: LifecycleEvent | undefined): void {
    if (last !== undefined) this.batch.splice(0, this.batch.lastIndexOf(last) + 1);
  }

  private dropBatch(): void {
    this.batch = [];
    this.timer?.dispose();
    this.timer = undefined;
  }

  private post(message: HostMessage): void {
    if (!this.listening) return;
    // False means that the page went away meanwhile; it asks anew when it comes back.
    this.parts.webview.postMessage(message).then(undefined, (thrown: unknown) => {
      this.parts.logger.warn('The timeline could not be told something', toError(thrown));
    });
  }
}
