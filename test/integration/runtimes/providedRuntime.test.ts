import { chmod } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { ProvidedRuntime } from '../../../src/runtimes/provided/providedRuntime';
import type { PreparedRuntime } from '../../../src/runtimes/runtime';
import { TemporaryProject } from '../../support/temporaryProject';

const LINUX = { platform: 'linux', architecture: 'x64' } as const;
const SCRIPT = '#!/bin/sh\n';
const PROBES = {
  node: '/warmpath/node/probe.cjs',
  python: '/warmpath/python/probe/load.py',
  pythonFolder: '/warmpath/site',
};

function prepare(project: TemporaryProject, machine = LINUX, layers: readonly string[] = []): Promise<PreparedRuntime> {
  return new ProvidedRuntime(machine, PROBES).prepare(
    functionConfiguration({
      name: 'orders',
      runtime: 'provided.al2023',
      handler: 'anything',
      codePath: project.path('code'),
      layers,
    }),
  );
}

describe('the bootstrap', () => {
  it('in the code wins over the one in the layers', async () => {
    await using project = await TemporaryProject.create({ 'code/bootstrap': SCRIPT, 'opt/bootstrap': SCRIPT });
    const place = { taskRoot: '/var/task', opt: '/opt', optOnHost: project.path('opt') };
    expect((await prepare(project)).launch(place)).toEqual({
      command: '/var/task/bootstrap',
      arguments: [],
      environment: {},
    });
  });

  it('is taken from the layers as the processes see them', async () => {
    await using project = await TemporaryProject.create({ 'code/app': '', 'opt/bootstrap': SCRIPT });
    const prepared = await prepare(project, LINUX, [project.path('opt')]);
    expect(prepared.notices).toEqual([]);
    expect(prepared.launch({ taskRoot: '/task', opt: '/layers', optOnHost: project.path('opt') }).command).toBe(
      '/layers/bootstrap',
    );
  });

  it('that is missing fails the launch, and is said beforehand', async () => {
    await using project = await TemporaryProject.create({ 'code/bootstrap/folder': '' });
    const prepared = await prepare(project);
    expect(prepared.launch({ taskRoot: '/task', opt: '/opt' })).toEqual({
      command: '/task/bootstrap',
      arguments: [],
      environment: {},
      failure: {
        errorType: 'Runtime.InvalidEntrypoint',
        message: "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
      },
    });
    expect(prepared.notices).toEqual([
      `${project.path('code/bootstrap')} does not exist, so the function cannot start; build the function first.`,
    ]);
  });

  it('is looked up at every start', async () => {
    await using project = await TemporaryProject.create({ 'code/app': '' });
    const prepared = await prepare(project);
    await project.write({ 'code/bootstrap': SCRIPT });
    expect(prepared.launch({ taskRoot: '/task', opt: '/opt' })).not.toHaveProperty('failure');
  });
});

describe('a bootstrap that is observed', () => {
  const place = { taskRoot: '/var/task', opt: '/opt' };

  it('gets the probes in front of what the function itself has set', async () => {
    await using project = await TemporaryProject.create({ 'code/bootstrap': SCRIPT });
    const { extended = {}, environment } = (await prepare(project)).launch(place, { probe: '127.0.0.1:1/token' });
    expect(environment).toEqual({ _WARMPATH_PROBE: '127.0.0.1:1/token', _WARMPATH_PROBE_FILE: PROBES.python });
    const variables = Object.entries(extended).map(([name, extend]) => [name, extend(undefined), extend('own')]);
    expect(variables).toEqual([
      ['NODE_OPTIONS', '--require "/warmpath/node/probe.cjs"', '--require "/warmpath/node/probe.cjs" own'],
      ['PYTHONPATH', '/warmpath/site', '/warmpath/site:own'],
    ]);
  });

  it('gets nothing when nobody wants evidence', async () => {
    await using project = await TemporaryProject.create({ 'code/bootstrap': SCRIPT });
    const launch = (await prepare(project)).launch(place, {});
    expect(launch).toEqual({ command: '/var/task/bootstrap', arguments: [], environment: {} });
  });
});

describe('what keeps a bootstrap from starting is said', () => {
  /** The first bytes of an ELF file for a processor. */
  const elf = (machine: number): string => `\u007fELF${'\u0001'.repeat(14)}${String.fromCharCode(machine)}\u0000`;

  it.each([
    ['no problem', SCRIPT, LINUX, undefined],
    ['Windows line endings', '#!/bin/sh\r\n', LINUX, /has Windows line endings/],
    ['this machine', elf(0x3e), LINUX, undefined],
    ['another platform', elf(0x3e), { platform: 'darwin', architecture: 'x64' } as const, /linux x64 .* darwin x64/],
    ['another processor', elf(0x3e), { platform: 'linux', architecture: 'arm64' } as const, /linux x64 .* linux arm64/],
    ['an unknown processor', elf(0x28), LINUX, /linux another processor .* linux x64/],
  ])('%s', async (_name, text, machine, expected) => {
    await using project = await TemporaryProject.create({ 'code/bootstrap': text });
    const { notices } = await new ProvidedRuntime(machine, PROBES).prepare(
      functionConfiguration({ name: 'f', runtime: 'provided.al2', handler: 'h', codePath: project.path('code') }),
    );
    expect(notices).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
  });

  it.skipIf(process.platform === 'win32')('a missing permission', async () => {
    await using project = await TemporaryProject.create({ 'code/bootstrap': SCRIPT });
    await chmod(project.path('code/bootstrap'), 0o644);
    expect((await prepare(project)).notices).toEqual([
      `${project.path('code/bootstrap')} is not executable; run chmod +x on it.`,
    ]);
  });
});
