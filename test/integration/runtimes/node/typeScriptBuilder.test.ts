import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { copyFile, readdir, readFile, stat, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { UserError } from '../../../../src/lambda/errors';
import { Bundlers } from '../../../../src/runtimes/node/typescript/bundler';
import { TypeScriptBuilder } from '../../../../src/runtimes/node/typescript/typeScriptBuilder';
import { TemporaryProject } from '../../../support/temporaryProject';

const bundlers = new Bundlers();
afterAll(() => bundlers.dispose());

/** Those of our launches that matter here; AWS's runtimes do not let CommonJS require ES modules. */
const FLAGS = ['--enable-source-maps', '--no-experimental-require-module'].filter((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

/** A project, its builds outside of it, and what Node.js says when it loads them. */
class Fixture implements AsyncDisposable {
  private constructor(
    readonly project: TemporaryProject,
    readonly builds: TemporaryProject,
    readonly builder: TypeScriptBuilder,
  ) {}

  static async create(files: Readonly<Record<string, string>>): Promise<Fixture> {
    const builds = await TemporaryProject.create({});
    const builder = new TypeScriptBuilder(builds.folder, bundlers);
    return new Fixture(await TemporaryProject.create(files), builds, builder);
  }

  async build(entry = 'app.ts'): Promise<string> {
    const request = {
      entry: this.project.path(entry),
      codePath: this.project.folder,
      nodeVersion: process.versions.node,
    };
    return (await this.builder.build(request)).output;
  }

  async buildFailure(entry = 'app.ts'): Promise<unknown> {
    try {
      return await this.build(entry);
    } catch (error) {
      return error;
    }
  }

  /** What the handler of the built module returns, or what Node.js wrote when it failed. */
  async run(entry = 'app.ts'): Promise<unknown> {
    const module = JSON.stringify(pathToFileURL(await this.build(entry)).href);
    const script = `const { handler } = await import(${module}); console.log(JSON.stringify(await handler()));`;
    const { stdout, stderr } = spawnSync(process.execPath, [...FLAGS, '--input-type=module', '-e', script], {
      cwd: this.project.folder,
      encoding: 'utf8',
    });
    return stdout === '' ? stderr : (JSON.parse(stdout) as unknown);
  }

  /** Gives the files a time that is before any build: none of them was written while it ran. */
  async settle(...files: readonly string[]): Promise<void> {
    const past = new Date(Date.now() - 60_000);
    await Promise.all(files.map((file) => utimes(this.project.path(file), past, past)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project[Symbol.asyncDispose]();
    await this.builds[Symbol.asyncDispose]();
  }
}

const MODULE_PACKAGE = '{"type":"module"}';

/** Some file with native code for this machine: tools of this repository bring one. */
function nativeAddon(): string | undefined {
  const root = path.resolve('node_modules');
  const scopes = readdirSync(root).filter((name) => name.startsWith('@'));
  return scopes
    .flatMap((scope) => readdirSync(path.join(root, scope)).map((name) => path.join(root, scope, name)))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .find((file) => file.endsWith('.node'));
}

describe('module formats', () => {
  it.each([
    ['app.ts', {}, '.cjs'],
    ['app.ts', { 'package.json': MODULE_PACKAGE }, '.mjs'],
    ['app.mts', {}, '.mjs'],
    ['app.cts', { 'package.json': MODULE_PACKAGE }, '.cjs'],
    ['app.tsx', {}, '.cjs'],
  ])('builds %s beside %j as %s', async (entry, others, extension) => {
    await using fixture = await Fixture.create({ ...others, [entry]: 'export const handler = (): string => "ran";' });
    expect(path.extname(await fixture.build(entry))).toBe(extension);
    expect(await fixture.run(entry)).toBe('ran');
  });
});

describe.each([
  ['CommonJS', {}],
  ['ES modules', { 'package.json': MODULE_PACKAGE }],
])('packages from %s', (_, format) => {
  const library = {
    'node_modules/library/package.json': '{"name":"library","main":"./main.cjs"}',
    'node_modules/library/main.cjs': 'exports.place = __filename;',
  };

  it('stay outside, found from the source file', async () => {
    await using fixture = await Fixture.create({
      ...format,
      ...library,
      'src/app.ts': 'import { place } from "library"; export const handler = (): string => place;',
    });
    expect(await fixture.run('src/app.ts')).toBe(fixture.project.path('node_modules/library/main.cjs'));
  });

  it('are imported dynamically as well', async () => {
    await using fixture = await Fixture.create({
      ...format,
      ...library,
      'app.ts': 'export const handler = async () => (await import("library")).default.place;',
    });
    expect(await fixture.run()).toBe(fixture.project.path('node_modules/library/main.cjs'));
  });

  it('that are ES modules only can be imported', async () => {
    await using fixture = await Fixture.create({
      ...format,
      'node_modules/modern/package.json': '{"name":"modern","type":"module","exports":{"import":"./index.js"}}',
      'node_modules/modern/index.js': 'import { inner } from "./inner.js"; export const value = inner;',
      'node_modules/modern/inner.js': 'export const inner = "modern";',
      'app.ts': 'import { value } from "modern"; export const handler = (): string => value;',
    });
    expect(await fixture.run()).toBe('modern');
  });

  it('that come in both formats stay outside in the one Node.js chooses', async () => {
    const dual = '{"name":"dual","exports":{"import":"./index.mjs","require":"./index.cjs"}}';
    await using fixture = await Fixture.create({
      ...format,
      'node_modules/dual/package.json': dual,
      'node_modules/dual/index.mjs': 'export const place = import.meta.url;',
      'node_modules/dual/index.cjs': 'exports.place = __filename;',
      'app.ts': 'import { place } from "dual"; export const handler = (): string => place;',
    });
    const folder = fixture.project.path('node_modules/dual');
    const expected = 'package.json' in format ? pathToFileURL(`${folder}/index.mjs`).href : `${folder}/index.cjs`;
    expect(await fixture.run()).toBe(expected);
    expect(await readFile(await fixture.build(), 'utf8')).toContain(JSON.stringify(expected));
  });

  it('are found in folders whose names mean something in addresses', async () => {
    await using fixture = await Fixture.create({
      'a #1%20?/package.json': '{}',
      ...Object.fromEntries(
        Object.entries({ ...format, ...library }).map(([file, text]) => [`a #1%20?/${file}`, text]),
      ),
      'a #1%20?/app.ts': `
        import { place } from "library";
        export const handler = async () => [place, (await import("library")).default.place];`,
    });
    const place = fixture.project.path('a #1%20?/node_modules/library/main.cjs');
    expect(await fixture.run('a #1%20?/app.ts')).toEqual([place, place]);
  });

  it('of built-in modules stay what they are', async () => {
    await using fixture = await Fixture.create({
      ...format,
      'app.ts':
        'import { sep } from "path"; import os from "node:os"; export const handler = () => sep + typeof os.EOL;',
    });
    expect(await fixture.run()).toBe(`${path.sep}string`);
  });

  it('of the same workspace are bundled from their sources', async () => {
    await using fixture = await Fixture.create({
      ...format,
      'app.ts': 'import { shared } from "@team/shared"; export const handler = () => shared();',
      'packages/shared/package.json': '{"name":"@team/shared","main":"./index.ts"}',
      'packages/shared/index.ts': 'export const shared = (): string => "from TypeScript";',
      'node_modules/@team/README': '',
    });
    await symlink('../../packages/shared', fixture.project.path('node_modules/@team/shared'));
    expect(await fixture.run()).toBe('from TypeScript');
  });

  it('that are missing are reported by Node.js, and found once they are installed', async () => {
    const files = { ...format, 'app.ts': 'import { place } from "library"; export const handler = () => place;' };
    await using fixture = await Fixture.create(files);
    await fixture.settle(...Object.keys(files));
    expect(await fixture.run()).toMatch(/Cannot find (module|package) 'library'/);
    await fixture.project.write(library);
    expect(await fixture.run()).toBe(fixture.project.path('node_modules/library/main.cjs'));
  });
});

describe('imports', () => {
  it('of native code stay outside', async (context: TestContext) => {
    const addon = nativeAddon();
    if (addon === undefined) context.skip('no package with native code is installed');
    await using fixture = await Fixture.create({
      'node_modules/native/package.json': '{"name":"native","main":"./main.node"}',
      'app.ts': `
        import * as native from "native";
        const own: unknown = require("./own.node");
        export const handler = () => [typeof native, typeof own];`,
    });
    await copyFile(addon, fixture.project.path('node_modules/native/main.node'));
    await copyFile(addon, fixture.project.path('own.node'));
    expect(await fixture.run()).toEqual(['object', 'object']);
  });

  it('follow the paths of tsconfig.json', async () => {
    await using fixture = await Fixture.create({
      'tsconfig.json': '{"compilerOptions":{"paths":{"@lib/*":["./lib/*"]}}}',
      'lib/text.ts': 'export const text: string = "by path";',
      'src/app.ts': 'import { text } from "@lib/text"; export const handler = () => text;',
    });
    expect(await fixture.run('src/app.ts')).toBe('by path');
  });

  it('reach CommonJS sources that require packages from an ES module', async () => {
    await using fixture = await Fixture.create({
      'package.json': MODULE_PACKAGE,
      'node_modules/library/package.json': '{"name":"library","main":"./main.cjs"}',
      'node_modules/library/main.cjs': 'module.exports = "required";',
      'old.cjs': 'const library = require("library"); module.exports = { library };',
      'app.ts': 'import old from "./old.cjs"; export const handler = () => old.library;',
    });
    expect(await fixture.run()).toBe('required');
  });

  it('are not checked for types', async () => {
    await using fixture = await Fixture.create({
      'app.ts': 'const n: number = "text"; export const handler = () => n;',
    });
    expect(await fixture.run()).toBe('text');
  });
});

describe('the place of the sources', () => {
  it('is kept in CommonJS', async () => {
    await using fixture = await Fixture.create({
      'src/app.ts': 'import { here } from "../lib/here"; export const handler = () => [__filename, __dirname, here];',
      'lib/here.ts': '"use strict";\nexport const here = __dirname;',
    });
    const { project } = fixture;
    expect(await fixture.run('src/app.ts')).toEqual([
      project.path('src/app.ts'),
      project.path('src'),
      project.path('lib'),
    ]);
  });

  it('is kept in ES modules', async () => {
    await using fixture = await Fixture.create({
      'src/app.mts': `
        import { fileURLToPath } from 'node:url';
        const __filename = fileURLToPath(import.meta.url);
        export const handler = () => [__filename, import.meta.url, import.meta.dirname, import.meta.filename];`,
    });
    const file = fixture.project.path('src/app.mts');
    expect(await fixture.run('src/app.mts')).toEqual([file, pathToFileURL(file).href, path.dirname(file), file]);
  });
});

describe('source maps', () => {
  it.each([
    ['app.ts', 'export const handler = () => {\n  const place: string = __dirname;\n  throw new Error(place);\n};'],
    [
      'app.mts',
      'export const handler = () => {\n  const place: string = import.meta.url;\n  throw new Error(place);\n};',
    ],
  ])('name file and line of %s in stack traces', async (entry, text) => {
    await using fixture = await Fixture.create({ [entry]: text });
    expect(await fixture.run(entry)).toContain(`${fixture.project.path(entry)}:3:9`);
  });

  it('hold the text as it is on disk, by absolute address', async () => {
    const text = 'export const handler = () => __dirname;';
    await using fixture = await Fixture.create({ 'app.ts': text });
    const output = await fixture.build();
    const map: unknown = JSON.parse(await readFile(`${output}.map`, 'utf8'));
    expect(map).toMatchObject({
      sources: [pathToFileURL(fixture.project.path('app.ts')).href],
      sourcesContent: [text],
    });
    expect((await readFile(output, 'utf8')).trimEnd()).toMatch(
      new RegExp(`//# sourceMappingURL=${path.basename(output)}\\.map$`),
    );
  });
});

describe('problems', () => {
  it('name file, line and column of the first one', async () => {
    await using fixture = await Fixture.create({ 'app.ts': 'export const handler = () => {\n  return 1 +;\n};' });
    const failure = await fixture.buildFailure();
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toMatch(/app\.ts:2:13: .*; correct it and invoke the function again\.$/);
  });

  it('name the import of a missing source file', async () => {
    await using fixture = await Fixture.create({ 'app.ts': 'import "./gone"; export const handler = () => 1;' });
    expect(String(await fixture.buildFailure())).toContain('app.ts:1:8: Could not resolve "./gone"');
  });

  it('go away when they are corrected', async () => {
    await using fixture = await Fixture.create({ 'app.ts': 'export const handler = () => (;' });
    expect(await fixture.buildFailure()).toBeInstanceOf(UserError);
    await fixture.project.write({ 'app.ts': 'export const handler = () => "corrected";' });
    expect(await fixture.run()).toBe('corrected');
  });
});

describe('building again', () => {
  const sources = {
    'tsconfig.json': '{"compilerOptions":{"paths":{"@lib/*":["./lib/*"]}}}',
    'lib/text.ts': 'export const text = "first";',
    'other/text.ts': 'export const text = "second";',
    'app.ts': 'import { text } from "@lib/text"; export const handler = () => text;',
  };

  async function built(): Promise<Fixture> {
    const fixture = await Fixture.create(sources);
    await fixture.settle(...Object.keys(sources));
    await fixture.build();
    return fixture;
  }

  it('is left out while nothing changed, by this object and by another one', async () => {
    await using fixture = await built();
    const record = path.join(path.dirname(await fixture.build()), 'build.json');
    const request = {
      entry: fixture.project.path('app.ts'),
      codePath: fixture.project.folder,
      nodeVersion: process.versions.node,
    };
    const another = new TypeScriptBuilder(fixture.builds.folder, bundlers);
    // Whoever builds writes the record, so it would be young again.
    await utimes(record, 1, 1);
    await fixture.build();
    expect((await another.build(request)).output).toBe(await fixture.build());
    expect((await stat(record)).mtimeMs).toBe(1000);
    await another.build({ ...request, nodeVersion: '18.0.0' });
    expect((await stat(record)).mtimeMs).toBeGreaterThan(1000);
  });

  it.each([
    ['an imported file', { 'lib/text.ts': 'export const text = "second";' }],
    ['tsconfig.json', { 'tsconfig.json': '{"compilerOptions":{"paths":{"@lib/*":["./other/*"]}}}' }],
  ])('follows a change of %s', async (_name, change) => {
    await using fixture = await built();
    expect(await fixture.run()).toBe('first');
    await fixture.project.write(change);
    expect(await fixture.run()).toBe('second');
  });

  it('follows a new package.json', async () => {
    await using fixture = await built();
    await fixture.project.write({ 'package.json': MODULE_PACKAGE });
    expect(path.extname(await fixture.build())).toBe('.mjs');
  });

  it('happens again when a file was changed while the build ran', async () => {
    await using fixture = await built();
    await fixture.project.write({ 'lib/text.ts': 'export const text = "3";' });
    const [one, two] = [fixture.build(), fixture.build()];
    await fixture.project.write({ 'lib/text.ts': 'export const text = "4";' });
    await Promise.all([one, two]);
    expect(await fixture.run()).toBe('4');
  });

  it('keeps the last outputs and removes older ones', async () => {
    await using fixture = await built();
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await fixture.project.write({ 'lib/text.ts': `export const text = "${text}";` });
      expect(await fixture.run()).toBe(text);
    }
    const files = await readdir(path.dirname(await fixture.build()));
    expect(files.filter((file) => file.endsWith('.cjs'))).toHaveLength(4);
    expect(files.filter((file) => file.endsWith('.map'))).toHaveLength(4);
    expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });
});
