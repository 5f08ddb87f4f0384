import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/lambda/ports';
import { LayerStore } from '../../../src/sandbox/layers';
import { functionFolder } from '../../support/functionFolder';
import { ZIP_FILE, ZIP_LINK, zipFile, type ZipEntry } from '../../support/zipFile';

function layerStore(folder = functionFolder({})): LayerStore {
  return new LayerStore({ folder, logger: silentLogger });
}

/** A zip file with these entries, on disk. */
function archive(...entries: ZipEntry[]): string {
  return path.join(functionFolder({ 'layer.zip': zipFile(entries) }), 'layer.zip');
}

function read(folder: string | undefined, name: string): string {
  return readFileSync(path.join(folder ?? '', name), 'utf8');
}

describe('layers', () => {
  it('are nothing when there are none', async () => {
    expect(await layerStore().merge([])).toBeUndefined();
  });

  it('are used in place when there is one folder', async () => {
    const folder = functionFolder({ 'nodejs/index.js': '' });
    expect(await layerStore().merge([folder])).toBe(folder);
  });

  it('are unpacked from a zip file, once for each content', async () => {
    const store = functionFolder({});
    const layer = archive(
      { name: 'python/', mode: 0o040755 },
      { name: 'python/module.py', content: 'x = 1\n'.repeat(1000), deflated: true },
      { name: 'bin/tool', content: '#!/bin/sh\n', mode: ZIP_FILE | 0o4755 },
      { name: 'made-on-windows.txt', content: 'text', mode: 0 },
    );
    const folder = await layerStore(store).merge([layer]);
    expect(read(folder, 'python/module.py')).toBe('x = 1\n'.repeat(1000));
    expect(read(folder, 'made-on-windows.txt')).toBe('text');
    const modeOf = (name: string): number => statSync(path.join(folder ?? '', name)).mode & 0o7777;
    expect([modeOf('bin/tool'), modeOf('made-on-windows.txt')]).toEqual([0o555, 0o444]);

    const { ino } = statSync(folder ?? '');
    const [again, copy] = await Promise.all([
      layerStore(store).merge([layer]),
      layerStore(store).merge([path.join(functionFolder({ 'copy.zip': readFileSync(layer) }), 'copy.zip')]),
    ]);
    expect([again, copy]).toEqual([folder, folder]);
    expect(statSync(folder ?? '').ino).toBe(ino);
    expect(readdirSync(store)).toHaveLength(1);
  });

  it('are unpacked again when the zip file has changed', async () => {
    const store = layerStore();
    const layer = archive({ name: 'file', content: 'first' });
    expect(read(await store.merge([layer]), 'file')).toBe('first');
    writeFileSync(layer, zipFile([{ name: 'file', content: 'second' }]));
    utimesSync(layer, 1, 1);
    expect(read(await store.merge([layer]), 'file')).toBe('second');
  });

  it('unpack once when asked several times at once', async () => {
    const store = functionFolder({});
    const layer = archive({ name: 'file', content: 'x' });
    const one = layerStore(store);
    const folders = await Promise.all([one.merge([layer]), one.merge([layer]), layerStore(store).merge([layer])]);
    expect(new Set(folders).size).toBe(1);
    expect(readdirSync(store)).toHaveLength(1);
  });

  it('are merged: later ones win, file by file', async () => {
    const first = functionFolder({
      'nodejs/a.js': 'first a',
      'nodejs/b.js': 'first b',
      'turned/file': '',
      turning: '',
    });
    const second = archive(
      { name: 'nodejs/b.js', content: 'second b' },
      { name: 'turned', content: 'now a file' },
      { name: 'turning/file', content: 'now a folder' },
    );
    const third = functionFolder({ 'nodejs/c.js': 'third c' });
    const store = layerStore();
    const folder = await store.merge([first, second, third]);
    expect(read(folder, 'nodejs/a.js')).toBe('first a');
    expect(read(folder, 'nodejs/b.js')).toBe('second b');
    expect(read(folder, 'nodejs/c.js')).toBe('third c');
    expect(read(folder, 'turned')).toBe('now a file');
    expect(read(folder, 'turning/file')).toBe('now a folder');
    expect(await store.merge([first, second, third])).toBe(folder);
    expect(await store.merge([third, second, first])).not.toBe(folder);
    // The layers themselves stay as they are.
    expect(read(first, 'nodejs/b.js')).toBe('first b');
  });

  it('are merged again when a folder has changed', async () => {
    const first = functionFolder({ file: 'old' });
    const second = functionFolder({ other: '' });
    const store = layerStore();
    const before = await store.merge([first, second]);
    writeFileSync(path.join(first, 'file'), 'changed');
    const after = await store.merge([first, second]);
    expect([read(before, 'file'), read(after, 'file')]).toEqual(['old', 'changed']);
  });

  it('never write through a link of an earlier layer', async () => {
    const outside = functionFolder({ file: 'untouched' });
    const first = functionFolder({});
    symlinkSync(outside, path.join(first, 'lib'));
    symlinkSync(path.join(outside, 'file'), path.join(first, 'link'));
    const second = functionFolder({ 'lib/file': 'second', link: 'second' });
    const folder = await layerStore().merge([first, second]);
    expect([read(folder, 'lib/file'), read(folder, 'link')]).toEqual(['second', 'second']);
    expect(read(outside, 'file')).toBe('untouched');
  });

  it('keep links inside of the layer, and turn those into /opt into such', async () => {
    const layer = archive(
      { name: 'lib/libx.so.1', content: 'library' },
      { name: 'lib/libx.so', content: 'libx.so.1', mode: ZIP_LINK | 0o777 },
      { name: 'bin/absolute', content: '/opt/lib/libx.so', mode: ZIP_LINK | 0o777 },
      { name: 'dangling', content: 'nowhere', mode: ZIP_LINK | 0o777 },
    );
    const folder = (await layerStore().merge([layer])) ?? '';
    expect(read(folder, 'lib/libx.so')).toBe('library');
    expect(readlinkSync(path.join(folder, 'bin/absolute'))).toBe('../lib/libx.so');
    expect(read(folder, 'bin/absolute')).toBe('library');
    expect(lstatSync(path.join(folder, 'dangling')).isSymbolicLink()).toBe(true);
    const merged = await layerStore().merge([layer, functionFolder({ more: '' })]);
    expect(read(merged, 'bin/absolute')).toBe('library');
  });

  it('take the last of several entries with one name', async () => {
    const folder = await layerStore().merge([
      archive(
        { name: 'file', content: 'first' },
        { name: 'file', content: 'last' },
        { name: 'link', content: 'nowhere', mode: ZIP_LINK },
        { name: 'link', content: 'a file after all' },
      ),
    ]);
    expect([read(folder, 'file'), read(folder, 'link')]).toEqual(['last', 'a file after all']);
  });

  it('remove what was left unfinished long ago', async () => {
    const store = functionFolder({});
    for (const [name, days] of [
      ['unfinished-old', 2],
      ['unfinished-new', 0],
      ['forgotten', 40],
      ['recent', 10],
    ] as const) {
      mkdirSync(path.join(store, name));
      const seconds = Date.now() / 1000 - days * 86_400;
      utimesSync(path.join(store, name), seconds, seconds);
    }
    await layerStore(store).merge([]);
    await expect.poll(() => readdirSync(store).sort()).toEqual(['recent', 'unfinished-new']);
  });
});

describe('layers that cannot be used', () => {
  const link = (name: string, content: string): ZipEntry => ({ name, content, mode: ZIP_LINK | 0o777 });

  it.each<[string, ZipEntry[], RegExp]>([
    ['a name that leads out', [{ name: '../evil', content: 'x' }], /\.\.\/evil/],
    ['a name that leads out later', [{ name: 'a/../../evil', content: 'x' }], /a\/\.\.\/\.\.\/evil/],
    ['an absolute name', [{ name: '/tmp/evil', content: 'x' }], /\/tmp\/evil/],
    ['a name with backslashes', [{ name: '..\\evil', content: 'x' }], /evil/],
    ['a link that leads out', [link('lib/out', '../../etc')], /"lib\/out".*\.\.\/\.\.\/etc/],
    ['an absolute link', [link('out', '/etc')], /"out".*\/etc/],
    [
      'a link through another one',
      [{ name: 'p/q/x', content: '' }, link('p/q/up', '../..'), link('p/q/out', 'up/../x')],
      /"p\/q\/out"/,
    ],
    ['links that go round', [link('a', 'b'), link('b', 'a')], /"a"/],
    ['an entry behind a link', [link('lib', '.'), { name: 'lib/file', content: 'x' }], /"lib"/],
    ['a device', [{ name: 'null', mode: 0o020666 }], /"null"/],
    [
      'a file where a folder is',
      [
        { name: 'a/b', content: 'x' },
        { name: 'a', content: 'x' },
      ],
      /"a"/,
    ],
    [
      'a folder where a file is',
      [
        { name: 'a', content: 'x' },
        { name: 'a/b', content: 'x' },
      ],
      /"a\/b"/,
    ],
    ['a size that is too large', [{ name: 'large', content: 'x', deflated: true, claimedSize: 300_000_000 }], /250 MB/],
    [
      'a size that lies',
      [{ name: 'bomb', content: Buffer.alloc(20_000_000), deflated: true, claimedSize: 10 }],
      /"bomb"/,
    ],
    [
      'sizes that are too large together',
      Array.from({ length: 3 }, (_, index) => ({
        name: `part-${String(index)}`,
        deflated: true,
        claimedSize: 100_000_000,
      })),
      /250 MB/,
    ],
  ])('have %s', async (_, entries, message) => {
    const parent = functionFolder({});
    const store = path.join(parent, 'store');
    const layer = archive(...entries);
    const merging = layerStore(store).merge([layer]);
    await expect(merging).rejects.toThrow(message);
    await expect(merging).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(layer) as string,
    });
    expect(readdirSync(store)).toEqual([]);
    expect(readdirSync(parent)).toEqual(['store']);
    expect(existsSync('/tmp/evil')).toBe(false);
  });

  it('are no zip file', async () => {
    const layer = path.join(functionFolder({ 'layer.zip': 'text' }), 'layer.zip');
    await expect(layerStore().merge([layer])).rejects.toThrow(
      `The layer ${layer} cannot be used: it is not a zip file`,
    );
  });

  it('do not exist', async () => {
    await expect(layerStore().merge(['/no/such/layer'])).rejects.toThrow(
      "The layer /no/such/layer cannot be read (ENOENT: no such file or directory, stat '/no/such/layer'); build it or correct its path in the template.",
    );
  });

  it('can be used after they were repaired', async () => {
    const store = layerStore();
    const layer = archive({ name: '../evil' });
    await expect(store.merge([layer])).rejects.toThrow();
    writeFileSync(layer, zipFile([{ name: 'fine', content: 'x' }]));
    expect(read(await store.merge([layer]), 'fine')).toBe('x');
  });
});
