/** What runs have shown about one line of the user's code. */
export interface LineEvidence {
  /** Absolute path. */
  readonly file: string;
  /** From 1, at the time of the runs. */
  readonly line: number;
  readonly functionName: string;
  readonly kind: 'connection' | 'file' | 'state' | 'leftover';
  /** One line without a full stop: `6 connections in 6 invocations to 127.0.0.1:5432, 41 ms each, 3 still open`. */
  readonly note: string;
  /** A name that findings about the same thing mention. */
  readonly subject?: string;
  /** Codes of the rules whose findings this confirms; the first one is found where no rule saw anything. */
  readonly confirms?: readonly [string, ...string[]];
}
