import { describe, expect, test } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { HostProcess } from '../../support/hostProcess';
import { leftovers } from '../../support/leftovers';
import { stateFolder } from '../../support/sandboxRig';
import { TestFleet } from '../../support/testFleet';

const MINUTES = 60_000;
const ECHO = 'exports.handler = async (event) => ({ ...event, pid: process.pid });';

describe('a fleet under load', () => {
  test('runs 1,000 invocations, 20 at a time, without an error', { timeout: 2 * MINUTES }, async () => {
    const fleet = new TestFleet();
    const concurrency = 20;
    await fleet.serve({
      codePath: functionFolder({ 'index.js': ECHO }),
      reservedConcurrency: concurrency,
      timeout: 60,
    });
    const results: { number: number; pid: number }[] = [];
    let number = 0;
    const worker = async (): Promise<void> => {
      while (number < 1_000) {
        number += 1;
        results.push((await fleet.result({ number })) as { number: number; pid: number });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    // Everybody got the answer to the own event.
    const numbers = results.map((result) => result.number).sort((left, right) => left - right);
    expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(fleet.eventsOf('platform.report').filter(({ record }) => record.status !== 'success')).toEqual([]);
    expect(fleet.eventsOf('invocation.throttled')).toEqual([]);
    const environments = fleet.eventsOf('environment.created').length;
    expect(environments).toBeLessThanOrEqual(concurrency);
    expect(new Set(results.map(({ pid }) => pid)).size).toBe(environments);
    await fleet.dispose();
    expect(fleet.eventsOf('environment.stopped')).toHaveLength(environments);
    expect(leftovers(process.pid, fleet.stateFolder)).toEqual([]);
  });

  test('holds its memory over 20,000 warm invocations', { timeout: 5 * MINUTES }, async () => {
    const host = await HostProcess.start({ stateFolder: stateFolder(), tellEvents: false });
    await host.serve({ codePath: functionFolder({ 'index.js': ECHO }), timeout: 60 });
    expect(await host.flood(1_000)).toBe(0);
    const before = await host.memory();
    const invocations = 20_000;
    expect(await host.flood(invocations)).toBe(0);
    const after = await host.memory();
    expect(after.resident / before.resident).toBeLessThan(1.05);
    // Resident memory comes in large pieces; a small leak shows here first. Code that is compiled late stays below it.
    expect((after.heap - before.heap) / invocations).toBeLessThan(50);
    expect(after.openFiles).toBe(before.openFiles);
  });
});
