import { parseEvent } from './context';
import { describeError } from './errorFormat';
import { errorOutcome } from './outcome';
import { StreamedResponse } from './responseStream';
import type { Invocation, Outcome } from './runtimeApi';
import { isPromiseLike, nextTurn, type RuntimeServices } from './runtimeServices';

/** Calls the handler with the event, the response stream and the context. */
type CallStreamingHandler = (event: unknown, stream: unknown, context: object) => unknown;

/** One invocation of a streaming handler (lambda-contract §2.3, §9.2). */
export class StreamingInvocation {
  private readonly response: StreamedResponse;

  constructor(
    private readonly services: RuntimeServices,
    private readonly invocation: Invocation,
    highWaterMark: number | undefined,
  ) {
    this.response = new StreamedResponse(services.api, invocation, services.rules, highWaterMark);
  }

  /**
   * Resolves when the response is on its way; with an outcome when there was an error before the first byte, because then
   * nothing was streamed. Never rejects.
   */
  async run(call: CallStreamingHandler, createContext: () => object): Promise<Outcome | undefined> {
    try {
      const context = createContext();
      const pending = call(parseEvent(this.invocation), this.response.stream, context);
      if (!isPromiseLike(pending)) throw this.problem('Streaming does not support non-async handlers.');
      if ((await pending) !== undefined) console.warn('Streaming handlers ignore return values.');
      await this.response.done();
      return undefined;
    } catch (error) {
      await nextTurn();
      this.services.errorLog.log('Invoke Error', error);
      return this.fail(error);
    }
  }

  /** Ends the response with an error; the outcome to deliver when nothing was streamed. */
  fail(error: unknown): Outcome | undefined {
    const { rules } = this.services;
    return this.response.fail(describeError(error, rules)) ? undefined : errorOutcome(this.invocation, error, rules);
  }

  /** Up to nodejs22.x the runtime's own complaints are plain strings. */
  private problem(message: string): unknown {
    return this.services.rules === 'promise' ? new Error(message) : message;
  }
}
