import { describe, expect, it } from 'vitest';
import { finished, node, Output, processSandbox, specification, start, type Mounts } from '../../support/sandboxRig';

const MEGABYTE = 1024 * 1024;

/** Takes memory in steps, so that it can be seen growing. */
const GROW = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(4 * 1024 * 1024, 1)), 5);';

describe.each<Mounts>(['private', 'none'])('memory of an environment (mounts: %s)', (mounts) => {
  it('is limited: the processes are killed after the listener was told', async () => {
    const instance = await processSandbox(mounts).create(specification({ memorySizeMB: 160 }));
    const order: string[] = [];
    instance.onOutOfMemory(() => order.push('out of memory'));
    const started = start(instance, process.execPath, ['-e', GROW]);
    const exit = await started.exited.then((value) => {
      order.push('exited');
      return value;
    });
    expect(exit).toEqual({ kind: 'signal', signal: 'SIGKILL' });
    expect(order).toEqual(['out of memory', 'exited']);
    expect(instance.peakMemoryBytes()).toBe(160 * MEGABYTE);
  });

  it('is limited for children of a process, and again after a restart', async () => {
    const instance = await processSandbox(mounts).create(specification({ memorySizeMB: 160 }));
    let told = 0;
    instance.onOutOfMemory(() => told++);
    const program = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(GROW)}]);
      setInterval(() => {}, 1000)`;
    for (const expected of [1, 2]) {
      expect(await start(instance, process.execPath, ['-e', program]).exited).toEqual({
        kind: 'signal',
        signal: 'SIGKILL',
      });
      expect(told).toBe(expected);
      await instance.endAll();
    }
  });

  it('is limited for all processes together', async () => {
    const instance = await processSandbox(mounts).create(specification({ memorySizeMB: 190 }));
    let told = 0;
    instance.onOutOfMemory(() => told++);
    const take =
      'globalThis.kept = Buffer.alloc(100 * 1024 * 1024, 1); console.log("ready"); setInterval(() => {}, 1000)';
    const first = start(instance, process.execPath, ['-e', take]);
    await new Output(first).line();
    expect(told).toBe(0);
    const second = start(instance, process.execPath, ['-e', take]);
    for (const { exited } of [first, second]) {
      expect(await exited).toEqual({ kind: 'signal', signal: 'SIGKILL' });
    }
    expect(told).toBe(1);
  });

  it('does not count pages twice that parent and children share', async ({ skip }) => {
    const instance = await processSandbox(mounts).create(specification({ memorySizeMB: 300 }));
    instance.onOutOfMemory(() => expect.unreachable('the memory is shared'));
    const program = `
import os, sys, time
try:
    kept = bytearray(b'x') * (120 * 1024 * 1024)
except MemoryError:
    sys.exit(9)
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        time.sleep(300)
    children.append(child)
print('forked', flush=True)
sys.stdin.read()
time.sleep(0.5)
for child in children:
    os.kill(child, 9)
`;
    const started = start(instance, 'python3', ['-c', program]);
    if (started.pid === undefined) {
      skip('python3 is not installed');
    }
    expect(await finished(started)).toMatchObject({ stdout: 'forked\n', exit: { kind: 'code', code: 0 } });
  });

  it('is reported as the highest that processes had at the same time', async () => {
    const instance = await processSandbox(mounts).create(specification({ memorySizeMB: 512 }));
    expect(instance.peakMemoryBytes()).toBe(0);
    const small = new Output(
      start(instance, process.execPath, ['-e', 'console.log("ready"); setInterval(() => {}, 1000)']),
    );
    await small.line();
    const base = instance.peakMemoryBytes();
    expect(base).toBeGreaterThan(20 * MEGABYTE);
    expect(base).toBeLessThan(120 * MEGABYTE);
    const large = new Output(
      start(instance, process.execPath, [
        '-e',
        'let kept = Buffer.alloc(100e6, 1); kept = undefined; console.log("ready"); setInterval(() => {}, 1000)',
      ]),
    );
    await large.line();
    const peak = instance.peakMemoryBytes();
    expect(peak).toBeGreaterThan(base + 100 * MEGABYTE);
    expect(peak).toBeLessThan(base + 220 * MEGABYTE);
    await instance.endAll();
    expect(instance.peakMemoryBytes()).toBe(peak);
    await node(instance, '');
    expect(instance.peakMemoryBytes()).toBe(peak);
  });

  it('is looked at cheaply', async () => {
    const instance = await processSandbox(mounts).create(specification());
    const ready = new Output(
      start(instance, process.execPath, ['-e', 'console.log("ready"); setInterval(() => {}, 1000)']),
    );
    await ready.line();
    const began = performance.now();
    for (let count = 0; count < 100; count++) {
      instance.freeze();
      instance.thaw();
      instance.peakMemoryBytes();
    }
    // A tenth of a millisecond each on a quiet machine; the bound only tells it from starting programs.
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
