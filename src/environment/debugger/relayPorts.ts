import type { Disposable } from '../../lambda/lifecycleEvents';

/** What a relay learns about the conversation between a debugger and a runtime. */
export interface RelayObserver {
  /** The runtime owes an answer; a frozen one must run for it. */
  requested(): void;
  /** `answers` of them were given, or will not be given any more. */
  answered(answers: number): void;
  /** The debugger has said all it wants to say before user code is loaded. */
  ready(): void;
  /** The function stands still, or runs again. Said once for each change. */
  paused(): void;
  resumed(): void;
  /** A debugger that was connected is gone. */
  disconnected(): void;
}

/** A door for debuggers in front of one runtime process. */
export interface Relay extends Disposable {
  /** What a debugger connects to; see `DebugAddress`. */
  readonly address: string;
}
