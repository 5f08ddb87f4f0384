import { expect, test } from 'vitest';
import { run } from '../../support/commandLine';
import { functionFolder } from '../../support/functionFolder';

test('functions of code come with how sure they are', async () => {
  const folder = functionFolder({
    'orders.js': 'exports.handler = async (event, context) => event;\n',
    'jobs.py': 'def handler():\n    return 1\n',
  });
  const { code, stdout } = await run(['functions'], { folder });
  expect(stdout).toContain('from      its code (likely)');
  expect(stdout).toContain('from      its code (possible)');
  expect(code).toBe(0);
  const listed: unknown = JSON.parse((await run(['functions', '--json'], { folder })).stdout);
  expect(listed).toMatchObject([
    { logicalName: 'jobs', origin: 'convention', confidence: 'possible' },
    { logicalName: 'orders', origin: 'convention', confidence: 'likely' },
  ]);
});
