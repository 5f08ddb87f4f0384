import { describe, expect, it } from 'vitest';
import { majorOf, NodeInterpreters, RUNTIME_FLAGS } from '../../../../src/runtimes/node/nodeInterpreter';
import { broken, interpreter, machine, type Machine } from '../../../support/machine';

async function found(major: number, description: Machine, chosen?: string): Promise<string> {
  const interpreters = new NodeInterpreters(machine(description), () => chosen);
  return (await interpreters.find(major, '/code')).executable;
}

const PATH = { PATH: '/first:/second' };
const node = (file: string, version: string) => ({ [file]: interpreter(file, version) });

describe('the Node.js for a major version', () => {
  it('is the chosen one, whatever its version', async () => {
    const programs = { ...node('/chosen/node', '18.0.0'), ...node('/first/node', '22.1.0') };
    expect(await found(22, { variables: PATH, programs }, '/chosen/node')).toBe('/chosen/node');
  });

  it.each([
    ['~/node/bin/node', '/home/me/node/bin/node'],
    ['node18', '/second/node18'],
  ])('is the one chosen as %s', async (chosen, file) => {
    expect(await found(22, { variables: PATH, programs: node(file, '18.0.0') }, chosen)).toBe(file);
  });

  it('is the newest one of that major that a version manager has', async () => {
    const programs = {
      ...node('/home/me/.nvm/versions/node/v22.2.0/bin/node', '22.2.0'),
      ...node('/home/me/.nvm/versions/node/v22.10.0/bin/node', '22.10.0'),
      ...node('/first/node', '22.1.0'),
    };
    const folders = { '/home/me/.nvm/versions/node': ['v20.1.0', 'v22.2.0', 'v22.10.0'] };
    expect(await found(22, { variables: PATH, programs, folders })).toBe(
      '/home/me/.nvm/versions/node/v22.10.0/bin/node',
    );
  });

  it.each([
    ['nvm', { NVM_DIR: '/nvm' }, '/nvm/versions/node', 'v22.2.0', '/nvm/versions/node/v22.2.0/bin/node'],
    [
      'fnm',
      {},
      '/home/me/.local/share/fnm/node-versions',
      'v22.2.0',
      '/home/me/.local/share/fnm/node-versions/v22.2.0/installation/bin/node',
    ],
    ['Volta', { VOLTA_HOME: '/v' }, '/v/tools/image/node', '22.2.0', '/v/tools/image/node/22.2.0/bin/node'],
  ])('is found where %s keeps it', async (_, variables, folder, version, file) => {
    expect(await found(22, { variables, programs: node(file, '22.2.0'), folders: { [folder]: [version] } })).toBe(file);
  });

  it.each([
    ['nvm-windows', { NVM_HOME: 'D:\\nvm' }, 'D:\\nvm', 'v22.2.0', 'D:\\nvm\\v22.2.0\\node.exe'],
    [
      'Volta',
      {},
      'C:\\Users\\me\\AppData\\Local\\Volta\\tools\\image\\node',
      '22.2.0',
      'C:\\Users\\me\\AppData\\Local\\Volta\\tools\\image\\node\\22.2.0\\node.exe',
    ],
  ])('is found where %s keeps it on Windows', async (_, variables, folder, version, file) => {
    const description = {
      platform: 'win32',
      variables,
      programs: node(file, '22.2.0'),
      folders: { [folder]: [version] },
    } as const;
    expect(await found(22, description)).toBe(file);
  });

  it('is the first one on the PATH of that major', async () => {
    const programs = {
      ...node('/first/node', '20.1.0'),
      ...node('/second/node', '22.1.0'),
      ...node('/own/node', '22.2.0'),
    };
    expect(await found(22, { variables: PATH, programs, ownNode: ['/own/node', '22.2.0'] })).toBe('/second/node');
  });

  it('is found on the PATH of Windows, whatever the case of its name', async () => {
    const programs = node('C:\\nodejs\\node.exe', '22.1.0');
    const variables = { Path: 'C:\\Windows;C:\\nodejs', PathExt: '.COM;.EXE;.BAT' };
    expect(await found(22, { platform: 'win32', variables, programs })).toBe('C:\\nodejs\\node.exe');
  });

  it('is the one that runs this process when only that has the major', async () => {
    const programs = { ...node('/first/node', '20.1.0'), '/own/node': broken('it is not asked') };
    expect(await found(22, { variables: PATH, programs, ownNode: ['/own/node', '22.1.0'] })).toBe('/own/node');
  });

  it('is the first one on the PATH when none has the major', async () => {
    const programs = { ...node('/first/node', '20.1.0'), ...node('/own/node', '18.1.0') };
    expect(await found(22, { variables: PATH, programs, ownNode: ['/own/node', '18.1.0'] })).toBe('/first/node');
  });

  it('is the real program behind a shim, and never Electron', async () => {
    const programs = {
      '/first/node': interpreter('', '22.1.0'),
      '/second/node': interpreter('/installs/22.1.0/node', '22.1.0'),
    };
    expect(await found(22, { variables: PATH, programs })).toBe('/installs/22.1.0/node');
  });
});

describe('without a Node.js', () => {
  it('what was tried is named', async () => {
    const programs = { '/first/node': broken('wrong architecture') };
    await expect(found(22, { variables: PATH, programs })).rejects.toThrow(
      'No Node.js was found for nodejs22.x; tried /first/node (wrong architecture). Install Node.js 22 or choose one in the settings.',
    );
  });

  it('a chosen one that does not exist is not replaced by another', async () => {
    await expect(found(22, { variables: PATH, programs: node('/first/node', '22.1.0') }, '/gone/node')).rejects.toThrow(
      'The Node.js chosen in the settings cannot be run: /gone/node (not found).',
    );
  });
});

describe('asking', () => {
  it('is not needed for the one that runs this process', async () => {
    const programs = node('/first/node', '22.1.0');
    const host = machine({ variables: { PATH: '/first' }, programs, ownNode: ['/first/node', '22.1.0'] });
    const { flags } = await new NodeInterpreters(host, () => undefined).find(22, '/code');
    expect(host.ran).toEqual([]);
    expect(flags).toEqual(RUNTIME_FLAGS);
  });

  it('happens once for a program and folder, until the program is replaced', async () => {
    const host = machine({ variables: { PATH: '/first' }, programs: node('/first/node', '22.1.0') });
    const interpreters = new NodeInterpreters(host, () => undefined);
    await Promise.all([interpreters.find(22, '/code'), interpreters.find(22, '/code')]);
    expect(host.ran).toHaveLength(1);
    host.replace('/first/node', interpreter('/first/node', '22.2.0'));
    expect((await interpreters.find(22, '/code')).version).toBe('22.2.0');
    expect(host.ran).toHaveLength(2);
  });

  it('happens in the folder of the code, because shims decide by it', async () => {
    const shim = (_: readonly string[], folder: string): string =>
      JSON.stringify({ executable: '/real/node', version: folder === '/old' ? '18.1.0' : '22.1.0', folders: [] });
    const host = machine({ variables: { PATH: '/shims' }, programs: { '/shims/node': shim } });
    const interpreters = new NodeInterpreters(host, () => undefined);
    expect((await interpreters.find(22, '/code')).version).toBe('22.1.0');
    expect((await interpreters.find(22, '/old')).version).toBe('18.1.0');
  });
});

it.each([
  ['v22.11.0', 22],
  ['8.1', 8],
  ['system', undefined],
  ['lts', undefined],
])('reads the major of %s', (version, major) => {
  expect(majorOf(version)).toBe(major);
});
