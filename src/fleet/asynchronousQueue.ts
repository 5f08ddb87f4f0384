import { EventStream } from '../environment/eventStream';
import { LambdaServiceError, toError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { InvocationRequest, InvocationResponse } from '../lambda/invocation';
import type { Disposable, LifecycleListener } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';
import { deadLetterMessage, destinationRecord, type GivenUpCondition } from './destinations';
import type { FleetSettings } from './fleetSettings';

const LONGEST_THROTTLE_DELAY_MS = 300_000;

export interface AsynchronousQueueOptions {
  readonly configuration: FunctionConfiguration;
  readonly settings: FleetSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onEvent: LifecycleListener;
  readonly invoke: (request: InvocationRequest) => Promise<InvocationResponse>;
}

interface QueuedEvent {
  readonly request: InvocationRequest & { readonly requestId: string };
  readonly enqueuedMs: number;
  /** Attempts that reached the function. */
  attempts: number;
  throttles: number;
  lastResponse?: InvocationResponse;
}

/** Asynchronous invocations of one function: retries, maximum age, destinations (lambda-contract §12). */
export class AsynchronousQueue implements Disposable {
  private readonly events: EventStream;
  private readonly timers = new Set<Disposable>();
  private disposed = false;

  constructor(private readonly options: AsynchronousQueueOptions) {
    this.events = new EventStream({ functionName: options.configuration.name }, options.clock, options.logger);
    this.events.onEvent(options.onEvent);
  }

  enqueue(request: InvocationRequest & { readonly requestId: string }): void {
    const { requestId } = request;
    this.events.emit('asynchronous.queued', { requestId }, requestId);
    this.attemptLater({ request, enqueuedMs: this.options.clock.monotonic(), attempts: 0, throttles: 0 }, 0);
  }

  /** Events that still wait are dropped: the queue lives as long as its host. */
  dispose(): void {
    this.disposed = true;
    for (const timer of this.timers) {
      timer.dispose();
    }
    this.timers.clear();
  }

  private attemptLater(event: QueuedEvent, delayMs: number): void {
    const timer = this.options.clock.after(delayMs, () => {
      this.timers.delete(timer);
      this.attempt(event).catch((thrown: unknown) => {
        this.options.logger.error(`Asynchronous invocation ${event.request.requestId} was lost`, toError(thrown));
      });
    });
    this.timers.add(timer);
  }

  private async attempt(event: QueuedEvent): Promise<void> {
    if (this.options.configuration.reservedConcurrency === 0) {
      this.giveUp(event, 'ZeroReservedConcurrency');
      return;
    }
    if (this.tooOld(event, 0)) {
      this.giveUp(event, 'EventAgeExceeded');
      return;
    }
    let response: InvocationResponse;
    try {
      response = await this.options.invoke(event.request);
    } catch (thrown) {
      this.notRun(event, toError(thrown));
      return;
    }
    event.attempts += 1;
    event.lastResponse = response;
    if (response.functionError === undefined) {
      this.deliver(event, 'OnSuccess', this.options.configuration.asynchronous.onSuccess, 'Success');
    } else {
      this.failed(event);
    }
  }

  private failed(event: QueuedEvent): void {
    const { requestId } = event.request;
    const { maximumRetryAttempts } = this.options.configuration.asynchronous;
    if (event.attempts > maximumRetryAttempts) {
      this.giveUp(event, 'RetriesExhausted');
      return;
    }
    const delayMs = this.options.settings.retryDelaysMs[event.attempts === 1 ? 0 : 1];
    if (this.tooOld(event, delayMs)) {
      this.giveUp(event, 'EventAgeExceeded');
      return;
    }
    this.events.emit(
      'asynchronous.retry',
      { requestId, attempt: event.attempts + 1, delayMs, cause: 'function error' },
      requestId,
    );
    this.attemptLater(event, delayMs);
  }

  /** Throttled, or the function could not be started: the event goes back to the queue. */
  private notRun(event: QueuedEvent, error: Error): void {
    const { requestId } = event.request;
    if (this.disposed) {
      return;
    }
    const delayMs = Math.min(LONGEST_THROTTLE_DELAY_MS, this.options.settings.throttleDelayMs * 2 ** event.throttles);
    event.throttles += 1;
    if (!(error instanceof LambdaServiceError) || this.tooOld(event, delayMs)) {
      this.options.logger.warn(`Asynchronous invocation ${requestId} was not run: ${error.message}`);
      this.giveUp(event, error instanceof LambdaServiceError ? 'EventAgeExceeded' : 'RetriesExhausted');
      return;
    }
    this.events.emit(
      'asynchronous.retry',
      { requestId, attempt: event.attempts + 1, delayMs, cause: error.code },
      requestId,
    );
    this.attemptLater(event, delayMs);
  }

  private tooOld(event: QueuedEvent, afterMs: number): boolean {
    const ageMs = this.options.clock.monotonic() - event.enqueuedMs + afterMs;
    return ageMs > this.options.configuration.asynchronous.maximumEventAgeSeconds * 1000;
  }

  private giveUp(event: QueuedEvent, condition: GivenUpCondition): void {
    const { requestId } = event.request;
    const { deadLetterQueue, onFailure } = this.options.configuration.asynchronous;
    this.events.emit('asynchronous.dropped', { requestId, condition }, requestId);
    this.deliver(event, 'OnFailure', onFailure, condition);
    if (deadLetterQueue !== undefined) {
      this.events.emit(
        'asynchronous.destination',
        {
          requestId,
          kind: 'DeadLetterQueue',
          target: deadLetterQueue,
          message: deadLetterMessage(event.request, event.lastResponse),
        },
        requestId,
      );
    }
  }

  private deliver(
    event: QueuedEvent,
    kind: 'OnSuccess' | 'OnFailure',
    target: string | undefined,
    condition: GivenUpCondition | 'Success',
  ): void {
    if (target === undefined) {
      return;
    }
    const { requestId } = event.request;
    const message = destinationRecord({
      configuration: this.options.configuration,
      request: event.request,
      response: event.lastResponse,
      condition,
      attempts: event.attempts,
      epochMs: this.options.clock.now(),
    });
    this.events.emit('asynchronous.destination', { requestId, kind, target, message }, requestId);
  }
}
