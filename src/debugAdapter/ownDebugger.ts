import type { CompleteConfiguration } from './configuration';

/**
 * Whether the user's own debugger debugs the function: programs of `provided.*` runtimes bring one, e.g. `dlv` or `gdb` on
 * a port, and the user its configuration. Nobody sees what it asks, and when it holds the function.
 */
export function hasOwnDebugger(
  runtime: string,
  { noDebug, debuggerOptions }: Pick<CompleteConfiguration, 'noDebug' | 'debuggerOptions'>,
): boolean {
  return noDebug !== true && runtime.startsWith('provided') && typeof debuggerOptions['type'] === 'string';
}
