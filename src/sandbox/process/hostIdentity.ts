import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { readBootId, readProcessStatus } from './processTable';

/** Where process ids mean the same. */
export interface MachineIdentity {
  readonly name: string;
  /** Containers number their processes themselves. */
  readonly namespace: string;
  readonly boot: string;
}

/** A process of this product that starts environments. */
export interface HostIdentity {
  readonly id: number;
  /** See `ProcessStatus`; undefined where the system does not say. */
  readonly startTime: number | undefined;
}

export function identifyMachine(): MachineIdentity {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has namespaces.
  }
  // The name of a Mac depends on the network it is in.
  return { name: process.platform === 'linux' ? hostname() : '', namespace, boot: readBootId() };
}

export function identifyHost(): HostIdentity {
  return { id: process.pid, startTime: readProcessStatus(process.pid)?.startTime };
}

/** Whether the process still exists. Where start times are unknown, a process with the same id counts as it. */
export function isHostAlive(host: HostIdentity): boolean {
  if (host.startTime !== undefined) {
    const status = readProcessStatus(host.id);
    return status?.startTime === host.startTime && !status.zombie;
  }
  try {
    process.kill(host.id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
