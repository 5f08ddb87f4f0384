import { builtIns } from './builtIns';
import { CallbackInvocation, LoopContext } from './callbackInvocation';
import type { EmptyLoop } from './emptyLoop';
import type { FatalErrors } from './fatalErrors';
import type { Handler, HandlerFunction } from './handlerLoader';
import { errorOutcome } from './outcome';
import type { Invocation, Outcome } from './runtimeApi';
import { beginInvocation, isPromiseLike, type RuntimeServices } from './runtimeServices';
import type { StreamingInvocation } from './streaming';

/**
 * Runs handlers by the rules up to nodejs22.x (lambda-contract §9.2): callbacks, promises, `context.done`, and an empty event
 * loop as the end of an invocation.
 *
 * The handler is called as a method, like AWS's client does: its name is part of the stack traces that functions log.
 */
export class Runtime {
  readonly handler: HandlerFunction;
  readonly #services: RuntimeServices;
  readonly #loop: EmptyLoop;
  readonly #fatalErrors: FatalErrors;
  readonly #async: boolean;
  readonly #highWaterMark: number | undefined;
  readonly #streaming: typeof StreamingInvocation | undefined;

  /** `streaming` is given for streaming handlers. */
  constructor(
    services: RuntimeServices,
    loop: EmptyLoop,
    fatalErrors: FatalErrors,
    handler: Handler,
    streaming: typeof StreamingInvocation | undefined,
  ) {
    this.handler = handler.call;
    this.#services = services;
    this.#loop = loop;
    this.#fatalErrors = fatalErrors;
    this.#async = handler.async;
    this.#highWaterMark = handler.highWaterMark;
    this.#streaming = streaming;
  }

  /** Asks for the first invocation; runs until the process ends. */
  start(): void {
    this.#next(undefined);
  }

  #next(outcome: Outcome | undefined): void {
    // Once its outcome is sent, an error that nobody catches cannot be told to the caller any more.
    this.#fatalErrors.report = (_error, exit) => exit();
    const run =
      this.#streaming === undefined ? this.#runBuffered.bind(this) : this.#runStreaming.bind(this, this.#streaming);
    this.#services.api.next(outcome, (invocation) => void run(invocation));
  }

  async #runBuffered(invocation: Invocation): Promise<void> {
    // Leaves the socket's frames behind, so that they are not in the stack traces of user code.
    await builtIns.resolved;
    const { api, contexts, rules } = this.#services;
    const sendNextTurn = (): void => {
      builtIns.setImmediate(() => {
        if (!this.#fatalErrors.reported) this.#next(current.outcome);
      });
    };
    const current = new CallbackInvocation(invocation, this.#services, this.#loop, sendNextTurn);
    beginInvocation(this.#services, invocation);
    this.#fatalErrors.report = (error, exit) => {
      api.deliver(current.outcome ?? errorOutcome(invocation, error, rules), exit);
    };
    this.#loop.listen(() => current.onEmptyLoop(this.#async));
    try {
      const event: unknown = builtIns.parse(invocation.event.toString());
      const context = Object.assign(current.context, contexts.create(invocation));
      const { succeed, fail } = context;
      const result = this.handler(event, context, current.callback);
      if (isPromiseLike(result)) {
        builtIns.PromiseConstructor.resolve(result).then(succeed, fail).catch(fail);
      }
    } catch (error) {
      current.callback(error);
    }
  }

  async #runStreaming(streaming: typeof StreamingInvocation, invocation: Invocation): Promise<void> {
    await builtIns.resolved;
    const { api, contexts } = this.#services;
    beginInvocation(this.#services, invocation);
    const current = new streaming(this.#services, invocation, this.#highWaterMark);
    this.#fatalErrors.report = async (error, exit) => {
      const outcome = await current.fail(error);
      if (outcome === undefined) exit();
      else api.deliver(outcome, exit);
    };
    const loopContext = new LoopContext();
    const next = (): void => {
      if (!this.#fatalErrors.reported) this.#next(undefined);
    };
    this.#loop.listen(next);
    let outcome: Outcome | undefined;
    try {
      const context = Object.assign(loopContext.context, contexts.create(invocation));
      const returned = this.handler(builtIns.parse(invocation.event.toString()), current.stream, context);
      await current.ended(await current.promise(returned));
    } catch (error) {
      outcome = await current.failed(error);
    }
    if (this.#fatalErrors.reported) return;
    if (outcome !== undefined) api.deliver(outcome, () => undefined);
    if (loopContext.waitsForEmptyEventLoop) this.#loop.listen(() => builtIns.setImmediate(next));
    else next();
  }
}
