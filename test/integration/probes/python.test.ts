import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDatabase } from '../../../scripts/requirements.mjs';
import { CountingServer, documents, lines } from '../../support/countingServer';
import { evidenceTranscript } from '../../support/evidenceTranscript';
import { functionFolder } from '../../support/functionFolder';
import { RedisServer } from '../../support/redisServer';
import { testPython, TestFleet, type TestFleetSettings } from '../../support/testFleet';

const PROGRAMS = path.resolve('test/fixtures/probes/python');
const GOLDEN = path.resolve('test/golden/probes');
/** What runs beside the tests may keep the machine busy. */
const OPTIONS = { timeout: 120_000 };

let database: Awaited<ReturnType<typeof startDatabase>>;
let redis: RedisServer | undefined;

beforeAll(async () => {
  database = await startDatabase();
  redis = await RedisServer.start();
});

afterAll(async () => {
  database.found?.stop();
  await redis?.[Symbol.asyncDispose]();
});

/** A function that is observed, and its code folder. */
async function observed(
  program: string,
  environment: Record<string, string> = {},
  settings: TestFleetSettings['environment'] = { evidence: true },
) {
  const codePath = functionFolder({});
  cpSync(path.join(PROGRAMS, program), codePath, { recursive: true });
  const fleet = new TestFleet({ environment: settings });
  await fleet.serve({
    runtime: 'python3.11',
    handler: 'app.handler',
    codePath,
    timeout: 60,
    memorySize: 512,
    environment,
  });
  return { fleet, codePath };
}

async function invokeTimes(fleet: TestFleet, times: number): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let number = 0; number < times; number += 1) results.push(await fleet.result({ number }));
  return results;
}

describe.skipIf(testPython === undefined)("Python's probe", () => {
  test('sees each connection once, with its line and its end', OPTIONS, async (context) => {
    const { DATABASE, port } = databaseOf(context);
    const redisPort = redis?.port ?? context.skip('Redis is not installed (Debian: redis-server).');
    await using echo = await CountingServer.start(lines);
    await using http = await CountingServer.start(documents(() => ({ rate: 3 })));
    const { fleet, codePath } = await observed('connections', {
      ECHO_PORT: String(echo.port),
      HTTP_PORT: String(http.port),
      REDIS_PORT: String(redisPort),
      DATABASE,
    });
    const results = await invokeTimes(fleet, 21);
    expect(results[20]).toEqual(['direct', 'helped', 3, 'async', 20, 21]);
    const peers = new Map([
      [`127.0.0.1:${String(echo.port)}`, 'the echo server'],
      [`127.0.0.1:${String(http.port)}`, 'the HTTP server'],
      [`127.0.0.1:${String(redisPort)}`, 'Redis'],
      [`127.0.0.1:${String(port)}`, 'PostgreSQL'],
    ]);
    await expect(evidenceTranscript(fleet.events, { codePath, peers })).toMatchFileSnapshot(
      path.join(GOLDEN, 'python-connections.txt'),
    );
    expect(echo.accepted).toBe(3 * 21);
    expect(http.accepted).toBe(21);
  });

  test.each(['state', 'files', 'leftovers'])('sees what a function keeps: %s', OPTIONS, async (program) => {
    const { fleet, codePath } = await observed(program, { SERVICE_KEY: 'key-of-a-service' });
    const results = await invokeTimes(fleet, 7);
    await expect(
      evidenceTranscript(fleet.events, { codePath, peers: new Map() }).replaceAll(testPython ?? '', 'python'),
    ).toMatchFileSnapshot(path.join(GOLDEN, `python-${program}.txt`));
    // What the probe looks at stays there for the function: the exit code of a child process, for instance.
    if (program === 'leftovers') expect(results.slice(4)).toEqual([4, 5, -9]);
  });
});

/** How functions connect to the database. */
function databaseOf(context: { skip: (reason?: string) => never }): { DATABASE: string; port: number } {
  const variables = database.found?.environmentVariables ?? context.skip(database.missing);
  const { DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME } = variables;
  return {
    DATABASE: `host=${DB_HOST} port=${DB_PORT} user=${DB_USER} password=${DB_PASSWORD} dbname=${DB_NAME}`,
    port: Number(DB_PORT),
  };
}
