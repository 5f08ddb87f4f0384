import { fileURLToPath } from 'node:url';
import { functionConfiguration, type FunctionConfiguration } from '../../../src/lambda/functionConfiguration';

export const HANDLERS_FOLDER = fileURLToPath(new URL('fixtures/functions', import.meta.url));

/** What the cases call: handlers of fixtures/functions/index.js, as functions of their own name and some special ones. */
export const SERVED_FUNCTIONS: readonly FunctionConfiguration[] = [
  ...[
    'answer',
    'asAsked',
    'brokenStream',
    'event',
    'fail',
    'failedStream',
    'largeStream',
    'nothing',
    'page',
    'record',
    'stream',
    'wait',
  ].map((handler) => served(handler, handler)),
  served('echo', 'echo', { aliases: { live: '1', next: '$LATEST' } }),
  served('describe', 'describe', { aliases: { live: '3' } }),
  served('busy', 'echo', { reservedConcurrency: 0 }),
  served('pending', 'echo', { state: 'Pending' }),
  served('tenants', 'describe', { tenantIsolation: true }),
  served('secretive', 'echo', { environment: { PASSWORD: 'hunter2' }, memorySize: 512 }),
];

function served(name: string, handler: string, given: Partial<FunctionConfiguration> = {}): FunctionConfiguration {
  return functionConfiguration({
    name,
    runtime: 'nodejs22.x',
    handler: `index.${handler}`,
    codePath: HANDLERS_FOLDER,
    timeout: 20,
    ...given,
  });
}
