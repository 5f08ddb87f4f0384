/** A promise that is settled from outside; settling it again does nothing. */
export class Deferred<Value> {
  readonly promise: Promise<Value>;
  private settle: (value: Value) => void = () => undefined;
  private done = false;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get settled(): boolean {
    return this.done;
  }

  resolve(value: Value): void {
    this.done = true;
    this.settle(value);
  }
}

/** Resolves after the event loop has taken up everything that had already arrived. */
export async function eventLoopTurn(): Promise<void> {
  // The first callback runs in the turn that is under way; only the second one has seen a fresh poll.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
