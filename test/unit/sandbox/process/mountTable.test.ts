import { describe, expect, it } from 'vitest';
import { escapeForTable, isWithin, mountOf, parseMountTable } from '../../../../src/sandbox/process/mountTable';

const TABLE = `21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
22 21 0:20 / /proc rw,nosuid,nodev,noexec - proc proc rw
30 21 0:30 / /home/me/a\\040folder ro,nosuid shared:5 master:2 - tmpfs with\\134odd\\040name rw,size=4k
31 21 0:31 /sub /home/me rw - cgroup cgroup rw,memory
`;

describe('a table of mounts', () => {
  it('is parsed with its escapes and optional fields', () => {
    expect(parseMountTable(TABLE)[2]).toEqual({
      mountPoint: '/home/me/a folder',
      root: '/',
      options: ['ro', 'nosuid'],
      type: 'tmpfs',
      source: 'with\\odd name',
      superOptions: ['rw', 'size=4k'],
    });
    expect(parseMountTable(TABLE)).toHaveLength(4);
  });

  it.each([
    ['/', '/'],
    ['/etc/hosts', '/'],
    ['/home/me', '/home/me'],
    ['/home/meadow', '/'],
    ['/home/me/a folder/x', '/home/me/a folder'],
  ])('says that %s lies on %s', (path, mountPoint) => {
    expect(mountOf(path, parseMountTable(TABLE))?.mountPoint).toBe(mountPoint);
  });

  it('prefers the later of two mounts on one place', () => {
    const mounts = parseMountTable(`${TABLE}40 21 0:40 / /proc ro - tmpfs over rw\n`);
    expect(mountOf('/proc', mounts)?.source).toBe('over');
  });
});

describe('paths', () => {
  it('are written into tables with escapes', () => {
    expect(escapeForTable('/a b\tc\nd\\e#f')).toBe('/a\\040b\\011c\\012d\\134e\\043f');
  });

  it('are within a folder or not', () => {
    expect(isWithin('/tmp/a', '/tmp')).toBe(true);
    expect(isWithin('/tmp', '/tmp')).toBe(true);
    expect(isWithin('/tmpfs', '/tmp')).toBe(false);
    expect(isWithin('/anything', '/')).toBe(true);
  });
});
