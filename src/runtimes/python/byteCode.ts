import { createHash } from 'node:crypto';
import type { InterpreterHost } from '../interpreterHost';
import type { Interpreter } from '../interpreters';

/** Names byte code: another one for each interpreter, version and state of the source files. */
export async function byteCodeIdentity(
  host: InterpreterHost,
  { executable, version }: Interpreter,
  sources: readonly string[],
): Promise<string> {
  const stamps = await Promise.all(sources.map(async (source) => [source, await host.stamp(source)]));
  const identity = [executable, version, await host.stamp(executable), ...stamps.flat()].join('\n');
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
