import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../src/lambda/ports';
import { ProcessSandbox } from '../../src/sandbox/process/processSandbox';
import type { SandboxInstance } from '../../src/sandbox/sandbox';

/** Process ids of what a sandbox host has started. */
export interface HostReport {
  /** Started directly; one of them is frozen. */
  readonly started: readonly number[];
  /** Children of those, in their groups. */
  readonly children: readonly number[];
  /** A process that left its group and its parent. */
  readonly daemon: number;
}

/** Starts some processes in two environments, prints a HostReport, and stays until it is killed. */
export async function runSandboxHost(stateFolder: string, codePath: string, mounts: 'private' | 'none'): Promise<void> {
  const sandbox = new ProcessSandbox({ stateFolder, logger: silentLogger, mounts });
  const create = (environmentId: string): Promise<SandboxInstance> =>
    sandbox.create({
      environmentId,
      codePath,
      layers: [],
      ephemeralStorageMB: 8,
      memorySizeMB: 128,
      visiblePaths: [],
    });
  const [running, frozen] = await Promise.all([create('running'), create('frozen')]);
  const script = 'sleep 300 & echo $!; wait; wait';
  const [first, second] = [await startScript(running, script), await startScript(frozen, script)];
  // The shell between the two ends at once: nobody is the daemon's parent any more.
  const third = await startScript(running, `(setsid sh -c 'echo $$; exec sleep 300' &) & wait; exec sleep 300`);
  frozen.freeze();
  // Only what was found can be cleaned up.
  while (!readRegistry(stateFolder).includes(`"id":${String(third.printed)},`)) {
    await sleep(10);
  }
  const report: HostReport = {
    started: [first.pid, second.pid, third.pid],
    children: [first.printed, second.printed],
    daemon: third.printed,
  };
  console.log(JSON.stringify(report));
  await new Promise((resolve) => setInterval(resolve, 2 ** 30));
}

/** Starts a script that prints a process id first. */
async function startScript(instance: SandboxInstance, script: string): Promise<{ pid: number; printed: number }> {
  const started = instance.start({
    name: 'runtime',
    command: '/bin/sh',
    arguments: ['-c', script],
    environment: { PATH: '/usr/bin:/bin', TMPDIR: instance.temporaryFolder },
  });
  const printed = await new Promise<number>((resolve) => {
    started.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  return { pid: started.pid ?? 0, printed };
}

function readRegistry(stateFolder: string): string {
  const folder = path.join(stateFolder, 'hosts');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}
