import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { finished, PATH, processSandbox, specification, start, type Mounts } from '../../support/sandboxRig';

const MODES: readonly Mounts[] = ['private', 'none'];

describe.each(MODES)('a process that cannot be started (mounts: %s)', (mounts) => {
  const code = (): string =>
    functionFolder({
      'plain!': '#!/bin/sh\necho "plain $0"\n',
      'not-executable': '#!/bin/sh\n',
      'windows!': '#!/bin/sh\r\necho never\r\n',
      'no-interpreter!': '#!/no/such/interpreter\n',
      'no-format!': 'echo never\n',
      'empty!': '',
      'foreign!': foreignProgram(),
      'with=sign!': '#!/bin/sh\necho "sign $LD_SOMETHING"\n',
    });

  it.each([
    ['missing', 'ENOENT', 'no such file or directory'],
    ['not-executable', 'EACCES', 'permission denied'],
    ['windows', 'ENOENT', 'no such file or directory'],
    ['no-interpreter', 'ENOENT', 'no such file or directory'],
    ['no-format', 'ENOEXEC', 'exec format error'],
    ['empty', 'ENOEXEC', 'exec format error'],
    ['foreign', 'ENOEXEC', 'exec format error'],
    ['.', 'EACCES', 'permission denied'],
  ])('%s is a launch failure with %s', async (name, errorCode, reason) => {
    const codePath = code();
    const instance = await processSandbox(mounts).create(specification({ codePath }));
    const command = path.join(codePath, name);
    const started = start(instance, command, []);
    expect(started.pid).toBeUndefined();
    expect(await finished(started)).toEqual({
      stdout: '',
      stderr: '',
      exit: { kind: 'launchFailure', code: errorCode, message: `fork/exec ${command}: ${reason}` },
    });
    started.kill('SIGKILL');
  });

  it('looks bare names up on the given PATH', async () => {
    const codePath = code();
    const instance = await processSandbox(mounts).create(specification({ codePath }));
    const environment = { PATH: `${PATH}:${codePath}` };
    expect((await finished(start(instance, 'plain', [], { environment }))).stdout).toBe(`plain ${codePath}/plain\n`);
    expect(await start(instance, 'plain', []).exited).toEqual({
      kind: 'launchFailure',
      code: 'ENOENT',
      message: 'exec: "plain": executable file not found in $PATH',
    });
  });

  it('takes a path with an equals sign for a path', async () => {
    const codePath = code();
    const instance = await processSandbox(mounts).create(specification({ codePath }));
    const environment = { PATH, LD_SOMETHING: 'x' };
    const { stdout } = await finished(start(instance, path.join(codePath, 'with=sign'), [], { environment }));
    expect(stdout).toBe('sign x\n');
  });

  it('has variables that the system refuses', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const environment = { PATH, HUGE: 'x'.repeat(3_000_000) };
    expect(await start(instance, '/bin/sh', [], { environment }).exited).toEqual({
      kind: 'launchFailure',
      code: 'E2BIG',
      message: 'fork/exec /bin/sh: argument list too long',
    });
  });
});

/** The header of a program for a machine that nobody has. */
function foreignProgram(): Uint8Array {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(0xfeed, 18);
  return header;
}
