import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseMountTable } from './mountTable';
import { listProcessIds, readProcessStatus, readText } from './processTable';

/** A process group that was started, recognisable later. */
export interface GroupRecord {
  readonly id: number;
  /** Start of the group's first process, see `ProcessStatus`; undefined where the system does not say. */
  readonly startTime: number | undefined;
  /** When it was started, milliseconds since the epoch. */
  readonly startedAt: number;
}

interface Abandoned {
  readonly groups: readonly GroupRecord[];
  readonly marker: string;
}

/** The only names that environments have; anything else could fit processes that are none of ours. */
export const MARKER = /^warmpath-[\w-]+$/;
/** How far apart the same start may be in our and the system's books. */
const START_TOLERANCE_MS = 2_000;
const DYING_ROUNDS = 100;
const DYING_ROUND_MS = 10;

/** Kills the groups that still are what the records say, and processes that still see the marked mounts. */
export async function killAbandoned(abandoned: readonly Abandoned[]): Promise<number> {
  const groups = abandoned.flatMap((one) => one.groups).filter((group) => isTheSame(group));
  for (const group of groups) {
    kill(-group.id);
  }
  const markers = new Set(abandoned.map(({ marker }) => marker).filter((marker) => MARKER.test(marker)));
  for (let round = 0; round < DYING_ROUNDS; round++) {
    const left = process.platform === 'linux' ? findMarked(markers) : [];
    if (left.length === 0 && !groups.some((group) => exists(-group.id))) {
      break;
    }
    left.forEach((id) => kill(id));
    await sleep(DYING_ROUND_MS);
  }
  return groups.length;
}

/** Ids of processes that see mounts with one of the names, or whose variables name a folder in the temporary one. */
function findMarked(markers: ReadonlySet<string>): number[] {
  return listProcessIds().filter((id) => {
    if (id === process.pid || markers.size === 0) {
      return false;
    }
    const mounts = parseMountTable(readText(`/proc/${String(id)}/mountinfo`) ?? '');
    const variables = readText(`/proc/${String(id)}/environ`) ?? '';
    return (
      mounts.some(({ source }) => markers.has(source)) ||
      [...markers].some((marker) => variables.includes(`/environments/${marker}/`))
    );
  });
}

function isTheSame(group: GroupRecord): boolean {
  // As groups, 0 and 1 would reach everything there is.
  if (!(group.id > 1) || process.platform === 'win32') {
    return false;
  }
  if (group.startTime === undefined) {
    return isTheSameByPs(group);
  }
  const leader = readProcessStatus(group.id);
  if (leader !== undefined) {
    return leader.startTime === group.startTime;
  }
  return listProcessIds().some((id) => {
    const status = readProcessStatus(id);
    return status?.group === group.id && status.session === group.id;
  });
}

/** The same question where there is no `/proc`; start times then have a resolution of seconds. */
function isTheSameByPs(group: GroupRecord): boolean {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,pid=,lstart='], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  });
  const members = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.+)$/.exec(line))
    .filter((match) => match !== null)
    .filter((match) => Number(match[1]) === group.id)
    .map((match) => ({ id: Number(match[2]), startedAt: Date.parse(match[3] ?? '') }));
  const leader = members.find(({ id }) => id === group.id);
  return leader === undefined
    ? members.length > 0 && members.every(({ startedAt }) => startedAt >= group.startedAt - START_TOLERANCE_MS)
    : Math.abs(leader.startedAt - group.startedAt) <= START_TOLERANCE_MS;
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function exists(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
