/** Calls one listener when the event loop has nothing left to wait for. */
export class EmptyLoop {
  #listener: (() => void) | undefined;

  constructor() {
    process.on('beforeExit', () => {
      const listener = this.#listener;
      this.#listener = undefined;
      listener?.();
    });
  }

  /** Replaces the listener; undefined: the process may end. */
  listen(listener: (() => void) | undefined): void {
    this.#listener = listener;
  }
}
