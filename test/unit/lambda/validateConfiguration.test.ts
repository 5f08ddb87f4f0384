import { expect, test } from 'vitest';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { validateConfiguration } from '../../../src/lambda/validateConfiguration';

const valid = functionConfiguration({ name: 'f', runtime: 'nodejs22.x', handler: 'app.handler', codePath: '/code' });

test('what the service accepts is accepted, to the edge of each range', () => {
  expect(validateConfiguration(valid)).toEqual([]);
  expect(validateConfiguration({})).toEqual([]);
  for (const timeout of [1, 900]) expect(validateConfiguration({ timeout })).toEqual([]);
  for (const memorySize of [128, 10_240]) expect(validateConfiguration({ memorySize })).toEqual([]);
  for (const ephemeralStorage of [512, 10_240]) expect(validateConfiguration({ ephemeralStorage })).toEqual([]);
  expect(validateConfiguration({ layers: ['a', 'b', 'c', 'd', 'e'] })).toEqual([]);
  expect(validateConfiguration({ reservedConcurrency: 0, provisionedConcurrency: 1 })).toEqual([]);
});

// lambda-contract, statement 222
test.each([
  [{ timeout: 901 }, 'The timeout is 901 s; use a whole number from 1 to 900.'],
  [{ timeout: 0 }, 'The timeout is 0 s; use a whole number from 1 to 900.'],
  [{ timeout: 1.5 }, 'The timeout is 1.5 s; use a whole number from 1 to 900.'],
  [{ memorySize: 127 }, 'The memory size is 127 MB; use a whole number from 128 to 10240.'],
  [{ memorySize: 10_241 }, 'The memory size is 10241 MB; use a whole number from 128 to 10240.'],
  [{ ephemeralStorage: 511 }, 'The ephemeral storage is 511 MB; use a whole number from 512 to 10240.'],
  [{ layers: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'The function has 6 layers; Lambda allows 5, so merge some.'],
  [{ reservedConcurrency: -1 }, 'The reserved concurrency is -1; use a whole number from 0.'],
  [{ provisionedConcurrency: 0 }, 'The provisioned concurrency is 0; use a whole number from 1.'],
  [
    { asynchronous: { maximumRetryAttempts: 3, maximumEventAgeSeconds: 60 } },
    'The number of retries is 3; use a whole number from 0 to 2.',
  ],
  [
    { asynchronous: { maximumRetryAttempts: 0, maximumEventAgeSeconds: 59 } },
    'The maximum event age is 59 s; use a whole number from 60 to 21600.',
  ],
])('%j is refused', (settings, sentence) => {
  expect(validateConfiguration(settings)).toEqual([sentence]);
});

// lambda-contract, statement 172
test('variables are refused for their names and their size together', () => {
  expect(validateConfiguration({ environment: { '1A': 'x', A: 'x' } })).toHaveLength(2);
  expect(validateConfiguration({ environment: { BIG: 'x'.repeat(4_093) } })).toEqual([]);
  expect(validateConfiguration({ environment: { BIG: 'x'.repeat(4_094) } })).toHaveLength(1);
});
