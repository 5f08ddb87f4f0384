/** Ends within this time count together. */
const REMEMBERED_MS = 3 * 60_000;
const PAUSES_MS = [500, 1_000, 3_000, 10_000];

/**
 * Whether and when a program that ended by itself is started again: after growing pauses, and not any more when it has
 * ended too often within three minutes.
 */
export class RestartPolicy {
  /** Times of the ends, in milliseconds. */
  constructor(private readonly ends: readonly number[] = []) {}

  /** The policy after an end at `now`; without `pauseMs` the program stays off. */
  after(now: number): { readonly policy: RestartPolicy; readonly pauseMs: number | undefined } {
    const recent = this.ends.filter((end) => now - end < REMEMBERED_MS);
    return { policy: new RestartPolicy([...recent, now]), pauseMs: PAUSES_MS[recent.length] };
  }
}
