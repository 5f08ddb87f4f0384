import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../../../src/lambda/ports';
import { Guardian } from '../../../src/sandbox/process/guardian';
import { identifyMachine } from '../../../src/sandbox/process/hostIdentity';
import type { Belongings } from '../../../src/sandbox/process/hostRecord';
import { HostRegistry } from '../../../src/sandbox/process/hostRegistry';
import { readProcessStatus } from '../../../src/sandbox/process/processTable';
import { isRunning } from '../../support/processes';
import { PATH, stateFolder } from '../../support/sandboxRig';

const MARKER = 'warmpath-gone';

function registry(state: string, name: string): HostRegistry {
  return new HostRegistry(state, name, new Guardian(undefined), silentLogger);
}

interface Left {
  readonly machine?: object;
  readonly group?: object;
  readonly host?: object;
  readonly marker?: string;
}

/** Writes what a host process that is gone has left behind, with a folder and a process group. */
function abandon(state: string, { machine, group, host, marker = MARKER }: Left): string {
  mkdirSync(path.join(state, 'environments', MARKER), { recursive: true });
  const record = {
    version: 1,
    machine: { ...identifyMachine(), ...machine },
    host: host ?? { id: 1, startTime: 123_456_789_012 },
    belongings: [{ groups: group ? [group] : [], marker }],
  };
  mkdirSync(path.join(state, 'hosts'), { recursive: true });
  const file = path.join(state, 'hosts', 'gone.json');
  writeFileSync(file, JSON.stringify(record));
  return file;
}

/** A process in a group of its own; ended when the test is over. */
function bystander(environment: Readonly<Record<string, string>> = {}): { id: number; startTime: number } {
  const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore', env: { PATH, ...environment } });
  const id = child.pid ?? 0;
  onTestFinished(async () => {
    if (isRunning(id)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  return { id, startTime: readProcessStatus(id)?.startTime ?? 0 };
}

describe('the list of what a host process has started', () => {
  it('exists while there is something on it', () => {
    const state = stateFolder();
    const own = registry(state, 'own');
    const belongings = (): Belongings => ({ groups: [], cgroup: undefined, marker: 'warmpath-one' });
    own.add(belongings);
    expect(readFileSync(path.join(state, 'hosts', 'own.json'), 'utf8')).toContain('warmpath-one');
    own.remove(belongings);
    expect(readdirSync(path.join(state, 'hosts'))).toEqual([]);
  });

  it('lets the next one end groups that still are the same', async () => {
    const state = stateFolder();
    const group = bystander();
    const file = abandon(state, { group: { ...group, startedAt: Date.now() } });
    await registry(state, 'next').cleanUp();
    await vi.waitFor(() => expect(isRunning(group.id)).toBe(false));
    expect([existsSync(file), existsSync(path.join(state, 'environments', MARKER))]).toEqual([false, false]);
  });

  it('lets the next one end processes that were not written down, by their temporary folder', async () => {
    const state = stateFolder();
    const temporary = path.join(state, 'environments', MARKER, 'tmp');
    const [left, other] = [
      bystander({ TMPDIR: temporary }),
      bystander({ TMPDIR: path.join(state, 'environments', `${MARKER}-other`, 'tmp') }),
    ];
    abandon(state, {});
    await registry(state, 'next').cleanUp();
    await vi.waitFor(() => expect(isRunning(left.id)).toBe(false));
    expect(isRunning(other.id)).toBe(true);
  });

  it('never ends a process that has got the id of another one', async () => {
    const state = stateFolder();
    const { id, startTime } = bystander();
    abandon(state, { group: { id, startTime: startTime - 1, startedAt: Date.now() } });
    await registry(state, 'next').cleanUp();
    expect(isRunning(id)).toBe(true);
    expect(readdirSync(path.join(state, 'hosts'))).toEqual([]);
  });

  it('recognises groups by ps where the system has no start times', async () => {
    const state = stateFolder();
    const [same, older] = [bystander(), bystander()];
    abandon(state, { group: { id: older.id, startedAt: Date.now() - 60_000 } });
    await registry(state, 'next').cleanUp();
    expect(isRunning(older.id)).toBe(true);
    abandon(state, { group: { id: same.id, startedAt: Date.now() } });
    await registry(state, 'next').cleanUp();
    await vi.waitFor(() => expect(isRunning(same.id)).toBe(false));
  });

  it.each([0, 1, -1, 1.5, '1'])('never takes %j for a group', async (id) => {
    const state = stateFolder();
    const file = abandon(state, { group: { id, startTime: 1, startedAt: Date.now() } });
    await registry(state, 'next').cleanUp();
    expect(existsSync(file)).toBe(true);
  });

  it('ends nothing that a machine had before it was started again', async () => {
    const state = stateFolder();
    const group = bystander();
    abandon(state, { machine: { boot: 'before' }, group: { ...group, startedAt: Date.now() } });
    await registry(state, 'next').cleanUp();
    expect(isRunning(group.id)).toBe(true);
    expect(readdirSync(path.join(state, 'environments'))).toEqual([]);
  });

  it('leaves what belongs to other machines and containers alone, for a month', async () => {
    const state = stateFolder();
    const group = bystander();
    const file = abandon(state, { machine: { name: `not-${hostname()}` }, group: { ...group, startedAt: Date.now() } });
    await registry(state, 'next').cleanUp();
    expect([existsSync(file), existsSync(path.join(state, 'environments', MARKER))]).toEqual([true, true]);
    const longAgo = Date.now() / 1000 - 31 * 86_400;
    utimesSync(file, longAgo, longAgo);
    await registry(state, 'next').cleanUp();
    expect([existsSync(file), existsSync(path.join(state, 'environments', MARKER))]).toEqual([false, false]);
    expect(isRunning(group.id)).toBe(true);
  });

  it('leaves what belongs to a host process that lives alone', async () => {
    const state = stateFolder();
    const host = bystander();
    const group = bystander();
    const file = abandon(state, { host, group: { ...group, startedAt: Date.now() } });
    await registry(state, 'next').cleanUp();
    expect([existsSync(file), isRunning(group.id)]).toEqual([true, true]);
  });

  it('never removes a folder that is none of an environment', async () => {
    const state = stateFolder();
    mkdirSync(path.join(state, 'precious'));
    for (const marker of ['../precious', '.', '', '..', path.join(state, 'precious'), `${MARKER}/../../precious`]) {
      abandon(state, { marker });
      await registry(state, 'next').cleanUp();
    }
    expect(readdirSync(state).sort()).toEqual(['environments', 'hosts', 'precious']);
    expect(readdirSync(path.join(state, 'environments'))).toEqual([MARKER]);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"version":2}',
    '{"version":1}',
    '{"version":1,"machine":{},"host":{},"belongings":[{}]}',
  ])('may be damaged: %s', async (text) => {
    const state = stateFolder();
    mkdirSync(path.join(state, 'hosts'));
    writeFileSync(path.join(state, 'hosts', 'damaged.json'), text);
    await registry(state, 'next').cleanUp();
  });
});
