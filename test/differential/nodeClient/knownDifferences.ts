/** One difference between AWS's client and ours that is meant to be. */
export interface KnownDifference {
  readonly runtimes: readonly ('nodejs24.x' | 'nodejs22.x')[];
  readonly cases: readonly string[];
  /** As in a transcript. */
  readonly aspect: string;
  /** Text that the transcript of AWS's client contains there; empty: there is nothing. */
  readonly aws: string;
  /** Text that our transcript contains there; empty: there is nothing. */
  readonly own: string;
  readonly why: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [];
