import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { completeConfiguration } from '../../../src/debugAdapter/configuration';
import { CONFIGURATION_ATTRIBUTES } from '../../../src/debugAdapter/configurationSchema';

test('package.json describes the configurations as the types have them; `npm run contributions` writes it.', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { debuggers: { type: string; configurationAttributes: unknown }[] };
  };
  const contributed = manifest.contributes.debuggers.find(({ type }) => type === 'lambda');
  expect(contributed?.configurationAttributes).toEqual(CONFIGURATION_ATTRIBUTES);
});

describe('completing a configuration', () => {
  test('decides what is left open', () => {
    expect(completeConfiguration({ function: 'Orders' })).toEqual({
      function: 'Orders',
      invocations: 1,
      concurrency: 1,
      timeoutPolicy: 'pause',
      onCodeChange: 'recycle',
      stopOnInit: false,
      justMyCode: true,
      debuggerOptions: {},
    });
  });

  test.each([
    [{}, 'The launch configuration names no function; add "function" (or "handler") to it.'],
    [
      { function: 'Orders', invocations: -1 },
      '"invocations" of the launch configuration must be a whole number from 0 on.',
    ],
    [
      { function: 'Orders', concurrency: 0.5 },
      '"concurrency" of the launch configuration must be a whole number from 1 on.',
    ],
    [
      { function: 'Orders', timeoutPolicy: 'never' as 'off' },
      '"timeoutPolicy" of the launch configuration must be one of pause, strict, off.',
    ],
  ])('refuses %j', (given, message) => {
    expect(() => completeConfiguration(given)).toThrow(message);
  });
});
