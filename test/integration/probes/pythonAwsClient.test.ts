import { chmodSync, cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CountingServer, lines } from '../../support/countingServer';
import { functionFolder } from '../../support/functionFolder';
import { testPython, TestFleet } from '../../support/testFleet';

const PROGRAM = path.resolve('test/fixtures/probes/python/awsClient');
/** What runs beside the tests may keep the machine busy. */
const OPTIONS = { timeout: 120_000 };

describe.skipIf(testPython === undefined)("Python's probe in another runtime client", () => {
  test.each([
    { title: 'alone', environment: {}, names: [], site: null },
    {
      title: 'beside what the function has there itself',
      environment: { PYTHONPATH: 'site', NODE_OPTIONS: '--no-warnings' },
      names: ['NODE_OPTIONS', 'PYTHONPATH'],
      site: 'of the user',
    },
  ])('is loaded by sitecustomize, $title', OPTIONS, async ({ environment, names, site }) => {
    await using echo = await CountingServer.start(lines);
    const codePath = functionFolder({});
    cpSync(PROGRAM, codePath, { recursive: true });
    writeFileSync(path.join(codePath, 'bootstrap'), `#!/bin/sh\nexec ${testPython ?? ''} standIn.py "$_HANDLER"\n`);
    chmodSync(path.join(codePath, 'bootstrap'), 0o755);
    const fleet = new TestFleet({ environment: { evidence: true } });
    await fleet.serve({ runtime: 'provided.al2023', handler: 'app.handler', codePath, timeout: 60, environment });
    for (let number = 0; number < 3; number += 1) {
      expect(await fleet.result({ port: echo.port })).toEqual({ names, path: [], site });
    }
    expect(
      fleet
        .eventsOf('evidence.connection')
        .map(({ record: { peer, place, error }, requestId }) => [
          peer,
          path.relative(codePath, place?.file ?? ''),
          place?.line,
          error,
          requestId !== undefined,
        ]),
    ).toEqual(Array(3).fill([`127.0.0.1:${String(echo.port)}`, 'app.py', 9, undefined, true]));
    const sizes = fleet.eventsOf('evidence.state').flatMap(({ record }) => record.variables.map(({ size }) => size));
    expect(sizes).toEqual([0, 1, 2, 3]);
    expect(fleet.eventsOf('evidence.imports').map(({ record }) => record.imports[0]?.name)).toEqual(['app']);
    expect(fleet.eventsOf('evidence.lost')).toEqual([]);
  });

  test('is loaded behind a wrapper script, too', OPTIONS, async () => {
    await using echo = await CountingServer.start(lines);
    const fleet = new TestFleet({ environment: { evidence: true } });
    await fleet.serve({
      runtime: 'python3.11',
      handler: 'app.handler',
      codePath: functionFolder({
        'wrapper!': '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n',
        'app.py': [
          'import os, socket',
          'def handler(event, context):',
          '    socket.create_connection(("127.0.0.1", event["port"]))',
          '    return os.environ["WRAPPED"]',
        ].join('\n'),
      }),
      timeout: 60,
      environment: { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/wrapper' },
    });
    expect(await fleet.result({ port: echo.port })).toBe('yes');
    expect(fleet.eventsOf('evidence.connection').map(({ record }) => record.place?.line)).toEqual([3]);
  });
});
