import { expect, it } from 'vitest';
import { RestartPolicy } from '../../../src/editor/analysis/restartPolicy';

/** Pauses after ends at these times. */
function pauses(times: readonly number[]): (number | undefined)[] {
  let policy = new RestartPolicy();
  return times.map((time) => {
    const after = policy.after(time);
    policy = after.policy;
    return after.pauseMs;
  });
}

it('waits longer each time, and gives up', () => {
  const found = pauses([0, 1_000, 2_000, 3_000, 4_000]);
  expect(found).toEqual([500, 1_000, 3_000, 10_000, undefined]);
});

it('forgets ends of long ago', () => {
  expect(pauses([0, 1_000, 2_000, 600_000])).toEqual([500, 1_000, 3_000, 500]);
  expect(pauses([0, 100_000, 200_000, 300_000])).toEqual([500, 1_000, 1_000, 1_000]);
});
