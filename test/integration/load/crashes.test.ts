import { expect, test } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { leftovers } from '../../support/leftovers';
import { TestFleet } from '../../support/testFleet';

const INVOCATIONS = 200;
const CONCURRENCY = 5;

/** How each invocation ends, by its number. */
const ENDS = ['return', 'kill', 'return', 'exit', 'throw', 'return', 'fork', 'return', 'reject', 'return'] as const;

const UNSTEADY = `
const { spawnSync } = require('node:child_process');
const ends = {
  return: () => undefined,
  kill: () => process.kill(process.pid, 'SIGKILL'),
  exit: () => process.exit(3),
  throw: () => { throw new Error('thrown'); },
  // It ends the process once the handler has returned.
  reject: () => { void Promise.reject(new Error('rejected')); },
  fork: () => { spawnSync('sh', ['-c', '(setsid sleep 600 </dev/null >/dev/null 2>&1 &)']); },
};
exports.handler = async ({ number, end }) => { ends[end](); return number; };
`;

test('a function that crashes all the time harms no other invocation', { timeout: 120_000 }, async () => {
  const fleet = new TestFleet();
  await fleet.serve({
    codePath: functionFolder({ 'index.js': UNSTEADY }),
    reservedConcurrency: CONCURRENCY,
    timeout: 30,
  });
  const unexpected: string[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < INVOCATIONS) {
      const number = next;
      next += 1;
      const end = ENDS[number % ENDS.length] ?? 'return';
      const response = await fleet.invoke({ number, end });
      const text = Buffer.from(response.payload).toString();
      const succeeds = end === 'return' || end === 'fork';
      // Whether the answer or the end of the process comes first is open.
      if (end !== 'reject' && (succeeds ? text !== String(number) : response.functionError === undefined)) {
        unexpected.push(`${String(number)} (${end}): ${text}`);
      }
      await response.completed;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  expect(unexpected).toEqual([]);
  expect(fleet.eventsOf('platform.report')).toHaveLength(INVOCATIONS);
  expect(fleet.eventsOf('invocation.throttled')).toEqual([]);
  expect(fleet.eventsOf('environment.created').length).toBeLessThanOrEqual(CONCURRENCY);
  await fleet.dispose();
  expect(leftovers(process.pid, fleet.stateFolder)).toEqual([]);
});
