import { executionAsyncId } from 'node:async_hooks';
import { captureTrace, type Trace } from './trace';
import type { Origin, UserCode } from './userCode';

interface Step {
  readonly trace: Trace;
  /** What ran when it was begun. */
  readonly cause: number;
}

/** A way back to the user's code is not longer than this in practice. */
const MAXIMUM_STEPS = 8;
const REMEMBERED_STEPS = 512;
/** Stacks of deferred calls that are remembered between two observations: a few microseconds each. */
const DEFERRED_IN_INIT = 1_000;
const DEFERRED_IN_INVOCATION = 40;
/** How Node.js calls its own deferred functions. */
const OF_NODE = /(?:(?<!onSocket)NT|_|Tick|Nop)$/;

/** Where something was begun: taken at once, understood only when somebody asks. */
export interface Beginning {
  readonly trace: Trace;
  readonly cause: number;
}

/** Finds the user's line behind what libraries begin in callbacks. */
export class Origins {
  private readonly steps = new Map<number, Step>();
  private deferredLeft = DEFERRED_IN_INIT;

  constructor(private readonly code: UserCode) {}

  /** Remembers who stands here. */
  begin(id: number): Beginning {
    const step = { trace: captureTrace(), cause: executionAsyncId() };
    this.remember(id, step);
    return step;
  }

  /** Who stands here; nothing else is begun by it. */
  beginLoose(): Beginning {
    return { trace: captureTrace(), cause: executionAsyncId() };
  }

  /** A call that was put off with `process.nextTick`. There are many, and few lead to a connection. */
  deferred(id: number, resource: object): void {
    if (this.deferredLeft === 0) return;
    const { callback } = resource as { readonly callback?: unknown };
    if (typeof callback !== 'function' || OF_NODE.test(callback.name)) return;
    this.deferredLeft -= 1;
    this.remember(id, { trace: captureTrace(), cause: executionAsyncId() });
  }

  /** Something is done in the course of what was begun before. */
  continues(id: number, { trace, cause }: Beginning): void {
    this.remember(id, { trace, cause });
  }

  /** Another observation begins. */
  renew(): void {
    this.deferredLeft = DEFERRED_IN_INVOCATION;
  }

  /** Who began it; callbacks lead to who asked for them. */
  origin(beginning: Beginning): Origin {
    const direct = this.code.origin(beginning.trace);
    if (direct.place !== undefined || direct.nearest === 'runtime') return direct;
    let { cause } = beginning;
    for (let count = 0; count < MAXIMUM_STEPS; count += 1) {
      const step = this.steps.get(cause);
      if (step === undefined) break;
      const { place, nearest } = this.code.origin(step.trace);
      if (place !== undefined)
        return { ...direct, place, nearest: direct.nearest === 'none' ? nearest : direct.nearest };
      cause = step.cause;
    }
    return direct;
  }

  private remember(id: number, step: Step): void {
    this.steps.set(id, step);
    if (this.steps.size <= REMEMBERED_STEPS) return;
    for (const oldest of this.steps.keys()) {
      this.steps.delete(oldest);
      break;
    }
  }
}
