import type { Expression } from '../facts/fileFacts';
import { partsOfExpression } from './mentions';
import type { ProgramFile } from './program';

/** Members and methods of clients that tell whether a connection is still there. */
export const LIVENESS: ReadonlySet<string> = new Set([
  '_closed',
  '_connected',
  '_ended',
  '_ending',
  'alive',
  'broken',
  'closed',
  'closing',
  'connected',
  'destroyed',
  'disconnected',
  'ended',
  'isConnected',
  'isInitialized',
  'isOpen',
  'isReady',
  'isUp',
  'is_alive',
  'is_authenticated',
  'is_closed',
  'is_connected',
  'is_healthy',
  'is_open',
  'is_usable',
  'isclosed',
  'open',
  'ping',
  'readyState',
  'socket',
  'state',
  'status',
  'usable',
]);

/** Methods that connect again what was closed or lost. */
export const CONNECTING: ReadonlySet<string> = new Set([
  'bind',
  'check_connection',
  'connect',
  'initialize',
  'open',
  'ping',
  'rebind',
  'reconnect',
  'start',
]);

/** Whether one of these names is written in a condition. */
export function conditionsName(
  file: ProgramFile,
  conditions: readonly number[],
  isNamed: (name: string) => boolean,
): boolean {
  return conditions.some((id) => {
    const test = file.facts.conditions[id]?.test;
    return test !== undefined && partsOfExpression(file, test).some((part) => isNamed(nameOf(part)));
  });
}

function nameOf(part: Expression): string {
  if (part.kind === 'name' || part.kind === 'member') return part.name;
  return part.kind === 'literal' ? (part.text ?? '') : '';
}
