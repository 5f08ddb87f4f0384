import { builtIns } from './builtIns';
import type { Handler, HandlerFunction } from './handlerLoader';
import { errorOutcome, responseOutcome } from './outcome';
import type { Invocation, Outcome } from './runtimeApi';
import { beginInvocation, nextTurn, type RuntimeServices } from './runtimeServices';
import type { StreamingInvocation } from './streaming';

/*
 * The rules since nodejs24.x (lambda-contract §9.2): what the handler returns is awaited and sent, nothing else is waited for,
 * and errors outside the handler's promise end the process.
 *
 * Handlers are called as methods of classes that have the names of AWS's: both names are part of the stack traces that
 * functions log.
 */

/** Runs invocations of a handler that returns its response, from the first until the process ends. */
export class BufferedInvokeProcessor {
  readonly handler: HandlerFunction;
  readonly #services: RuntimeServices;

  constructor(services: RuntimeServices, handler: Handler) {
    this.handler = handler.call;
    this.#services = services;
  }

  /** Delivers the outcome of the invocation before, if there was one, and waits for the next. */
  next(outcome?: Outcome): void {
    this.#services.api.next(outcome, (invocation) => void this.processInvoke(invocation));
  }

  private async processInvoke(invocation: Invocation): Promise<void> {
    // Leaves the socket's frames behind, so that they are not in the stack traces of user code.
    await builtIns.resolved;
    const { rules, contexts, errorLog } = this.#services;
    beginInvocation(this.#services, invocation);
    let outcome: Outcome;
    try {
      const result: unknown = await this.handler(
        builtIns.parse(invocation.event.toString()),
        contexts.create(invocation),
      );
      await nextTurn();
      outcome = responseOutcome(invocation, result, rules);
    } catch (error) {
      await nextTurn();
      errorLog.log('Invoke Error', error);
      outcome = errorOutcome(invocation, error, rules);
    }
    this.next(outcome);
  }
}

/** Runs invocations of a handler that streams its response, from the first until the process ends. */
export class StreamingInvokeProcessor {
  readonly handler: HandlerFunction;
  readonly #services: RuntimeServices;
  readonly #streaming: typeof StreamingInvocation;
  readonly #highWaterMark: number | undefined;

  constructor(services: RuntimeServices, handler: Handler, streaming: typeof StreamingInvocation) {
    this.handler = handler.call;
    this.#services = services;
    this.#streaming = streaming;
    this.#highWaterMark = handler.highWaterMark;
  }

  /** Delivers the outcome of the invocation before, unless it was streamed, and waits for the next. */
  next(outcome?: Outcome): void {
    this.#services.api.next(outcome, (invocation) => void this.processInvoke(invocation));
  }

  private async processInvoke(invocation: Invocation): Promise<void> {
    await builtIns.resolved;
    beginInvocation(this.#services, invocation);
    const current = new this.#streaming(this.#services, invocation, this.#highWaterMark);
    let outcome: Outcome | undefined;
    try {
      const context = this.#services.contexts.create(invocation);
      const returned = this.handler(builtIns.parse(invocation.event.toString()), current.stream, context);
      await current.ended(await current.promise(returned));
    } catch (error) {
      outcome = await current.failed(error);
    }
    this.next(outcome);
  }
}
