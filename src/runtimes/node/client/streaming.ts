import { describeError } from './errorFormat';
import { errorOutcome } from './outcome';
import { StreamedResponse } from './responseStream';
import type { Invocation, Outcome } from './runtimeApi';
import { isPromiseLike, nextTurn, type RuntimeServices } from './runtimeServices';

/** One invocation of a streaming handler (lambda-contract §2.3, §9.2); whoever runs it calls the handler. */
export class StreamingInvocation {
  private readonly response: StreamedResponse;

  constructor(
    private readonly services: RuntimeServices,
    private readonly invocation: Invocation,
    highWaterMark: number | undefined,
  ) {
    this.response = new StreamedResponse(services.api, invocation, services.rules, highWaterMark);
  }

  /** The handler's second parameter. */
  get stream(): unknown {
    return this.response.stream;
  }

  /** What the handler returned, which must be a promise. */
  promise(returned: unknown): PromiseLike<unknown> {
    if (isPromiseLike(returned)) return returned;
    // Up to nodejs22.x the runtime's own complaints are plain strings.
    const problem = 'Streaming does not support non-async handlers.';
    throw this.services.rules === 'promise' ? new Error(problem) : (problem as unknown);
  }

  /** The promise was resolved with `result`: resolves when the stream has ended too. */
  async ended(result: unknown): Promise<void> {
    if (result !== undefined) console.warn('Streaming handlers ignore return values.');
    await this.response.done();
  }

  /** The handler failed: logs it and ends the response. See `fail`. */
  async failed(error: unknown): Promise<Outcome | undefined> {
    await nextTurn();
    this.services.errorLog.log('Invoke Error', error);
    return await this.fail(error);
  }

  /** Ends the response with an error; resolves with the outcome to deliver when nothing was streamed yet. */
  async fail(error: unknown): Promise<Outcome | undefined> {
    const { rules } = this.services;
    const streamed = await this.response.fail(describeError(error, rules));
    return streamed ? undefined : errorOutcome(this.invocation, error, rules);
  }
}
