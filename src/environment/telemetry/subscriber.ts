import type { Disposable, EventRecords } from '../../lambda/lifecycleEvents';
import type { Clock, Logger } from '../../lambda/ports';
import { AnswerLimit } from './answerLimit';
import type { Delivery, DeliveryOutcome, Destination } from './destination';
import type { Loss } from './earlyEvents';
import { EventQueue } from './eventQueue';
import { HttpDestination } from './httpDestination';
import type { Subscription, SubscriptionApi, TelemetryCategory } from './subscription';
import { TcpDestination } from './tcpDestination';
import { telemetryEnvelope } from './telemetryEvents';

/** How long a listener may take to answer, in milliseconds in which it was not frozen. */
const ANSWER_LIMIT_MS = 10_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;
/** A batch that a listener refuses this often is given up, so that it does not hold up all later ones. */
const MAXIMUM_REFUSALS = 10;

const FALLEN_BEHIND = 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.';

export interface SubscriberOptions {
  readonly api: SubscriptionApi;
  readonly extensionName: string;
  readonly subscription: Subscription;
  /** What `sandbox.localdomain` stands for. */
  readonly host: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Events were lost for this subscriber; called when it is known how many. */
  readonly onLoss: (record: EventRecords['platform.logsDropped']) => void;
}

/**
 * One extension that receives telemetry: collects events in batches and delivers them in order, one batch at a time,
 * with retries (lambda-contract §4.2). It never keeps its caller waiting, and its memory is bounded.
 */
export class Subscriber implements Disposable {
  readonly api: SubscriptionApi;
  readonly subscription: Subscription;
  readonly types: ReadonlySet<TelemetryCategory>;
  private readonly queue: EventQueue;
  private readonly destination: Destination;
  private batchTimer: Disposable | undefined;
  private retryTimer: Disposable | undefined;
  /** The open batch is to be sent although it is not complete. */
  private due = false;
  private delivery: { readonly attempt: Delivery; readonly limit: AnswerLimit } | undefined;
  /** Failed attempts in a row; decides how long the next one waits. */
  private failures = 0;
  private refusals = 0;
  private overloaded = false;
  private paused = false;
  private disposed = false;
  private readonly flushes = new Set<() => void>();

  constructor(private readonly options: SubscriberOptions) {
    const { api, subscription, host } = options;
    this.api = api;
    this.subscription = subscription;
    this.types = new Set(subscription.types);
    this.queue = new EventQueue(subscription.buffering);
    this.destination = openDestination(subscription, host);
  }

  /** Takes one event, as JSON text. */
  append(event: string): void {
    switch (this.queue.append(event)) {
      case 'buffered':
        this.batchTimer ??= this.options.clock.after(this.subscription.buffering.timeoutMs, () => {
          this.sendWhatIsThere();
        });
        break;
      case 'batchComplete':
        this.batchTimer?.dispose();
        this.batchTimer = undefined;
        this.due = false;
        this.pump();
        break;
      case 'dropped':
        this.warnOfOverload();
        break;
    }
  }

  /** Counts events that were lost before this subscriber existed. */
  addLoss(loss: Loss): void {
    this.queue.addLoss(loss);
  }

  /** The environment is frozen: nothing is sent, and the listener is not expected to answer. */
  pause(): void {
    this.paused = true;
    this.delivery?.limit.pause();
    this.endFlushes();
  }

  resume(): void {
    this.paused = false;
    this.delivery?.limit.resume();
    this.pump();
  }

  /** Sends everything now. Resolves when that is done, or cannot be done. */
  async flush(): Promise<void> {
    if (this.paused || this.disposed || this.queue.isEmpty) {
      return;
    }
    this.retryTimer?.dispose();
    this.retryTimer = undefined;
    const done = new Promise<void>((resolve) => {
      this.flushes.add(resolve);
    });
    this.sendWhatIsThere();
    await done;
  }

  /** Says how much was lost so far, because deliveries may never succeed again. */
  reportLoss(): void {
    const record = this.takeLoss();
    if (record !== undefined) {
      this.options.onLoss(record);
    }
  }

  dispose(): void {
    this.disposed = true;
    this.batchTimer?.dispose();
    this.retryTimer?.dispose();
    this.delivery?.limit.dispose();
    this.delivery?.attempt.abort();
    this.destination.dispose();
    this.endFlushes();
  }

  private sendWhatIsThere(): void {
    this.batchTimer?.dispose();
    this.batchTimer = undefined;
    this.due = true;
    this.pump();
  }

  private pump(): void {
    if (this.paused || this.disposed || this.delivery !== undefined || this.retryTimer !== undefined) {
      return;
    }
    // Not earlier, so that events go on to be collected while an earlier batch is still on its way.
    if (this.due && this.queue.next === undefined) {
      this.queue.completeBatch();
      this.due = false;
    }
    const batch = this.queue.next;
    if (batch === undefined) {
      return;
    }
    const attempt = this.destination.deliver(batch, (outcome) => {
      this.settle(outcome);
    });
    const limit = new AnswerLimit(this.options.clock, ANSWER_LIMIT_MS, () => {
      attempt.abort();
    });
    this.delivery = { attempt, limit };
  }

  private settle(outcome: DeliveryOutcome): void {
    this.delivery?.limit.dispose();
    this.delivery = undefined;
    if (this.disposed) {
      return;
    }
    if (outcome.kind === 'delivered') {
      this.succeed();
    } else {
      this.fail(outcome);
    }
  }

  private succeed(): void {
    this.queue.removeNext();
    this.failures = 0;
    this.refusals = 0;
    this.overloaded = false;
    this.announceLoss();
    if (this.queue.isEmpty) {
      this.endFlushes();
    } else {
      this.due ||= this.flushes.size > 0;
      this.pump();
    }
  }

  /** There is room again: the subscriber learns what it misses, where it is missing. */
  private announceLoss(): void {
    const record = this.takeLoss();
    if (record === undefined) {
      return;
    }
    if (this.types.has('platform')) {
      this.append(telemetryEnvelope(this.options.clock.now(), 'platform.logsDropped', record));
    }
    this.options.onLoss(record);
  }

  private takeLoss(): EventRecords['platform.logsDropped'] | undefined {
    const loss = this.disposed ? undefined : this.queue.takeLoss();
    return loss && { droppedBytes: loss.bytes, droppedRecords: loss.records, reason: FALLEN_BEHIND };
  }

  private fail({ kind, cause }: Exclude<DeliveryOutcome, { kind: 'delivered' }>): void {
    const { clock, logger, extensionName } = this.options;
    this.failures += 1;
    if (this.failures === 1) {
      logger.debug(`Telemetry for the extension ${extensionName} could not be delivered and is tried again: ${cause}`);
    }
    if (kind === 'refused') {
      this.refusals += 1;
      if (this.refusals >= MAXIMUM_REFUSALS) {
        logger.warn(`The extension ${extensionName} did not take a batch of telemetry (${cause}); it is dropped.`);
        this.queue.dropNext();
        this.refusals = 0;
      }
    }
    this.retryTimer = clock.after(retryDelayMs(this.failures), () => {
      this.retryTimer = undefined;
      this.pump();
    });
    this.endFlushes();
  }

  private warnOfOverload(): void {
    if (!this.overloaded) {
      this.overloaded = true;
      this.options.logger.warn(
        `The extension ${this.options.extensionName} does not take its telemetry fast enough; events are dropped until it does.`,
      );
    }
  }

  private endFlushes(): void {
    for (const resolve of this.flushes) {
      resolve();
    }
    this.flushes.clear();
  }
}

function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
}

function openDestination({ destination }: Subscription, host: string): Destination {
  return destination.protocol === 'TCP'
    ? new TcpDestination(host, destination.port)
    : new HttpDestination({ host, ...destination });
}
