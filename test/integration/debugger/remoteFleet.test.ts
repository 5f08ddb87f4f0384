import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findServing } from '../../../src/fleet/remote/findServing';
import { openFleet } from '../../../src/fleet/remote/openFleet';
import { RemoteFleet } from '../../../src/fleet/remote/remoteFleet';
import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { silentLogger } from '../../../src/lambda/ports';
import { functionFolder } from '../../support/functionFolder';
import { InspectorClient } from '../../support/inspectorClient';
import { TestFleet } from '../../support/testFleet';

const SOURCE = `let count = 0;
exports.handler = async (event) => {
  count += 1;
  return { count, event };
};
`;
const REQUEST = { timeoutPolicy: 'pause', attachLimitMs: 60_000, onCodeChange: 'recycle', stopOnInit: false } as const;

async function served() {
  const fleet = new TestFleet();
  const codePath = functionFolder({ 'index.js': SOURCE });
  await fleet.serve({ codePath });
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'warmpath-list-'));
  onTestFinished(() => rmSync(stateFolder, { recursive: true, force: true }));
  const door = await openFleet(fleet.fleet, stateFolder, silentLogger);
  onTestFinished(() => door.dispose());
  return { fleet, codePath, stateFolder, door };
}

test('A function that another process serves is found, debugged, invoked and ended.', async () => {
  const { fleet, codePath, stateFolder } = await served();
  const found = await findServing({ name: 'tested', codePath }, stateFolder, silentLogger);
  if (found === undefined) throw new Error('Nobody serves it.');
  const remote = found.fleet;
  onTestFinished(() => remote.dispose());
  const seen: LifecycleEvent['type'][] = [];
  const attached = new Promise<InspectorClient>((resolve) => {
    remote.onEvent((event) => {
      seen.push(event.type);
      if (event.type === 'debugger.waiting') {
        void InspectorClient.connect(event.record.address).then(async (client) => {
          await client.attach([{ file: path.join(codePath, 'index.js'), line: 3 }]);
          resolve(client);
        });
      }
    });
  });
  await remote.debug('tested', REQUEST);
  const answer = remote.invoke('tested', { payload: Buffer.from('{"a":1}') });
  const client = await attached;
  expect((await client.paused()).line).toBe(3);
  await client.resume();
  const { payload, contentType } = await answer;
  expect([Buffer.from(payload).toString(), contentType]).toEqual(['{"count":1,"event":{"a":1}}', 'application/json']);
  expect(seen).toEqual(expect.arrayContaining(['environment.created', 'platform.start', 'platform.report']));
  await remote.debug('tested', REQUEST);
  expect(remote.environments().map(({ debugAddress }) => debugAddress?.protocol)).toEqual(['inspector']);
  await remote.end('tested', 'the test is over');
  expect(fleet.fleet.environments()).toEqual([]);
  await expect.poll(() => remote.environments()).toEqual([]);
});

test('What is refused there is an error here.', async () => {
  const { codePath, stateFolder } = await served();
  const found = await findServing({ name: 'tested', codePath }, stateFolder, silentLogger);
  await expect(found?.fleet.debug('unknown', REQUEST)).rejects.toThrow('Function not found');
  found?.fleet.dispose();
});

test('Who serves no more is not found, and the list forgets who died.', async () => {
  const { codePath, stateFolder, door } = await served();
  const folder = path.join(stateFolder, 'serving');
  writeFileSync(path.join(folder, '4194304.json'), JSON.stringify({ pid: 4_194_304, address: 'nowhere' }));
  writeFileSync(path.join(folder, 'broken.json'), '{');
  expect(await findServing({ name: 'other', codePath }, stateFolder, silentLogger)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([`${String(process.pid)}.json`]);
  door.dispose();
  expect(await findServing({ name: 'tested', codePath }, stateFolder, silentLogger)).toBeUndefined();
});

test('When the guest goes, environments are started without a debugger again.', async () => {
  const { fleet, codePath, stateFolder } = await served();
  const found = await findServing({ name: 'tested', codePath }, stateFolder, silentLogger);
  await found?.fleet.debug('tested', { ...REQUEST, attachLimitMs: 20 });
  found?.fleet.dispose();
  // By the end of this invocation the guest's leave has been noticed.
  await fleet.result();
  const before = fleet.eventsOf('debugger.waiting').length;
  fleet.fleet.recycle('tested', 'the test wants another one');
  await fleet.result();
  expect(fleet.eventsOf('debugger.waiting')).toHaveLength(before);
});

test('Rubbish on the socket is answered and harms nobody.', async () => {
  const { codePath, stateFolder } = await served();
  const [file] = readdirSync(path.join(stateFolder, 'serving'));
  const { address } = JSON.parse(
    await import('node:fs/promises').then((files) =>
      files.readFile(path.join(stateFolder, 'serving', file ?? ''), 'utf8'),
    ),
  ) as { address: string };
  const socket = connect(address);
  const answers: string[] = [];
  socket.on('data', (bytes: Buffer) => answers.push(bytes.toString()));
  socket.write('rubbish\n{"id":7,"method":"toString","asked":{}}\n{"id":8,"method":"end"}\n');
  await expect.poll(() => answers.join('').split('\n').length).toBe(4);
  expect(answers.join('')).toContain('"id":7,"refused":"This fleet does not know \\"toString\\"');
  socket.destroy();
  const remote = await RemoteFleet.connect(address, silentLogger);
  expect((await remote.functions()).map(({ codePath: folder }) => folder)).toEqual([codePath]);
  remote.dispose();
});
