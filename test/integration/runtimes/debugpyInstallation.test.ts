import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { localInterpreterHost, type InterpreterHost } from '../../../src/runtimes/interpreterHost';
import { Debugpy } from '../../../src/runtimes/python/debugpy';
import { TemporaryProject } from '../../support/temporaryProject';

const PYTHON = '/usr/bin/python3';

async function environment(context: TestContext): Promise<TemporaryProject & { readonly python: string }> {
  if (!existsSync(PYTHON)) context.skip(`there is no ${PYTHON}`);
  const project = await TemporaryProject.create({});
  context.onTestFinished(() => project[Symbol.asyncDispose]());
  execFileSync(PYTHON, ['-m', 'venv', '--without-pip', project.path('.venv')]);
  return Object.assign(project, { python: project.path('.venv/bin/python') });
}

async function refusal(executable: string, codePath: string, host: InterpreterHost = localInterpreterHost()) {
  const interpreter = { executable, version: '3.11.2', folders: [] };
  const debugpy = new Debugpy(host, () => undefined);
  return await debugpy.folderFor(interpreter, 'Orders', codePath).catch((thrown: unknown) => (thrown as Error).message);
}

test('Without debugpy, the command that installs it is said.', async (context) => {
  const { python, folder } = await environment(context);
  expect(await refusal(python, folder)).toBe(
    `Debugging Orders needs debugpy, which ${python} does not have: run "${python} -m ensurepip && ${python} -m pip install debugpy", or install the Python Debugger extension.`,
  );
});

test('An environment that has pip installs with it.', async (context) => {
  const project = await environment(context);
  const [libraries = ''] = execFileSync(project.python, [
    '-c',
    'import sysconfig; print(sysconfig.get_path("purelib"))',
  ])
    .toString()
    .split('\n');
  await project.write({ [path.join(path.relative(project.folder, libraries), 'pip/__init__.py')]: '' });
  expect(await refusal(project.python, project.folder)).toContain(`run "${project.python} -m pip install debugpy"`);
});

test('An environment of uv is extended by uv.', async (context) => {
  const { python, folder } = await environment(context);
  appendFileSync(path.join(folder, '.venv/pyvenv.cfg'), 'uv = 0.9.0\n');
  expect(await refusal(python, folder)).toContain(`run "uv pip install --python ${python} debugpy"`);
});

test('The Python of a system is left as it is.', async () => {
  const answers = ['', 'environment'];
  const host = { ...localInterpreterHost(), run: () => Promise.resolve(answers.shift() ?? '') };
  expect(await refusal('/usr/bin/python3', '/app', host)).toContain(
    'run "/usr/bin/python3 -m venv /app/.venv && /app/.venv/bin/python -m pip install debugpy"',
  );
});
