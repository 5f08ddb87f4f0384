/** Something whose memory is looked at while it runs. */
export interface Watched {
  /** Looks now; returns false when there is nothing to look at until the next `wake`. */
  look(): boolean;
}

const PERIOD_MS = 25;
/** How many idle rounds the timer survives: stopping and starting it costs more than a few empty rounds. */
const IDLE_ROUNDS = 40;
/** With very many environments each is looked at less often, so that the host stays responsive. */
const ROUND_BUDGET_MS = 3;

/** One timer for all environments of a sandbox, running only while one of them does. */
export class MemoryWatch {
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;
  #idleRounds = 0;

  add(watched: Watched): void {
    this.#watched.add(watched);
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size === 0) {
      this.#stop();
    }
  }

  /** Something of the watched began to run. Costs nothing when the timer runs already. */
  wake(): void {
    this.#idleRounds = 0;
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => this.#look(), PERIOD_MS);
      this.#timer.unref();
    }
  }

  #look(): void {
    const until = performance.now() + ROUND_BUDGET_MS;
    let busy = false;
    for (const watched of [...this.#watched]) {
      if (performance.now() > until) {
        busy = true;
        break;
      }
      busy = watched.look() || busy;
      // Who was looked at goes to the end of the queue.
      if (this.#watched.delete(watched)) {
        this.#watched.add(watched);
      }
    }
    this.#idleRounds = busy ? 0 : this.#idleRounds + 1;
    if (this.#idleRounds >= IDLE_ROUNDS) {
      this.#stop();
    }
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
