/** A promise that is settled from outside; settling it again does nothing. */
export class Deferred<Value> {
  readonly promise: Promise<Value>;
  private settle: (value: Value) => void = () => undefined;
  private readonly races = new Set<() => void>();
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
    for (const decide of this.races) {
      decide();
    }
    this.races.clear();
  }

  /**
   * The first of `others` and this, in this order. Unlike with `Promise.race`, nothing of a race that others have won
   * stays behind here: this may outlive many races.
   */
  race<Other>(others: readonly Promise<Other>[]): Promise<Value | Other> {
    const first = (): Promise<Value | Other> => Promise.race([...others, this.promise]);
    if (this.done) {
      return first();
    }
    return new Promise((resolve) => {
      const decide = (): void => {
        resolve(first());
      };
      this.races.add(decide);
      void Promise.race(others).then((value) => {
        this.races.delete(decide);
        resolve(value);
      });
    });
  }
}

/** Resolves when whoever waited for what has just been settled has run. */
export async function callersHaveRun(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves after the event loop has taken up everything that had already arrived. */
export async function eventLoopTurn(): Promise<void> {
  // The first callback runs in the turn that is under way; only the second one has seen a fresh poll.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
