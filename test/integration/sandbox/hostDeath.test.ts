import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bundledProgram } from '../../support/bundledProgram';
import { functionFolder } from '../../support/functionFolder';
import { isRunning } from '../../support/processes';
import { runSandboxHost, type HostReport } from '../../support/sandboxHost';
import { processSandbox, shell, specification, stateFolder, type Mounts } from '../../support/sandboxRig';

interface Host {
  readonly process: ChildProcess;
  readonly report: HostReport;
  readonly everything: readonly number[];
}

/** Starts another host process on a state folder. */
async function startHost(state: string, mounts: Mounts): Promise<Host> {
  const parameters = [state, functionFolder({}), mounts].map((value) => JSON.stringify(value)).join(', ');
  const program = await bundledProgram(
    `import { ${runSandboxHost.name} } from './sandboxHost'; void ${runSandboxHost.name}(${parameters});`,
  );
  const host = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(host.stdout), 'line')) as [string];
  const report = JSON.parse(line) as HostReport;
  const everything = [...report.started, ...report.children, report.daemon];
  onTestFinished(() => {
    host.kill('SIGKILL');
    everything.filter(isRunning).forEach((id) => process.kill(id, 'SIGKILL'));
  });
  expect(everything.filter(isRunning)).toEqual(everything);
  return { process: host, report, everything };
}

async function kill(host: Host): Promise<void> {
  host.process.kill('SIGKILL');
  await once(host.process, 'exit');
}

/** The process that cleans up after the host, found among its children. */
function guardianOf(host: Host): number {
  const id = String(host.process.pid);
  const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').trim().split(' ');
  const guardian = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('while read'));
  return Number(guardian);
}

/** What is not a process may stay until the next host process starts. */
async function expectNothingAfterNextStart(state: string, mounts: Mounts): Promise<void> {
  const cgroups = readdirSync(path.join(state, 'hosts')).flatMap((name) =>
    [...readFileSync(path.join(state, 'hosts', name), 'utf8').matchAll(/"cgroup":"([^"]*)"/g)].map(
      ([, folder]) => folder,
    ),
  );
  await processSandbox(mounts, { stateFolder: state }).dispose();
  expect(readdirSync(path.join(state, 'environments'))).toEqual([]);
  expect(readdirSync(path.join(state, 'hosts'))).toEqual([]);
  expect(cgroups.filter((folder) => existsSync(folder ?? ''))).toEqual([]);
}

describe.each<Mounts>(['private', 'none'])('a host process that is killed (mounts: %s)', (mounts) => {
  it('leaves no process: none that is stopped, no child, no daemon', async () => {
    const state = stateFolder();
    const host = await startHost(state, mounts);
    const guardian = guardianOf(host);
    expect(isRunning(guardian)).toBe(true);
    await kill(host);
    await vi.waitFor(() => expect([...host.everything, guardian].filter(isRunning)).toEqual([]), 10_000);
    await expectNothingAfterNextStart(state, mounts);
  });

  it('is cleaned up after by the next one, when nobody did before', async () => {
    const state = stateFolder();
    const host = await startHost(state, mounts);
    process.kill(guardianOf(host), 'SIGKILL');
    await kill(host);
    await vi.waitFor(() => expect(host.report.started.filter(isRunning)).toEqual([]), 10_000);
    expect([...host.report.children, host.report.daemon].filter(isRunning)).toHaveLength(3);

    const next = processSandbox(mounts, { stateFolder: state });
    await vi.waitFor(() => expect(host.everything.filter(isRunning)).toEqual([]), 10_000);
    await next.dispose();
    await expectNothingAfterNextStart(state, mounts);
  });

  it('does not concern a host process that lives', async () => {
    const state = stateFolder();
    const host = await startHost(state, mounts);
    const other = processSandbox(mounts, { stateFolder: state });
    await shell(await other.create(specification()), ':');
    await other.dispose();
    expect(host.everything.filter(isRunning)).toEqual(host.everything);
    expect(readdirSync(path.join(state, 'hosts'))).toHaveLength(1);
    await kill(host);
    await vi.waitFor(() => expect(host.everything.filter(isRunning)).toEqual([]), 10_000);
    await expectNothingAfterNextStart(state, mounts);
  });
});
