import { cpSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CountingServer, lines, type Service } from '../../support/countingServer';
import { functionFolder } from '../../support/functionFolder';
import { testPython, TestFleet } from '../../support/testFleet';

const PROGRAMS = path.resolve('test/fixtures/probes/python');
/** What runs beside the tests may keep the machine busy. */
const OPTIONS = { timeout: 120_000 };
/** Times are told in thousandths; sums of them are off by a few. */
const ROUNDING_MS = 0.01;

/** Serves a program of the fixtures, or one file. */
async function served(program: string, evidence: boolean, environment: Record<string, string> = {}) {
  const isFile = program.includes('\n');
  const codePath = functionFolder(isFile ? { 'app.py': program } : {});
  if (!isFile) cpSync(path.join(PROGRAMS, program), codePath, { recursive: true });
  const fleet = new TestFleet({ environment: { evidence } });
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

/** Closes a connection as soon as it says `bye`. */
const politeService: Service = (socket) => {
  socket.on('data', (data) => {
    if (data.includes('bye')) socket.end();
  });
};

describe.skipIf(testPython === undefined)("Python's probe", () => {
  test('changes nothing that a function can see', OPTIONS, async () => {
    const results = await Promise.all(
      [false, true].map(async (evidence) => {
        const { fleet, codePath } = await served('plain', evidence);
        const text = JSON.stringify([await fleet.result(), await fleet.result()]);
        const lost = fleet.eventsOf('evidence.lost').map(({ record }) => record.reason);
        const isSeen = fleet.events.some(({ type }) => type.startsWith('evidence.'));
        return { text: text.replaceAll(codePath, 'code'), lost, isSeen };
      }),
    );
    const [without, withProbe] = results;
    expect(JSON.parse(withProbe?.text ?? '')).toEqual(JSON.parse(without?.text ?? ''));
    expect(results.map(({ lost, isSeen }) => ({ lost, isSeen }))).toEqual([
      { lost: [], isSeen: false },
      { lost: [], isSeen: true },
    ]);
    expect(without?.text).toContain('Connection refused');
    expect(without?.text).toContain('LookupError: broken');
  });

  test.each(['garbage', 'replace', 'fork', 'profile', 'recurse', 'descriptors', 'busy', 'modules'])(
    'does not matter to a function that is hostile to it: %s',
    OPTIONS,
    async (what) => {
      await using echo = await CountingServer.start(lines);
      const answers = await Promise.all(
        [false, true].map(async (evidence) => {
          const { fleet } = await served('hostile', evidence, { ECHO_PORT: String(echo.port) });
          const results: unknown[] = [];
          for (const each of ['nothing', what, 'nothing', 'nothing']) results.push(await fleet.result({ do: each }));
          expect(fleet.eventsOf('environment.created')).toHaveLength(1);
          // A forked process opens connections of its own.
          if (what === 'fork') expect(fleet.eventsOf('evidence.connection')).toEqual([]);
          return results;
        }),
      );
      expect(answers[1]?.slice(2)).toEqual(['as always', 'as always']);
      // Without a probe nobody listens at its door: the request is one for a path that does not exist.
      if (what === 'garbage') expect(answers[1]?.[1]).toEqual(Array(2).fill('HTTP/1.1 403 Forbidden'));
      else expect(answers[1]).toEqual(answers[0]);
    },
  );

  test('tells who ended a connection: the other side, or the time in which nobody ran', OPTIONS, async () => {
    await using lasting = await CountingServer.start(lines);
    await using polite = await CountingServer.start(politeService);
    const { fleet } = await served(
      `import socket
kept = []
def handler(event, context):
    if event["number"] == 0:
        for port in event["ports"]:
            kept.append(socket.create_connection(("127.0.0.1", port)))
    if event["number"] == 1:
        kept[1].sendall(b"bye")
        return kept[1].recv(10).decode()
`,
      true,
    );
    const ends = () =>
      fleet.eventsOf('evidence.connectionEnded').map(({ record, requestId }) => [record.by, requestId]);
    await fleet.result({ number: 0, ports: [lasting.port, polite.port] });
    expect(fleet.eventsOf('evidence.connection').map(({ record }) => record.place?.line)).toEqual([6, 6]);
    expect(ends()).toEqual([]);
    const second = await fleet.invoke({ number: 1 });
    await second.completed;
    expect(ends()).toEqual([['peer', second.requestId]]);
    await lasting.endConnections();
    const third = await fleet.invoke({ number: 2 });
    await third.completed;
    expect(ends()).toEqual([
      ['peer', second.requestId],
      ['thaw', third.requestId],
    ]);
  });

  test('takes packages beside the code for no code of the user', OPTIONS, async () => {
    await using echo = await CountingServer.start(lines);
    const { fleet, codePath } = await served(
      `import client_library
from shared import helper
def handler(event, context):
    client_library.connect(event["port"])
    helper(event["port"])
`,
      true,
    );
    cpSync(path.join(PROGRAMS, 'vendored'), codePath, { recursive: true });
    await fleet.result({ port: echo.port });
    const places = fleet
      .eventsOf('evidence.connection')
      .map(({ record: { place } }) => [path.relative(codePath, place?.file ?? ''), place?.line]);
    expect(places).toEqual([
      ['app.py', 4],
      [path.join('shared', '__init__.py'), 5],
    ]);
  });

  test('tells what was imported in the Init phase', OPTIONS, async () => {
    const { fleet } = await served('files', true);
    await fleet.result({ number: 5 });
    const event = await fleet.nextEvent('evidence.imports');
    expect(event.requestId).toBeUndefined();
    await fleet.result({ number: 6 });
    expect(fleet.eventsOf('evidence.imports')).toEqual([event]);
    const { imports } = event.record;
    const depthOf = (name: string) => imports.find((each) => each.name === name)?.depth;
    expect([imports[0]?.name, depthOf('app'), depthOf('tempfile'), depthOf('shutil'), depthOf('report')]).toEqual([
      'app',
      0,
      1,
      2,
      1,
    ]);
    for (const each of imports) {
      expect(each.startMs + each.durationMs).toBeLessThanOrEqual((imports[0]?.durationMs ?? 0) + ROUNDING_MS);
    }
  });
});
