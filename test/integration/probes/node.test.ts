import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDatabase } from '../../../scripts/requirements.mjs';
import { CountingServer, documents, lines, silence } from '../../support/countingServer';
import { evidenceTranscript } from '../../support/evidenceTranscript';
import { functionFolder } from '../../support/functionFolder';
import { RedisServer } from '../../support/redisServer';
import { TestFleet } from '../../support/testFleet';

const PROGRAMS = path.resolve('test/fixtures/probes/node');
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
async function observed(program: string, handler: string, environment: Record<string, string> = {}, evidence = true) {
  const codePath = functionFolder({});
  cpSync(path.join(PROGRAMS, program), codePath, { recursive: true });
  const fleet = new TestFleet({ environment: { evidence } });
  await fleet.serve({ handler, codePath, timeout: 60, memorySize: 512, environment });
  return { fleet, codePath };
}

async function invokeTimes(fleet: TestFleet, times: number): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let number = 0; number < times; number += 1) results.push(await fleet.result({ number }));
  return results;
}

describe("Node.js' probe", () => {
  test('sees each connection once, with its line and its end', OPTIONS, async (context) => {
    const { found } = database;
    if (found === undefined) {
      context.skip(database.missing);
      return;
    }
    const { DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME } = found.environmentVariables;
    const redisPort = redis?.port ?? context.skip('Redis is not installed (Debian: redis-server).');
    await using echo = await CountingServer.start(lines);
    await using http = await CountingServer.start(documents(() => ({ rate: 3 })));
    await using fetched = await CountingServer.start(documents(() => ({ rate: 4 })));
    const { fleet, codePath } = await observed('connections', 'index.handler', {
      MODULES: path.resolve('node_modules'),
      REDIS_PORT: String(redisPort),
      ECHO_PORT: String(echo.port),
      HTTP_PORT: String(http.port),
      FETCH_PORT: String(fetched.port),
      DATABASE: `postgres://${DB_USER}:${DB_PASSWORD}@${DB_HOST}:${DB_PORT}/${DB_NAME}`,
    });
    const results = await invokeTimes(fleet, 21);
    expect(results[20]).toEqual(['direct', 'helped', 4, 'later', 3, 21, 7, '+OK']);
    const peers = new Map([
      [`127.0.0.1:${String(echo.port)}`, 'the echo server'],
      [`127.0.0.1:${String(http.port)}`, 'the HTTP server'],
      [`127.0.0.1:${String(fetched.port)}`, 'the server of rates'],
      [`127.0.0.1:${DB_PORT}`, 'PostgreSQL'],
      [`127.0.0.1:${String(redisPort)}`, 'Redis'],
    ]);
    await expect(evidenceTranscript(fleet.events, { codePath, peers })).toMatchFileSnapshot(
      path.join(GOLDEN, 'node-connections.txt'),
    );
    expect(echo.accepted).toBe(3 * 21);
    expect(http.accepted).toBe(1);
  });

  test.each(['state', 'files', 'leftovers'])('sees what a function keeps: %s', OPTIONS, async (program) => {
    await using silent = await CountingServer.start(silence);
    const { fleet, codePath } = await observed(program, 'index.handler', { SILENT_PORT: String(silent.port) });
    await invokeTimes(fleet, 7);
    await expect(
      evidenceTranscript(fleet.events, {
        codePath,
        peers: new Map([[`127.0.0.1:${String(silent.port)}`, 'the silent server']]),
      }),
    ).toMatchFileSnapshot(path.join(GOLDEN, `node-${program}.txt`));
  });

  test.each([
    ['native', 'index.handler', 3],
    ['typescript', 'src/index.handler', 2],
  ])('sees what is behind a function: %s', OPTIONS, async (program, handler, times) => {
    await using echo = await CountingServer.start(lines);
    const { fleet, codePath } = await observed(program, handler, { ECHO_PORT: String(echo.port) });
    await invokeTimes(fleet, times);
    await expect(evidenceTranscript(fleet.events, { codePath, peers: namedEcho(echo) })).toMatchFileSnapshot(
      path.join(GOLDEN, `node-${program}.txt`),
    );
  });

  test('tells when a connection was lost in the freezer', OPTIONS, async () => {
    await using echo = await CountingServer.start(lines);
    const { fleet, codePath } = await observed('thaw', 'index.handler', { ECHO_PORT: String(echo.port) });
    const answers = [await fleet.result(), await fleet.result()];
    await echo.endConnections();
    answers.push(await fleet.result(), await fleet.result());
    expect(answers).toEqual(['opened', 'used again', 'opened', 'used again']);
    await expect(evidenceTranscript(fleet.events, { codePath, peers: namedEcho(echo) })).toMatchFileSnapshot(
      path.join(GOLDEN, 'node-thaw.txt'),
    );
  });

  test('survives what functions do to it', OPTIONS, async () => {
    await using echo = await CountingServer.start(lines);
    const { fleet, codePath } = await observed('hostile', 'index.handler', { ECHO_PORT: String(echo.port) });
    const results = await invokeTimes(fleet, 6);
    const usual = [1, 1_000_000, 1, 'object', 'object', 'object'];
    expect(results).toEqual(['HTTP/1.1 403 Forbidden', usual, [], usual, usual, usual]);
    // Whether the busy loops keep the probe from its answer is a matter of time.
    const events = fleet.events.filter(({ type }) => type !== 'evidence.lost');
    await expect(evidenceTranscript(events, { codePath, peers: namedEcho(echo) })).toMatchFileSnapshot(
      path.join(GOLDEN, 'node-hostile.txt'),
    );
  });

  test('shows nothing of itself to the function', OPTIONS, async () => {
    const [withProbe, without] = await Promise.all(
      [true, false].map(async (evidence) => {
        const { fleet, codePath } = await observed('visible', 'index.handler', {}, evidence);
        const results = [await fleet.result(), await fleet.result()];
        expect(fleet.eventsOf('evidence.lost')).toEqual([]);
        return JSON.stringify(results, null, 2).replaceAll(codePath, '<code>');
      }),
    );
    expect(withProbe).toBe(without);
  });
});

function namedEcho({ port }: CountingServer): ReadonlyMap<string, string> {
  return new Map([[`127.0.0.1:${String(port)}`, 'the echo server']]);
}
