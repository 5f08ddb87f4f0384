import type { Leftover } from '../lambda/evidence';
import { counted } from '../timeline/format';
import type { LineEvidence } from './lineEvidence';

const LEFT_BEHIND = ['work-after-response'] as const;

/** The work that one line of a function leaves behind. */
export class LeftoverRuns {
  private readonly startedInInit = new Set<string>();
  private readonly started = new Set<string>();
  private readonly requestIds = new Set<string>();
  private latest: Leftover | undefined;

  /** It was there when an Init phase or an invocation had ended; `environmentId` tells ids of environments apart. */
  seen(environmentId: string, requestId: string | undefined, leftover: Leftover): void {
    this.latest = leftover;
    const id = `${environmentId} ${leftover.leftoverId}`;
    if (requestId === undefined) this.startedInInit.add(id);
    else if (!this.startedInInit.has(id)) {
      this.started.add(id);
      this.requestIds.add(requestId);
    }
  }

  evidence(place: { file: string; line: number; functionName: string }, invocations: number): LineEvidence[] {
    const { latest } = this;
    if (latest === undefined) return [];
    const { description } = latest;
    if (this.started.size === 0) {
      return [{ ...place, kind: 'leftover', note: `${description} runs on from the Init phase` }];
    }
    return [
      {
        ...place,
        kind: 'leftover',
        note: `${description} was unfinished at the end of ${String(this.requestIds.size)} of ${counted(invocations, 'invocation')}, when the environment is frozen`,
        confirms: LEFT_BEHIND,
      },
    ];
  }
}
