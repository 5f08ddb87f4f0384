import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findOwnCgroupParents, MemoryCgroup } from '../../../src/sandbox/process/memoryCgroup';

const MEGABYTE = 1024 * 1024;

describe('a memory cgroup', () => {
  it('ends processes that take more than its limit, says so once, and disappears', async ({ skip }) => {
    const parents = findOwnCgroupParents();
    const group =
      parents && (await MemoryCgroup.create(parents, `warmpath-test-${String(process.pid)}`, 64 * MEGABYTE));
    if (group === undefined) {
      skip('this user may not make memory cgroups here');
      return;
    }
    expect(group.hasKilled()).toBe(false);
    const waits = 'process.stdin.once("data", () => { const kept = []; for (;;) kept.push(Buffer.alloc(1e6, 1)) })';
    const child = spawn(process.execPath, ['-e', waits], { stdio: ['pipe', 'ignore', 'ignore'] });
    await group.add(child.pid ?? 0);
    expect(group.processes()).toEqual([child.pid]);
    child.stdin.write('go');
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect([group.hasKilled(), group.hasKilled()]).toEqual([true, false]);
    await group.dispose();
    expect(existsSync(group.folder)).toBe(false);
  });
});
