import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { isRunning } from '../../support/processes';
import {
  finished,
  node,
  Output,
  PATH,
  processSandbox,
  shell,
  specification,
  start,
  TICKER,
  type Mounts,
} from '../../support/sandboxRig';

const MODES: readonly Mounts[] = ['private', 'none'];

describe.each(MODES)('processes of an environment (mounts: %s)', (mounts) => {
  it('run in the code folder, with exactly the given variables', async () => {
    const code = functionFolder({ 'file.txt': 'code' });
    const instance = await processSandbox(mounts).create(specification({ codePath: code }));
    const environment = { PATH, LD_LIBRARY_PATH: '/opt/lib', FIRST: 'a b=c', EMPTY: '', _HANDLER: 'app.handler' };
    const started = start(instance, 'node', ['-e', 'console.log(JSON.stringify([process.cwd(), process.env]))'], {
      environment,
    });
    const { stdout } = await finished(started);
    const [folder, seen] = JSON.parse(stdout) as [string, Record<string, string>];
    expect(folder).toBe(code);
    expect(seen).toEqual(environment);
  });

  it('alone use the libraries that their variables name', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const { stderr } = await shell(instance, ':', { environment: { PATH, LD_PRELOAD: '/no/such/library.so' } });
    expect(stderr.match(/cannot be preloaded/g)).toHaveLength(1);
  });

  it('begin a process group of their own under the same process id', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const started = start(instance, '/bin/sh', ['-c', 'echo $$ $(cut -d " " -f 5 /proc/$$/stat)']);
    const { stdout } = await finished(started);
    expect(stdout).toBe(`${String(started.pid)} ${String(started.pid)}\n`);
  });

  it('keep the rights and the identity of this user only', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const { stdout } = await shell(instance, 'id -u; id -g');
    expect(stdout).toBe(`${String(process.getuid?.())}\n${String(process.getgid?.())}\n`);
  });

  it('report exit codes as they are, 126 and 127 included', async () => {
    const instance = await processSandbox(mounts).create(specification());
    for (const code of [0, 1, 126, 127, 255]) {
      const { exit, stderr } = await shell(instance, `exit ${String(code)}`);
      expect(exit).toEqual({ kind: 'code', code });
      expect(stderr).toBe('');
    }
  });

  it('report the signal that ended them', async () => {
    const instance = await processSandbox(mounts).create(specification());
    expect((await shell(instance, 'kill -SEGV $$')).exit).toEqual({ kind: 'signal', signal: 'SIGSEGV' });
  });

  it('are limited to 1,024 open files', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const { stdout } = await node(
      instance,
      `const fs = require('node:fs');
       let highest = 0;
       try { for (;;) highest = fs.openSync('/dev/null'); } catch (error) { console.log(highest, error.code); }`,
    );
    expect(stdout).toBe('1023 EMFILE\n');
  });

  it('get the log and deadline descriptors only when they are asked for', async () => {
    const code = functionFolder({ deadline: 'sixteen bytes ..' });
    const instance = await processSandbox(mounts).create(specification({ codePath: code }));
    const deadlineFile = openSync(path.join(code, 'deadline'), 'r');
    const program = `const fs = require('node:fs'); const b = Buffer.alloc(16);
      fs.readSync(4, b, 0, 16, 0); fs.writeSync(3, 'frame ' + b)`;
    const started = start(instance, process.execPath, ['-e', program], { runtimeClientDescriptors: { deadlineFile } });
    closeSync(deadlineFile);
    expect(started.logFrames && (await text(started.logFrames))).toBe('frame sixteen bytes ..');
    expect(await started.exited).toEqual({ kind: 'code', code: 0 });

    const without = start(instance, '/bin/sh', ['-c', 'readlink /proc/$$/fd/3 /proc/$$/fd/4; echo none']);
    expect(without.logFrames).toBeUndefined();
    expect((await finished(without)).stdout).toBe('none\n');
  });

  it('are stopped by freeze and go on after thaw', async () => {
    const sandbox = processSandbox(mounts);
    const [frozen, running] = await Promise.all([sandbox.create(specification()), sandbox.create(specification())]);
    const ticks = new Output(start(frozen, process.execPath, ['-e', TICKER]));
    const clock = new Output(start(running, process.execPath, ['-e', TICKER]));
    await ticks.more(5);
    expect(frozen.freeze()).toBe(1);
    // What was written before the stop may still be on its way.
    await clock.more(10);
    const atStop = ticks.content;
    await clock.more(40);
    expect(ticks.content).toBe(atStop);
    frozen.thaw();
    await ticks.more(5);
  });

  it('are not stopped when freezing is switched off, and it is said', async () => {
    const instance = await processSandbox(mounts, { freeze: false }).create(specification());
    const ticks = new Output(start(instance, process.execPath, ['-e', TICKER]));
    await ticks.more(1);
    expect(instance.freeze()).toBe(0);
    await ticks.more(20);
    expect(instance.fidelity).toContain(
      'Environments keep running between invocations, because freezing is switched off.',
    );
  });

  it('are stopped in groups of their own, even in those that are found later', async () => {
    const sandbox = processSandbox(mounts);
    const [frozen, running] = await Promise.all([sandbox.create(specification()), sandbox.create(specification())]);
    const script = "setsid sh -c 'while :; do printf .; sleep 0.005; done' & wait";
    const ticks = new Output(start(frozen, '/bin/sh', ['-c', script]));
    await ticks.more(1);
    frozen.freeze();
    const clock = new Output(start(running, process.execPath, ['-e', TICKER]));
    await vi.waitFor(async () => {
      const before = ticks.content;
      await clock.more(20);
      expect(ticks.content).toBe(before);
    });
    frozen.thaw();
    await ticks.more(5);
  });

  it('end on SIGTERM even when they are frozen', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const started = start(instance, process.execPath, [
      '-e',
      'process.on("SIGTERM", () => process.exit(7)); console.log("ready"); setInterval(() => {}, 1000)',
    ]);
    await new Output(started).line();
    instance.freeze();
    started.kill('SIGTERM');
    expect(await started.exited).toEqual({ kind: 'code', code: 7 });
  });

  it('are killed with their children', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const started = start(instance, '/bin/sh', ['-c', 'sleep 300 & echo $!; wait']);
    const child = Number(await new Output(started).line());
    expect(isRunning(child)).toBe(true);
    started.kill('SIGKILL');
    expect(await started.exited).toEqual({ kind: 'signal', signal: 'SIGKILL' });
    await vi.waitFor(() => expect(isRunning(child)).toBe(false));
  });

  it('are ended with what left their group, and start again with the same temporary files', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const temporary = instance.temporaryFolder;
    const environment = { PATH, TMPDIR: temporary };
    const script = `(setsid sh -c 'echo $$; exec >/dev/null 2>&1; sleep 300; :' &) & echo kept >"${temporary}/file"; wait; sleep 300`;
    const started = start(instance, '/bin/sh', ['-c', script], { environment });
    const daemon = Number(await new Output(started).line());
    started.kill('SIGKILL');
    await started.exited;
    expect(isRunning(daemon)).toBe(true);
    await instance.endAll();
    await vi.waitFor(() => expect(isRunning(daemon)).toBe(false));
    expect((await shell(instance, `cat "${temporary}/file"`, { environment })).stdout).toBe('kept\n');
  });

  it('leave nothing to processes that start after a crash', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const started = start(instance, '/bin/sh', ['-c', 'sleep 300 >/dev/null 2>&1 & echo $!; kill -KILL $$']);
    const { stdout } = await finished(started);
    const left = Number(stdout);
    expect(isRunning(left)).toBe(true);
    await shell(instance, ':');
    await vi.waitFor(() => expect(isRunning(left)).toBe(false));
  });

  it('cannot be started after dispose', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const started = start(instance, '/bin/sh', ['-c', 'sleep 300']);
    await instance.dispose();
    expect(await started.exited).toEqual({ kind: 'signal', signal: 'SIGKILL' });
    expect(await start(instance, '/bin/sh', []).exited).toMatchObject({ kind: 'launchFailure' });
  });
});
