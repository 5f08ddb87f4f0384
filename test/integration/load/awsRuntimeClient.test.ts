import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { installAwsRuntimeClients, PeersUnavailable, type AwsRuntimeClients } from '../../support/awsRuntimeClients';
import { functionFolder } from '../../support/functionFolder';
import { TestFleet } from '../../support/testFleet';

const INSTALL_TIMEOUT_MS = 900_000;

let peers: AwsRuntimeClients | string = 'not installed';

beforeAll(async () => {
  try {
    peers = await installAwsRuntimeClients();
  } catch (error) {
    if (!(error instanceof PeersUnavailable)) throw error;
    peers = `AWS's runtime clients are not available: ${error.message}`;
  }
}, INSTALL_TIMEOUT_MS);

describe("AWS's own runtime client", () => {
  test('runs 1,000 warm invocations on the Runtime API', { timeout: 120_000 }, async (context) => {
    if (typeof peers === 'string') return context.skip(peers);
    const fleet = new TestFleet();
    await fleet.serve({
      runtime: 'provided.al2023',
      timeout: 60,
      memorySize: 512,
      codePath: functionFolder(
        {
          'bootstrap!': `#!/bin/sh\nexec '${peers.node24}' '${peers.promiseClient}'\n`,
          'index.mjs': `let n = 0;
          export const handler = async (event, context) => {
            n += 1;
            if (event.number % 100 === 99) throw new RangeError(String(event.number));
            return { n, number: event.number, requestId: context.awsRequestId };
          };`,
        },
        path.dirname(peers.promiseClient),
      ),
    });
    for (let number = 0; number < 1_000; number += 1) {
      const response = await fleet.invoke({ number });
      const payload: unknown = JSON.parse(Buffer.from(response.payload).toString());
      if (number % 100 === 99) {
        expect(response.functionError).toBe('Unhandled');
        expect(payload).toMatchObject({ errorType: 'RangeError', errorMessage: String(number) });
      } else {
        expect(payload).toEqual({ n: number + 1, number, requestId: response.requestId });
      }
      await response.completed;
    }
    expect(fleet.eventsOf('environment.created')).toHaveLength(1);
    expect(fleet.eventsOf('environment.reset')).toEqual([]);
    return undefined;
  });
});
