import { spawnSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { wrapLaunch } from '../../../src/runtimes/execWrapper';
import { TemporaryProject } from '../../support/temporaryProject';

const launch = { command: '/bin/echo', arguments: ['one', 'two words'], environment: {} };

function run(wrapper: string, project: TemporaryProject): { status: number | null; stdout: string } {
  const place = { taskRoot: project.path('task'), opt: project.path('opt') };
  const wrapped = wrapLaunch(launch, wrapper, place, process.platform);
  const { status, stdout } = spawnSync(wrapped.command, [...wrapped.arguments], { env: {}, encoding: 'utf8' });
  return { status, stdout };
}

const SCRIPT = '#!/bin/sh\nexport ADDED=yes\nprintf "%s|" "$ADDED" "$@"\nexec "$@"\n';

it.skipIf(process.platform === 'win32').each([
  ['/opt/wrapper', 'opt/wrapper'],
  ['/var/task/bin/wrapper', 'task/bin/wrapper'],
])('runs %s with the command line of the interpreter', async (wrapper, file) => {
  await using project = await TemporaryProject.create({ [file]: SCRIPT });
  await chmod(project.path(file), 0o755);
  expect(run(wrapper, project)).toEqual({ status: 0, stdout: 'yes|/bin/echo|one|two words|one two words\n' });
});

it.skipIf(process.platform === 'win32')('runs a script by its real path', async () => {
  await using project = await TemporaryProject.create({ 'bin/wrapper': SCRIPT });
  expect(run(project.path('bin/wrapper'), project).status).toBe(0);
});

it.skipIf(process.platform === 'win32')('exits with 127 when the script is missing', async () => {
  await using project = await TemporaryProject.create({});
  expect(run('/opt/gone', project)).toEqual({ status: 127, stdout: `${project.path('opt/gone')}: does not exist\n` });
});

it.skipIf(process.platform === 'win32')('exits with 126 when the script is not executable', async () => {
  await using project = await TemporaryProject.create({ 'opt/plain': SCRIPT });
  expect(run('/opt/plain', project).status).toBe(126);
});
