import { builtIns } from './builtIns';
import type { EmptyLoop } from './emptyLoop';
import { errorOutcome, responseOutcome } from './outcome';
import type { Invocation, Outcome } from './runtimeApi';
import { runtimeError } from './runtimeErrors';
import type { RuntimeServices } from './runtimeServices';

const PROMISE_NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

/** `callbackWaitsForEmptyEventLoop`, which functions set on their context object; gone since nodejs24.x. */
export class LoopContext {
  waitsForEmptyEventLoop = true;
  readonly context: { callbackWaitsForEmptyEventLoop: boolean };

  constructor() {
    const get = (): boolean => this.waitsForEmptyEventLoop;
    const set = (value: boolean): void => {
      this.waitsForEmptyEventLoop = value;
    };
    this.context = {
      get callbackWaitsForEmptyEventLoop() {
        return get();
      },
      set callbackWaitsForEmptyEventLoop(value) {
        set(value);
      },
    };
  }
}

/** The part of the context object that ends invocations; gone since nodejs24.x. */
interface CallbackContext {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  readonly done: (error?: unknown, result?: unknown) => void;
}

/**
 * One invocation up to nodejs22.x: the first of callback, `context.done/succeed/fail` and the returned promise decides
 * (lambda-contract §9.2). The outcome is known at that moment and sent in the next turn of the event loop.
 */
export class CallbackInvocation {
  readonly context: CallbackContext;
  /** The outcome, once there is one. */
  outcome: Outcome | undefined;
  private readonly loopContext = new LoopContext();
  private finished = false;
  private completed = false;

  constructor(
    readonly invocation: Invocation,
    private readonly services: RuntimeServices,
    private readonly loop: EmptyLoop,
    private readonly onOutcome: () => void,
  ) {
    this.context = Object.assign(this.loopContext.context, {
      succeed: this.first((result) => this.done(null, result)),
      fail: this.first((error) => this.done(error ?? 'handled')),
      done: this.first((error, result) => this.done(error, result)),
    });
  }

  /** The handler's third parameter. */
  readonly callback = this.first((error, result) => {
    // The event loop is another invocation's by now.
    if (this.outcome !== undefined) return;
    this.loop.listen(undefined);
    if (error !== undefined && error !== null) this.fail(error);
    else if (!this.loopContext.waitsForEmptyEventLoop) this.complete(result);
    else this.loop.listen(() => builtIns.setImmediate(() => this.complete(result)));
  });

  /** The event loop is empty and nothing was decided: an async handler must have lost a promise, others return null. */
  onEmptyLoop(async: boolean): void {
    this.completed = true;
    if (async) this.fail(runtimeError(this.services.rules, 'NodeJsExit', PROMISE_NEVER_SETTLED));
    else this.settle(responseOutcome(this.invocation, null, this.services.rules));
  }

  /** Only the first decision counts, unless it could not be carried out. */
  private first(decide: (one: unknown, other: unknown) => void): (one?: unknown, other?: unknown) => void {
    return (one, other) => {
      if (this.finished) return;
      decide(one, other);
      this.finished = true;
    };
  }

  private done(error: unknown, result?: unknown): void {
    if (this.outcome === undefined) this.loop.listen(undefined);
    if (error !== undefined && error !== null) this.fail(error);
    else this.complete(result);
  }

  private complete(result: unknown): void {
    if (this.completed) {
      console.error(
        'Invocation has already been reported as done. Cannot call complete more than once per invocation.',
      );
      return;
    }
    this.completed = true;
    this.settle(responseOutcome(this.invocation, result, this.services.rules));
  }

  private fail(error: unknown): void {
    this.services.errorLog.log('Invoke Error', error);
    this.settle(errorOutcome(this.invocation, error, this.services.rules));
  }

  private settle(outcome: Outcome): void {
    if (this.outcome !== undefined) return;
    this.outcome = outcome;
    this.onOutcome();
  }
}
