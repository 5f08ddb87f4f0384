import { isDeepStrictEqual } from 'node:util';
import type { Disposable, EventRecords, LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { Clock, Logger } from '../../lambda/ports';
import { EarlyEvents } from './earlyEvents';
import { Subscriber } from './subscriber';
import { readSubscription, type SchemaVersion, type Subscription, type SubscriptionApi } from './subscription';
import { telemetryCategory, telemetryEnvelopes } from './telemetryEvents';

/** Longest time that the end of an environment waits for its telemetry, in milliseconds. */
const FLUSH_LIMIT_MS = 300;

/** The events that telemetry itself gives rise to. */
type TelemetryEventType = 'platform.telemetrySubscription' | 'platform.logsSubscription' | 'platform.logsDropped';

export interface TelemetryHubOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What `sandbox.localdomain` stands for, e.g. `127.0.0.1`. No other host is ever contacted. */
  readonly host: string;
  /** Puts an event on the stream of the environment, which leads it back to `record`. */
  readonly emit: <Type extends TelemetryEventType>(type: Type, record: EventRecords[Type]) => void;
}

export interface SubscriptionAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

const ACCEPTED: SubscriptionAnswer = { status: 200, body: '"OK"' };

const API_NAMES = { telemetry: 'Telemetry API', logs: 'Logs API' } as const;
const VALIDATION_ERRORS = { telemetry: 'ValidationError', logs: 'Logs.ValidationError' } as const;
const CLOSED = {
  telemetry: { errorType: 'Telemetry.SubscriptionClosed', errorMessage: 'Telemetry API subscription is closed' },
  logs: { errorType: 'Logs.SubscriptionClosed', errorMessage: 'Logs API subscription is closed already' },
} as const;

/**
 * The Telemetry API and the Logs API of one environment (lambda-contract §4): who has subscribed, and what is delivered
 * to whom. Recording an event costs next to nothing when nobody has subscribed and nobody can any more.
 */
export class TelemetryHub implements Disposable {
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly early = new EarlyEvents();
  private open = true;
  private paused = false;

  constructor(private readonly options: TelemetryHubOptions) {}

  /** Answers `PUT /2022-07-01/telemetry` and `PUT /2020-08-15/logs`; `body` is the body of the request. */
  subscribe(api: SubscriptionApi, extensionName: string, body: Buffer): SubscriptionAnswer {
    if (!this.open) {
      return { status: 403, body: JSON.stringify(CLOSED[api]) };
    }
    const reading = readSubscription(api, body);
    if ('problems' in reading) {
      return invalid(api, reading.problems);
    }
    const existing = this.subscribers.get(extensionName);
    if (existing === undefined) {
      this.add(api, extensionName, reading.subscription);
      return ACCEPTED;
    }
    if (existing.api !== api) {
      const problem = `The extension ${extensionName} is subscribed to the ${API_NAMES[existing.api]} already; use only one of the Telemetry API and the Logs API`;
      return invalid(api, [problem]);
    }
    // A repeated request changes nothing (lambda-contract §4.4).
    if (!isDeepStrictEqual(existing.subscription, reading.subscription)) {
      this.options.logger.warn(
        `The extension ${extensionName} is subscribed already; its second subscription, with other settings, has no effect.`,
      );
    }
    return ACCEPTED;
  }

  /** Takes the next event of the environment. */
  record(event: LifecycleEvent): void {
    if (!this.open && this.subscribers.size === 0) {
      return;
    }
    const category = telemetryCategory(event);
    // A loss concerns one subscriber, which has been told already.
    if (category === undefined || event.type === 'platform.logsDropped') {
      return;
    }
    if (this.open) {
      this.early.keep(event, category);
    }
    let schemaVersion: SchemaVersion | undefined;
    let envelopes: readonly string[] = [];
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.types.has(category)) {
        if (subscriber.subscription.schemaVersion !== schemaVersion) {
          ({ schemaVersion } = subscriber.subscription);
          envelopes = telemetryEnvelopes(event, schemaVersion);
        }
        for (const envelope of envelopes) {
          subscriber.append(envelope);
        }
      }
    }
  }

  /** The Init phase is over: nobody can subscribe any more (lambda-contract §3.5). */
  closeSubscriptions(): void {
    this.open = false;
    this.early.clear();
  }

  /** The environment is frozen: nothing is delivered until `resume`. */
  pause(): void {
    this.paused = true;
    for (const subscriber of this.subscribers.values()) {
      subscriber.pause();
    }
  }

  resume(): void {
    this.paused = false;
    for (const subscriber of this.subscribers.values()) {
      subscriber.resume();
    }
  }

  /** Delivers what is buffered, as far as listeners take it within 300 ms. Does nothing while paused. */
  async flush(): Promise<void> {
    const subscribers = [...this.subscribers.values()];
    if (subscribers.length === 0) {
      return;
    }
    await this.within(FLUSH_LIMIT_MS, Promise.all(subscribers.map((subscriber) => subscriber.flush())));
    for (const subscriber of subscribers) {
      subscriber.reportLoss();
    }
  }

  /** The extensions are gone; they subscribe again in the next Init phase. */
  reset(): void {
    for (const subscriber of this.subscribers.values()) {
      subscriber.reportLoss();
    }
    this.endSubscriptions();
    this.early.clear();
    this.open = true;
    this.paused = false;
  }

  dispose(): void {
    this.closeSubscriptions();
    this.endSubscriptions();
  }

  private add(api: SubscriptionApi, extensionName: string, subscription: Subscription): void {
    const { clock, logger, host, emit } = this.options;
    const subscriber = new Subscriber({
      api,
      extensionName,
      subscription,
      host,
      clock,
      logger,
      onLoss: (record) => {
        emit('platform.logsDropped', record);
      },
    });
    if (this.paused) {
      subscriber.pause();
    }
    for (const event of this.early.of(subscriber.types)) {
      for (const envelope of telemetryEnvelopes(event, subscription.schemaVersion)) {
        subscriber.append(envelope);
      }
    }
    subscriber.addLoss(this.early.lossOf(subscriber.types));
    this.subscribers.set(extensionName, subscriber);
    emit(api === 'telemetry' ? 'platform.telemetrySubscription' : 'platform.logsSubscription', {
      name: extensionName,
      state: 'Subscribed',
      types: subscription.types,
    });
  }

  private endSubscriptions(): void {
    for (const subscriber of this.subscribers.values()) {
      subscriber.dispose();
    }
    this.subscribers.clear();
  }

  private async within(milliseconds: number, done: Promise<unknown>): Promise<void> {
    let timer: Disposable | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = this.options.clock.after(milliseconds, resolve);
    });
    await Promise.race([done, limit]);
    timer?.dispose();
  }
}

function invalid(api: SubscriptionApi, problems: readonly string[]): SubscriptionAnswer {
  return {
    status: 400,
    body: JSON.stringify({ errorType: VALIDATION_ERRORS[api], errorMessage: problems.join('; ') }),
  };
}
