import type { Disposable } from '../lambda/lifecycleEvents';

/** A state that others can watch; it never leaves its last one. */
export class ObservableState<State extends string> {
  private readonly listeners = new Set<() => void>();

  constructor(
    private current: State,
    private readonly last: State,
  ) {}

  get value(): State {
    return this.current;
  }

  /** Does nothing once the last state is reached. */
  enter(state: State): void {
    if (this.current === this.last) {
      return;
    }
    this.current = state;
    for (const listener of [...this.listeners]) {
      listener();
    }
  }

  /** Calls `listener` after each change. */
  onChange(listener: () => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }
}
