import { chmodSync, cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { installAwsRuntimeClients, PeersUnavailable } from '../../support/awsRuntimeClients';
import { CountingServer, lines } from '../../support/countingServer';
import { evidenceTranscript } from '../../support/evidenceTranscript';
import { functionFolder } from '../../support/functionFolder';
import { TestFleet } from '../../support/testFleet';

const GOLDEN = path.resolve('test/golden/probes');
const PROGRAM = path.resolve('test/fixtures/probes/node/awsClient');
/** AWS's clients contain native code, which is built the first time. */
const OPTIONS = { timeout: 600_000 };

/** A function that brings a program of its own, and is observed. */
async function provided(bootstrap: string, environment: Record<string, string>) {
  const codePath = functionFolder({});
  cpSync(PROGRAM, codePath, { recursive: true });
  writeFileSync(path.join(codePath, 'bootstrap'), bootstrap);
  chmodSync(path.join(codePath, 'bootstrap'), 0o755);
  const fleet = new TestFleet({ environment: { evidence: true } });
  await fleet.serve({
    runtime: 'provided.al2023',
    handler: 'index.handler',
    codePath,
    timeout: 60,
    memorySize: 512,
    environment,
  });
  return { fleet, codePath };
}

describe.skipIf(process.platform !== 'linux')("Node.js' probe in AWS's runtime client", () => {
  test.each(['promiseClient', 'callbackClient'] as const)('sees what it sees in ours: %s', OPTIONS, async (client) => {
    const clients = await installAwsRuntimeClients().catch((error: unknown) => {
      if (error instanceof PeersUnavailable) return undefined;
      throw error;
    });
    if (clients === undefined) return;
    await using echo = await CountingServer.start(lines);
    const { fleet, codePath } = await provided(`#!/bin/sh\nexec ${clients.node24} ${clients[client]} "$_HANDLER"\n`, {
      ECHO_PORT: String(echo.port),
      NODE_OPTIONS: '--no-warnings',
    });
    const seen: unknown[] = [];
    for (let number = 0; number < 4; number += 1) seen.push(await fleet.result({ number }));
    expect(seen[3]).toEqual({
      answer: 'hello',
      options: '--no-warnings',
      variables: [],
      search: null,
      child: '--no-warnings',
    });
    await expect(
      evidenceTranscript(fleet.events, {
        codePath,
        peers: new Map([[`127.0.0.1:${String(echo.port)}`, 'the echo server']]),
      }),
    ).toMatchFileSnapshot(path.join(GOLDEN, 'node-awsClient.txt'));
  });

  test('is not waited for where a program has none', OPTIONS, async () => {
    const api = 'http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime';
    const { fleet } = await provided(
      `#!/bin/sh
while true; do
  id=$(curl -s -D - -o /dev/null ${api}/invocation/next | tr -d '\\r' | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
  curl -s -o /dev/null -d '"answered"' ${api}/invocation/$id/response
done
`,
      {},
    );
    expect([await fleet.result(), await fleet.result()]).toEqual(['answered', 'answered']);
    expect(fleet.eventsOf('evidence.lost').map(({ record }) => record.reason)).toEqual([
      'This runtime has no probe: only programs of Node.js and Python can be observed.',
    ]);
  });
});
