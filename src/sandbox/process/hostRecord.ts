import { MARKER, type GroupRecord } from './abandonedProcesses';
import type { HostIdentity, MachineIdentity } from './hostIdentity';

/** What one environment would leave behind if its host process were killed now. */
export interface Belongings {
  readonly groups: readonly GroupRecord[];
  /** Path of its memory cgroup. */
  readonly cgroup: string | undefined;
  /** Name of the environment's folder and of its mounts. */
  readonly marker: string;
}

/** The content of a registry file. */
export interface HostRecord {
  readonly version: 1;
  readonly machine: MachineIdentity;
  readonly host: HostIdentity;
  readonly belongings: readonly Belongings[];
}

/**
 * Reads a registry file; undefined when it is damaged or not of this version. Processes are killed and folders are
 * removed because of it, so everything in it is checked.
 */
export function parseHostRecord(text: string): HostRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHostRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHostRecord(value: unknown): value is HostRecord {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    isObject(value['machine']) &&
    ['name', 'namespace', 'boot'].every(
      (name) => isObject(value['machine']) && typeof value['machine'][name] === 'string',
    ) &&
    isIdentity(value['host']) &&
    Array.isArray(value['belongings']) &&
    value['belongings'].every(isBelongings)
  );
}

function isBelongings(value: unknown): value is Belongings {
  return (
    isObject(value) &&
    typeof value['marker'] === 'string' &&
    MARKER.test(value['marker']) &&
    (value['cgroup'] === undefined || typeof value['cgroup'] === 'string') &&
    Array.isArray(value['groups']) &&
    // 0 and 1 as groups would reach everything there is.
    value['groups'].every(
      (group) => isIdentity(group) && group.id > 1 && isObject(group) && isNumber(group['startedAt']),
    )
  );
}

function isIdentity(value: unknown): value is HostIdentity {
  return (
    isObject(value) &&
    Number.isInteger(value['id']) &&
    (value['startTime'] === undefined || isNumber(value['startTime']))
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
