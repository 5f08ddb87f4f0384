import { expect, vi } from 'vitest';
import { callApi } from '../../support/apiCaller';
import type { HostInvocation } from '../../support/fleetHost';
import { HostProcess } from '../../support/hostProcess';
import { commandOf, leftovers, processesOf } from '../../support/leftovers';
import { PhasedFunction, type Hold } from '../../support/phasedFunction';
import { isRunning } from '../../support/processes';
import { stateFolder } from '../../support/sandboxRig';
import { handOver, type Account } from '../../support/unprivilegedAccount';

type Victim = 'runtime' | 'extension' | 'host';

interface Phase {
  readonly name: string;
  /** Where the victim is met; without one, in the freeze after an invocation. */
  readonly hold?: Hold;
  /** An invocation has been made before, so that the environment is warm. */
  readonly warm?: true;
  /** What leads there: an invocation unless something else is said. */
  readonly by?: 'timeout' | 'recycling' | 'nothing';
  readonly victims: readonly Victim[];
  /** What becomes of the invocation under way when the runtime or the extension is killed. */
  readonly outcome?: 'success' | 'error' | 'answered';
}

const EVERYBODY: readonly Victim[] = ['runtime', 'extension', 'host'];

const PHASES: readonly Phase[] = [
  { name: 'extension init', hold: 'extension init', victims: ['extension', 'host'], outcome: 'success' },
  { name: 'runtime init', hold: 'runtime init', victims: EVERYBODY, outcome: 'success' },
  { name: 'function init', hold: 'function init', victims: EVERYBODY, outcome: 'success' },
  { name: 'a warm invocation', hold: 'invoke', warm: true, victims: EVERYBODY, outcome: 'error' },
  { name: 'an answered invocation', hold: 'extension invoke', victims: EVERYBODY, outcome: 'answered' },
  { name: 'the freeze', warm: true, by: 'nothing', victims: EVERYBODY },
  { name: 'a reset: SIGTERM', hold: 'runtime SIGTERM', warm: true, by: 'timeout', victims: EVERYBODY },
  { name: 'a reset: SHUTDOWN', hold: 'extension SHUTDOWN', warm: true, by: 'timeout', victims: ['extension', 'host'] },
  { name: 'Shutdown: SIGTERM', hold: 'runtime SIGTERM', warm: true, by: 'recycling', victims: EVERYBODY },
  {
    name: 'Shutdown: SHUTDOWN',
    hold: 'extension SHUTDOWN',
    warm: true,
    by: 'recycling',
    victims: ['extension', 'host'],
  },
];

export type KillCase = Phase & { readonly victim: Victim };

export const KILL_CASES: readonly KillCase[] = PHASES.flatMap((phase) =>
  phase.victims.map((victim) => ({ ...phase, victim })),
);

/**
 * Leads an environment to a phase and kills one of its processes there, or its host process. Then the next invocation
 * must work, and nothing may be left.
 */
export async function killIn(phase: KillCase, account?: Account): Promise<void> {
  const state = stateFolder();
  if (account !== undefined) handOver(state, account);
  const options = { stateFolder: state, ...(account === undefined ? {} : { account }) };
  const host = await HostProcess.start(options);
  const tested = new PhasedFunction(phase.by === 'timeout' ? 1 : 60);
  const { before, invocation } = await reach(phase, tested, host);
  tested.release();
  if (phase.victim === 'host') {
    await host.kill();
    // Only what was answered before has an answer.
    if (phase.outcome !== undefined) await expect(invocation).rejects.toThrow('the host process has ended');
    const next = await HostProcess.start(options);
    await next.serve(tested.configuration);
    await expectWorkingAndClean(next, before);
    expect(leftovers(host.pid, state)).toEqual([]);
  } else {
    kill(victimAmong(before, phase.victim));
    expectOutcome(phase, await invocation);
    if (phase.hold === undefined) await host.nextEvent('environment.reset');
    await expectWorkingAndClean(
      host,
      before.filter((pid) => !isGuardian(pid)),
    );
  }
}

interface Reached {
  /** All processes of the environment. */
  readonly before: readonly number[];
  readonly invocation: Promise<HostInvocation> | undefined;
}

/** Leads an environment to the phase. */
async function reach({ hold, warm, by }: Phase, tested: PhasedFunction, host: HostProcess): Promise<Reached> {
  await host.serve(tested.configuration);
  if (warm) {
    expect(await host.invoke()).toMatchObject({ failed: false, payload: { n: 1 } });
    await host.nextEvent('environment.frozen');
  }
  const warmProcesses = processesOf(host.pid);
  if (hold === undefined) return { before: warmProcesses, invocation: undefined };
  tested.holdAt(hold);
  const invocation = by === 'recycling' ? undefined : host.invoke({ hang: by === 'timeout' });
  // It is awaited later, when the host may have been killed.
  invocation?.catch(() => undefined);
  if (by === 'recycling') await host.recycle();
  const source = hold.startsWith('extension') ? 'extension' : 'function';
  await host.nextEvent(source, ({ record }) => typeof record === 'string' && record.endsWith(`holding ${hold}`));
  // Emitted while extensions are still at work.
  if (hold === 'extension invoke') await host.nextEvent('platform.runtimeDone');
  // The end of an environment has a time limit, so there is no time to look around.
  return { before: by === undefined ? processesOf(host.pid) : warmProcesses, invocation };
}

function victimAmong(processes: readonly number[], victim: 'runtime' | 'extension'): number {
  const pattern = victim === 'extension' ? /extensions\/companion$/ : /\/wrapper |client\.cjs/;
  const found = processes.find((pid) => pattern.test(commandOf(pid)));
  if (found === undefined) throw new Error(`No ${victim} among ${processes.map(commandOf).join('; ')}`);
  return found;
}

function expectOutcome({ by, outcome, victim }: KillCase, invocation: HostInvocation | undefined): void {
  if (by === 'timeout') {
    expect(invocation).toMatchObject({ failed: true, status: 'timeout' });
  } else if (outcome === 'error') {
    const errorType = victim === 'extension' ? 'Extension.Crash' : 'Runtime.ExitError';
    expect(invocation).toMatchObject({ failed: true, status: 'error', payload: { errorType } });
  } else if (outcome === 'answered') {
    expect(invocation).toMatchObject({ failed: false, status: 'error', payload: { n: 1 } });
  } else if (outcome === 'success') {
    expect(invocation).toMatchObject({ failed: false, status: 'success', payload: { n: 1 } });
  }
}

/** The next invocation begins afresh, nothing of before is left, and in the end nothing at all. */
async function expectWorkingAndClean(host: HostProcess, before: readonly number[]): Promise<void> {
  const next = await host.invoke();
  expect(next).toMatchObject({ failed: false, status: 'success' });
  const { pid, api } = next.payload as { pid: number; api: string };
  expect(before).not.toContain(pid);
  await vi.waitFor(() => expect(before.filter(isRunning).map(commandOf)).toEqual([]), 10_000);
  await host.dispose();
  expect(leftovers(host.pid, host.stateFolder)).toEqual([]);
  await expect(callApi(api, '/2018-06-01/ping')).rejects.toThrow('ECONNREFUSED');
}

/** The end of an environment may have been faster. */
function kill(pid: number): void {
  if (isRunning(pid)) process.kill(pid, 'SIGKILL');
}

/** The process that cleans up after a host that was killed lives as long as the host. */
function isGuardian(pid: number): boolean {
  return commandOf(pid).includes('while read');
}
