import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PsCensus } from '../../../src/sandbox/process/psCensus';

describe('the census by ps', () => {
  it('finds descendants, their groups and their memory', async () => {
    const script = `setsid sh -c 'echo $$; sleep 300; :' & wait`;
    const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const id = child.pid ?? 0;
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const other = Number(chunk.toString());
    onTestFinished(() => {
      process.kill(-id, 'SIGKILL');
      process.kill(-other, 'SIGKILL');
    });

    const census = new PsCensus();
    expect(census.peakBytes()).toBe(0);
    census.add(id);
    const usage = await census.look();
    expect(usage.processes).toBeGreaterThanOrEqual(2);
    expect(usage.residentBytes).toBeGreaterThan(1_000_000);
    expect(usage.residentBytes).toBeLessThan(100_000_000);
    expect(census.peakBytes()).toBe(usage.residentBytes);
    expect([...census.ownGroups]).toEqual([other]);
    expect(census.descendants()).toContain(other);

    // Between two lists of all processes the last one counts.
    expect(await census.look()).toBe(usage);
    census.remove(id);
    census.dispose();
    expect(census.descendants()).toEqual([]);
  });
});
