import type { EnvironmentPhase } from '../environmentPhase';
import { spansOf } from '../textDetails';
import type { TimelineRow } from '../timeline';

/** What stands beside the lane of an environment. */
export interface LaneLabel {
  /** Enough of the environment's id to tell it from the others. */
  readonly name: string;
  /** What it does, or did last, in one word. */
  readonly state: EnvironmentPhase | 'stopped';
  /** `1 cold, 5 warm`. */
  readonly counts: string;
}

const NAME_LENGTH = 8;

export function laneLabel(row: TimelineRow): LaneLabel {
  let cold = 0;
  let warm = 0;
  for (const span of spansOf(row.spans, 'invoke')) {
    if (span.cold) cold += 1;
    else warm += 1;
  }
  return { name: row.environmentId.slice(0, NAME_LENGTH), state: stateOf(row), counts: `${cold} cold, ${warm} warm` };
}

function stateOf({ stopped, spans, pauses, endMs }: TimelineRow): LaneLabel['state'] {
  if (stopped) return 'stopped';
  const last = spans.at(-1);
  if (last?.open !== true) return 'idle';
  if (pauses.at(-1)?.endMs === endMs && last.phase !== 'frozen') return 'paused';
  switch (last.phase) {
    case 'init':
      return 'Init';
    case 'invoke':
      return 'Invoke';
    case 'frozen':
      return 'frozen';
    case 'shutdown':
      return 'stopping';
  }
}
