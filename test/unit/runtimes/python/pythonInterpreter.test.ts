import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PythonInterpreters } from '../../../../src/runtimes/python/pythonInterpreter';
import { broken, interpreter, machine, type Machine } from '../../../support/machine';

interface Search extends Machine {
  readonly chosen?: string;
  readonly workspaceFolders?: readonly string[];
}

const CODE = '/home/dev/functions/orders';

async function found(search: Search, codePath = CODE): Promise<string> {
  const interpreters = new PythonInterpreters(machine(search), {
    interpreterPath: () => search.chosen,
    workspaceFolders: () => search.workspaceFolders ?? ['/home/dev'],
  });
  return (await interpreters.find('3.12', codePath)).executable;
}

const python = (file: string, version = '3.12.1') => ({ [file]: interpreter(file, version) });

describe('the Python for a version', () => {
  it('is the chosen one', async () => {
    const programs = { ...python('/chosen', '3.11.0'), ...python(`${CODE}/.venv/bin/python`) };
    expect(await found({ programs, chosen: '/chosen' })).toBe('/chosen');
  });

  it.each([`${CODE}/.venv`, `${CODE}/venv`, `${CODE}/env`, '/home/dev/functions/.venv', '/home/dev/.venv'])(
    'is the one of %s, although another one has the version',
    async (environment) => {
      const programs = { ...python(`${environment}/bin/python`, '3.11.4'), ...python('/usr/bin/python3.12') };
      expect(await found({ programs, variables: { PATH: '/usr/bin' } })).toBe(`${environment}/bin/python`);
    },
  );

  it('is the one of the nearest virtual environment', async () => {
    const programs = { ...python('/home/dev/.venv/bin/python'), ...python(`${CODE}/venv/bin/python`) };
    expect(await found({ programs })).toBe(`${CODE}/venv/bin/python`);
  });

  it('is not in an environment outside the workspace', async () => {
    const programs = { ...python('/home/dev/.venv/bin/python'), ...python('/usr/bin/python3') };
    expect(await found({ programs, workspaceFolders: ['/home/dev/functions'] })).toBe('/usr/bin/python3');
    expect(await found({ programs, workspaceFolders: [] })).toBe('/usr/bin/python3');
  });

  it.each([
    [{ VIRTUAL_ENV: '/env' }],
    [{ CONDA_PREFIX: '/env', CONDA_DEFAULT_ENV: 'orders' }],
    [{ UV_PROJECT_ENVIRONMENT: '/env' }],
  ])('is the one of the environment in %j', async (variables) => {
    const programs = { ...python('/env/bin/python', '3.11.0'), ...python('/usr/bin/python3.12') };
    expect(await found({ programs, variables: { ...variables, PATH: '/usr/bin' } })).toBe('/env/bin/python');
  });

  it('is not the one of Conda’s base environment when another one has the version', async () => {
    const variables = { CONDA_PREFIX: '/conda', CONDA_DEFAULT_ENV: 'base', PATH: '/usr/bin' };
    const other = python('/usr/bin/python3.12');
    expect(await found({ programs: { ...python('/conda/bin/python', '3.11.0'), ...other }, variables })).toBe(
      '/usr/bin/python3.12',
    );
    expect(await found({ programs: { ...python('/conda/bin/python', '3.12.0'), ...other }, variables })).toBe(
      '/conda/bin/python',
    );
  });

  it('is in uv’s folder of the project', async () => {
    const programs = python('/home/dev/.uv/bin/python');
    expect(await found({ programs, variables: { UV_PROJECT_ENVIRONMENT: '.uv' } })).toBe('/home/dev/.uv/bin/python');
  });

  it('is the one Poetry made for the project', async () => {
    const hash = createHash('sha256').update('/home/dev').digest('base64url').slice(0, 8);
    const root = '/home/me/.cache/pypoetry/virtualenvs';
    const folders = { '/home/dev': ['pyproject.toml'], [root]: ['other-aaaaaaaa-py3.12', `shop-${hash}-py3.12`] };
    const file = `${root}/shop-${hash}-py3.12/bin/python`;
    const programs = { ...python(file), ...python(`${root}/other-aaaaaaaa-py3.12/bin/python`) };
    expect(await found({ programs, folders })).toBe(file);
  });

  it('is the exact one on the PATH before others', async () => {
    const programs = {
      ...python('/first/python3', '3.11.0'),
      ...python('/second/python3.12'),
      ...python('/first/python', '3.12.9'),
    };
    expect(await found({ programs, variables: { PATH: '/first:/second' } })).toBe('/second/python3.12');
  });

  it('is an installation of pyenv when the shim refuses', async () => {
    const programs = {
      '/shims/python3.12': broken('pyenv: python3.12: command not found'),
      ...python('/shims/python3', '3.11.0'),
      ...python('/home/me/.pyenv/versions/3.12.1/bin/python', '3.12.1'),
      ...python('/home/me/.pyenv/versions/3.12.10/bin/python', '3.12.10'),
    };
    const folders = { '/home/me/.pyenv/versions': ['3.11.7', '3.12.1', '3.12.10', '3.12-dev'] };
    expect(await found({ programs, folders, variables: { PATH: '/shims' } })).toBe(
      '/home/me/.pyenv/versions/3.12.10/bin/python',
    );
  });

  it('is an installation of uv', async () => {
    const folder = '/home/me/.local/share/uv/python';
    const file = `${folder}/cpython-3.12.3-linux-x86_64-gnu/bin/python`;
    const folders = { [folder]: ['cpython-3.11.9-linux-x86_64-gnu', 'cpython-3.12.3-linux-x86_64-gnu'] };
    expect(await found({ programs: python(file), folders })).toBe(file);
  });

  it('is any other one when none has the version', async () => {
    const programs = { ...python('/first/python3', '3.11.0'), ...python('/usr/bin/python3', '3.10.0') };
    expect(await found({ programs, variables: { PATH: '/first' } })).toBe('/first/python3');
  });
});

describe('on Windows', () => {
  const windows = { platform: 'win32', workspaceFolders: [] } as const;

  it('is the one of the virtual environment', async () => {
    const programs = python('C:\\env\\Scripts\\python.exe');
    expect(await found({ ...windows, programs, variables: { VIRTUAL_ENV: 'C:\\env' } })).toBe(
      'C:\\env\\Scripts\\python.exe',
    );
  });

  it('is what the launcher starts', async () => {
    const launcher = (args: readonly string[]): string =>
      JSON.stringify({ executable: `C:\\Python\\python${args[0] ?? ''}.exe`, version: '3.12.0', folders: [] });
    const programs = { 'C:\\Windows\\py.exe': launcher, ...python('C:\\Windows\\python.exe', '3.11.0') };
    expect(await found({ ...windows, programs, variables: { PATH: 'C:\\Windows' } })).toBe(
      'C:\\Python\\python-3.12.exe',
    );
  });
});

describe('without a Python', () => {
  it('what was tried is named', async () => {
    const programs = { '/first/python3': broken('no such version') };
    await expect(found({ programs, variables: { PATH: '/first' } })).rejects.toThrow(
      'No Python was found for python3.12; tried /first/python3 (no such version). Install Python 3.12 or choose one in the settings.',
    );
  });

  it('a chosen one that cannot be run is not replaced by another', async () => {
    const programs = { '/chosen': broken('bad magic'), ...python('/usr/bin/python3') };
    await expect(found({ programs, chosen: '/chosen' })).rejects.toThrow(
      'The Python chosen in the settings cannot be run: /chosen (bad magic).',
    );
  });
});
