import { describe, expect, it } from 'vitest';
import { findCgroupParents } from '../../../../src/sandbox/process/memoryCgroup';

describe('where memory cgroups can be made', () => {
  it('is the own cgroup of the memory controller in version 1', () => {
    const mounts = '30 20 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n';
    expect(findCgroupParents('9:name=systemd:/x\n4:cpu,memory:/user/me\n0::/\n', mounts)).toEqual({
      version: 1,
      folders: ['/sys/fs/cgroup/memory/user/me'],
    });
  });

  it('is relative to what of the hierarchy is mounted', () => {
    const mounts = '30 20 0:30 /docker/1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n';
    expect(findCgroupParents('4:memory:/docker/1/sub\n', mounts)?.folders).toEqual(['/sys/fs/cgroup/memory/sub']);
    expect(findCgroupParents('4:memory:/elsewhere\n', mounts)).toBeUndefined();
  });

  it('is nowhere when version 2 does not divide memory', () => {
    const mounts = '30 20 0:30 / /no/such/folder rw - cgroup2 cgroup2 rw\n';
    expect(findCgroupParents('0::/user.slice/app.scope\n', mounts)).toBeUndefined();
  });

  it('is nowhere without cgroups', () => {
    expect(findCgroupParents('', '')).toBeUndefined();
  });
});
