import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planMounts, type MountRequest } from '../../../../src/sandbox/process/mountPlan';
import { parseMountTable } from '../../../../src/sandbox/process/mountTable';
import { functionFolder } from '../../../support/functionFolder';

const HOST_MOUNTS = parseMountTable('1 0 0:1 / / rw,relatime - ext4 /dev/vda rw\n');

function plan(overrides: Partial<MountRequest>, mounts = HOST_MOUNTS): ReturnType<typeof planMounts> {
  return planMounts(
    {
      marker: 'warmpath-test',
      ephemeralStorageMB: 512,
      codePath: '/usr/share',
      layers: undefined,
      visiblePaths: [],
      ...overrides,
    },
    mounts,
  );
}

describe('the mounts of an environment', () => {
  it('begin with a /tmp of the right size, put together elsewhere', () => {
    expect(plan({}).table.split('\n')[0]).toBe('warmpath-test /sys tmpfs size=512m,mode=1777 0 0');
  });

  it('make the code read-only and repeat the flags of its file system', () => {
    const mounts = parseMountTable('1 0 0:1 / / rw,nosuid,nodev - ext4 /dev/vda rw\n');
    expect(plan({}, mounts).table).toContain('/usr/share /usr/share none rbind,ro,nosuid,nodev,x-mount.mkdir 0 0\n');
  });

  it('only change the flags of code that is a mount already', () => {
    const mounts = parseMountTable(
      '1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / /usr/share rw,nodev - ext4 /dev/vdb rw\n',
    );
    expect(plan({}, mounts).table).not.toContain('/usr/share');
    expect(plan({}, mounts).remount).toEqual({ path: '/usr/share', options: 'remount,bind,ro,nodev' });
  });

  it('leave code alone that everything lies in', () => {
    expect(plan({ codePath: '/' }).table).not.toMatch(/^\/ /m);
  });

  it('bring back what is needed below /tmp by its first component', () => {
    const code = realpathSync(functionFolder({ 'app/index.js': '' }));
    const [, , first] = code.split('/');
    const { table, kept } = plan({ codePath: path.join(code, 'app') });
    expect(kept).toContain(`/tmp/${String(first)}`);
    expect(table).toContain(`/tmp/${String(first)} /sys/${String(first)} none rbind,x-mount.mkdir 0 0\n`);
    expect(table).toContain(`${code}/app /sys${code.slice('/tmp'.length)}/app none rbind,ro,x-mount.mkdir 0 0\n`);
  });

  it('bring back what links lead to, too', () => {
    const real = functionFolder({ 'app/index.js': '' });
    const linking = functionFolder({});
    symlinkSync(path.join(real, 'app'), path.join(linking, 'link'));
    const { kept, codePath } = plan({ codePath: path.join(linking, 'link') });
    expect(kept).toEqual(expect.arrayContaining([linking, real]));
    expect(codePath).toBe(path.join(real, 'app'));
  });

  it('refuse to hide /tmp when it is needed itself', () => {
    expect(() => plan({ visiblePaths: ['/tmp'] })).toThrow('/tmp is itself needed by the function');
  });

  it('ignore needed paths that do not exist', () => {
    expect(plan({ visiblePaths: ['/tmp/no-such-folder/at-all', '/opt/no-such-folder'] }).kept).toEqual([]);
  });

  it('show the layers in /opt', () => {
    const layers = functionFolder({ 'lib/x': '' });
    mkdirSync(path.join(layers, 'bin'));
    expect(plan({ layers }).table).toContain(`${layers} /opt none rbind,ro,x-mount.mkdir 0 0\n`);
    expect(plan({}).table).toContain('warmpath-test /opt tmpfs ro,size=4k,mode=755 0 0\n');
  });
});
