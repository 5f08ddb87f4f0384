import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_SETTINGS } from '../../../src/analysis/analysisSettings';
import { LintedFolder } from '../../../src/linting/lintedFolder';
import type { LintedFolderOptions } from '../../../src/linting/lintedFolder';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';
import { functionFolder } from '../../support/functionFolder';
import { LEADING, RIGHT, STORE, WRONG } from '../../support/languageServerTexts';

const syntax = new SyntaxParser();

function open(folder: string, options: Partial<LintedFolderOptions> = {}): Promise<LintedFolder> {
  return LintedFolder.open(folder, { syntax, ...options });
}

/** `file:line code` of everything that is found. */
function found(linted: LintedFolder): string[] {
  return linted.files.flatMap((file) =>
    linted.findings(file).map(({ range, code }) => `${path.relative(linted.folder, file)}:${range.line} ${code}`),
  );
}

function template(handler: string): string {
  return `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: ${handler}, Runtime: python3.13, CodeUri: ., Timeout: 300 }
`;
}

describe('a linted folder', () => {
  test('tells how far the reading is, and reads each file once', async () => {
    const folder = functionFolder({
      'app.py': WRONG,
      'more/other.py': RIGHT,
      'tests/test_app.py': WRONG,
      'node_modules/x/index.js': 'a();',
      'bundle.js': 'a();'.repeat(5000),
      'tsconfig.json': '{}',
    });
    const steps: string[] = [];
    const linted = await open(folder, { onProgress: (read, all) => steps.push(`${read} of ${all}`) });
    expect(steps).toEqual(['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
    expect(found(linted)).toEqual(['app.py:5 client-in-handler']);
    expect(linted.files.map((file) => path.basename(file))).toEqual(['app.py', 'other.py']);
    expect(linted.skipped.map((file) => path.basename(file))).toEqual(['bundle.js']);
    expect(linted.handlers).toHaveLength(2);
  });

  test('stops reading when that is no more wanted', async () => {
    const folder = functionFolder(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}.py`, WRONG])));
    const cancelling = new AbortController();
    let last = 0;
    const opening = open(folder, {
      signal: cancelling.signal,
      onProgress: (read) => {
        last = read;
        if (read === 10) cancelling.abort(new Error('enough'));
      },
    });
    await expect(opening).rejects.toThrow('enough');
    expect(last).toBeLessThan(25);
  });

  test('does not exist without a folder', async () => {
    await expect(open('/nowhere/at/all')).rejects.toThrow('There is no folder /nowhere/at/all');
  });

  test('shows unsaved texts until they are closed', async () => {
    const folder = functionFolder({ 'app.py': LEADING, 'store.py': RIGHT });
    const [app, store] = [path.join(folder, 'app.py'), path.join(folder, 'store.py')];
    const linted = await open(folder, { unsaved: new Map([[store, STORE]]) });
    expect(found(linted)).toEqual(['app.py:5 client-behind-call', 'store.py:5 client-in-handler']);
    await linted.change({ texts: new Map([[app, `\n${LEADING}`]]) });
    expect(found(linted)).toEqual(['app.py:6 client-behind-call', 'store.py:5 client-in-handler']);
    writeFileSync(app, WRONG);
    await linted.change({ places: [app] });
    expect(found(linted)).toEqual(['app.py:6 client-behind-call', 'store.py:5 client-in-handler']);
    await linted.change({ texts: new Map([[app, undefined]]) });
    expect(found(linted)).toEqual(['app.py:5 client-in-handler']);
  });

  test('follows an unsaved file that is not on disk, and one outside of it not', async () => {
    const folder = functionFolder({ 'app.py': LEADING });
    const linted = await open(folder);
    await linted.change({
      texts: new Map([
        [path.join(folder, 'store.py'), STORE],
        [path.join(path.dirname(folder), 'outside.py'), WRONG],
      ]),
    });
    expect(found(linted)).toEqual(['app.py:5 client-behind-call', 'store.py:5 client-in-handler']);
    await linted.change({ texts: new Map([[path.join(folder, 'store.py'), undefined]]) });
    expect(found(linted)).toEqual([]);
  });

  test('follows templates, saved or not', async () => {
    const code = WRONG.replace('handler(event, context)', 'process(record)');
    const folder = functionFolder({ 'app.py': code, 'template.yaml': template('app.other') });
    const file = path.join(folder, 'template.yaml');
    const linted = await open(folder);
    expect(found(linted)).toEqual([]);
    await linted.change({ texts: new Map([[file, template('app.process')]]) });
    expect(found(linted)).toEqual(['app.py:5 client-in-handler']);
    await linted.change({ texts: new Map([[file, undefined]]) });
    expect(found(linted)).toEqual([]);
    writeFileSync(file, template('app.process'));
    await linted.change({ places: [file] });
    expect(found(linted)).toEqual(['app.py:5 client-in-handler']);
    rmSync(file);
    await linted.change({ places: [file] });
    expect(found(linted)).toEqual([]);
    const opened = await open(folder, { unsaved: new Map([[file, template('app.process')]]) });
    expect(found(opened)).toEqual(['app.py:5 client-in-handler']);
  });

  test('finds the code of a handler again when a file on the way to it changes', async () => {
    const folder = functionFolder({
      'template.yaml': template('entry.process'),
      'entry.py': 'from code import process\n',
      'code.py': RIGHT.replace('handler(event, context)', 'process(record)'),
    });
    const [entry, code] = [path.join(folder, 'entry.py'), path.join(folder, 'code.py')];
    const linted = await open(folder);
    expect(found(linted)).toEqual([]);
    await linted.change({
      texts: new Map([[code, `# moved\n${WRONG.replace('handler(event, context)', 'process(record)')}`]]),
    });
    expect(found(linted)).toEqual(['code.py:6 client-in-handler']);
    const other = path.join(folder, 'other.py');
    await linted.change({ texts: new Map([[entry, 'from other import process\n']]) });
    expect(found(linted)).toEqual([]);
    // The file that the way leads to comes later.
    await linted.change({ texts: new Map([[other, WRONG.replace('handler(event, context)', 'process(record)')]]) });
    expect(found(linted)).toEqual(['other.py:5 client-in-handler']);
  });

  test('follows folders that come and go', async () => {
    const folder = functionFolder({ 'app.py': RIGHT });
    const linted = await open(folder);
    for (const name of ['more', 'node_modules', '.hidden']) {
      mkdirSync(path.join(folder, name, 'deep'), { recursive: true });
      writeFileSync(path.join(folder, name, 'deep/app.py'), WRONG);
      await linted.change({ places: [path.join(folder, name)] });
    }
    expect(found(linted)).toEqual(['more/deep/app.py:5 client-in-handler']);
    rmSync(path.join(folder, 'more'), { recursive: true });
    await linted.change({ places: [path.join(folder, 'more')] });
    expect(found(linted)).toEqual([]);
    expect(linted.files.map((file) => path.relative(folder, file))).toEqual(['app.py']);
  });

  test('follows the names of modules in tsconfig.json', async () => {
    const folder = functionFolder({
      'src/app.ts':
        "import { save } from '@app/store';\nexport const handler = async (event, context) => save(event);\n",
      'src/lib/store.ts':
        "import { S3Client } from '@aws-sdk/client-s3';\nexport const save = (order) => new S3Client({}).send(order);\n",
    });
    const file = path.join(folder, 'tsconfig.json');
    const linted = await open(folder);
    expect(found(linted)).toEqual([]);
    writeFileSync(file, '{"compilerOptions": {"baseUrl": ".", "paths": {"@app/*": ["src/lib/*"]}}}');
    await linted.change({ places: [file] });
    expect(found(linted)).toContain('src/lib/store.ts:2 client-in-handler');
    rmSync(file);
    await linted.change({ places: [file] });
    expect(found(linted)).toEqual([]);
  });

  test('follows settings, those of files over those of the user', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    const file = path.join(folder, '.warmpath.json');
    const linted = await open(folder, { settings: { ...NO_SETTINGS, severities: { 'client-in-handler': 'off' } } });
    expect(found(linted)).toEqual([]);
    writeFileSync(file, '{"severities": {"client-in-handler": "error", "nothing": "off"}}');
    await linted.change({ places: [file] });
    expect(linted.findings(path.join(folder, 'app.py')).map(({ severity }) => severity)).toEqual(['error']);
    expect(linted.problems.map((problem) => problem.file)).toEqual([file]);
    rmSync(file);
    await linted.change({ places: [file] });
    expect(found(linted)).toEqual([]);
    expect(linted.problems).toEqual([]);
    await linted.setSettings(NO_SETTINGS);
    expect(found(linted)).toEqual(['app.py:5 client-in-handler']);
  });

  test('has after any edits what a new reading has', async () => {
    const folder = functionFolder({ 'app.py': LEADING, 'store.py': STORE, 'other.py': WRONG });
    const linted = await open(folder);
    const texts = [LEADING, STORE, WRONG, RIGHT, '', `\n${WRONG}`, 'def handler(event, context', STORE.slice(0, 40)];
    const files = ['app.py', 'store.py', 'other.py', 'new.py'].map((name) => path.join(folder, name));
    const now = new Map<string, string>();
    for (let step = 0; step < 60; step++) {
      const file = files[(step * 7) % files.length] ?? '';
      now.set(file, texts[(step * 5 + Math.floor(step / 8)) % texts.length] ?? '');
      await linted.change({ texts: now });
      expect({ step, found: found(linted) }).toEqual({ step, found: found(await open(folder, { unsaved: now })) });
    }
  });
});
