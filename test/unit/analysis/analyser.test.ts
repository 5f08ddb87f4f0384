import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AnalysedHandler } from '../../../src/analysis/analysedHandler';
import { Analyser } from '../../../src/analysis/analyser';
import { ClientCatalogue } from '../../../src/analysis/catalogue/clientCatalogue';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

const FOLDER = path.resolve('/project');
const APP = path.join(FOLDER, 'app.py');
const STORE = path.join(FOLDER, 'store.py');

const syntax = new SyntaxParser();
const catalogue = ClientCatalogue.shipped();

function analyser(): Analyser {
  return new Analyser({ syntax, catalogue, folder: FOLDER });
}

/** The whole of a text is the handler's code: its outermost function is the handler. */
function handlerIn(file: string, text: string): AnalysedHandler {
  const lines = text.split('\n');
  const code = { line: 1, column: 1, endLine: lines.length, endColumn: (lines.at(-1) ?? '').length + 1 };
  return { file, name: 'handler', code, parameters: ['event', 'context'], isWrapped: false, confidence: 'certain' };
}

const HANDLER = 'import store\n\n\ndef handler(event, context):\n    return store.save(event)\n';

async function linesOf(analysed: Analyser, file: string): Promise<number[]> {
  return Promise.resolve(analysed.findings(file).map(({ range }) => range.line));
}

describe('an analyser', () => {
  test('follows edits in other files than the handler', async () => {
    const analysed = analyser();
    await analysed.update(APP, HANDLER);
    analysed.setHandlers([handlerIn(APP, HANDLER)]);
    expect(await linesOf(analysed, STORE)).toEqual([]);
    await analysed.update(STORE, 'import boto3\n\n\ndef save(order):\n    return boto3.client("s3")\n');
    expect(await linesOf(analysed, STORE)).toEqual([5]);
    await analysed.update(STORE, 'import boto3\ns3 = boto3.client("s3")\n\n\ndef save(order):\n    return s3\n');
    expect(await linesOf(analysed, STORE)).toEqual([]);
    await analysed.update(STORE, '\n\nimport boto3\n\n\ndef save(order):\n    return boto3.client("s3")\n');
    expect(await linesOf(analysed, STORE)).toEqual([7]);
    await analysed.update(APP, HANDLER.replace('store.save(event)', 'None'));
    expect(await linesOf(analysed, STORE)).toEqual([]);
  });

  test('follows imports that an edit adds and removes', async () => {
    const analysed = analyser();
    await analysed.update(APP, HANDLER.replace('import store', ''));
    await analysed.update(STORE, 'import boto3\n\n\ndef save(order):\n    return boto3.client("s3")\n');
    analysed.setHandlers([handlerIn(APP, HANDLER)]);
    expect(await linesOf(analysed, STORE)).toEqual([]);
    await analysed.update(APP, HANDLER);
    expect(await linesOf(analysed, STORE)).toEqual([5]);
    await analysed.update(APP, HANDLER.replace('import store', ''));
    expect(await linesOf(analysed, STORE)).toEqual([]);
  });

  test('knows no finding without a handler', async () => {
    const analysed = analyser();
    const direct = 'import boto3\n\n\ndef handler(event, context):\n    return boto3.client("s3")\n';
    await analysed.update(APP, direct);
    expect(await linesOf(analysed, APP)).toEqual([]);
    analysed.setHandlers([handlerIn(APP, direct)]);
    expect(await linesOf(analysed, APP)).toEqual([5]);
    analysed.setHandlers([]);
    expect(await linesOf(analysed, APP)).toEqual([]);
  });

  test('forgets removed files', async () => {
    const analysed = analyser();
    await analysed.update(APP, HANDLER);
    await analysed.update(STORE, 'import boto3\n\n\ndef save(order):\n    return boto3.client("s3")\n');
    analysed.setHandlers([handlerIn(APP, HANDLER)]);
    expect(await linesOf(analysed, STORE)).toEqual([5]);
    analysed.remove(STORE);
    expect(await linesOf(analysed, STORE)).toEqual([]);
  });

  test('knows one finding for a client that several handlers lead to', async () => {
    const analysed = analyser();
    const other = path.join(FOLDER, 'other.py');
    await analysed.update(APP, HANDLER);
    await analysed.update(other, HANDLER);
    await analysed.update(STORE, 'import boto3\n\n\ndef save(order):\n    return boto3.client("s3")\n');
    analysed.setHandlers([handlerIn(APP, HANDLER), handlerIn(other, HANDLER)]);
    const [finding, ...others] = analysed.findings(STORE);
    expect(others).toEqual([]);
    expect(finding?.message).toContain('(2 handlers lead here)');
    expect(finding?.related.map(({ file, message }) => `${path.basename(file)} ${message}`)).toEqual([
      'app.py the handler handler',
      'app.py the handler handler leads to save() here',
      'other.py the handler handler',
    ]);
  });

  test('leaves the output of bundlers alone', async () => {
    const analysed = analyser();
    expect(await analysed.update(path.join(FOLDER, 'bundle.js'), 'a();'.repeat(5000))).toBe(false);
    expect(await analysed.update(path.join(FOLDER, 'large.js'), '// x\n'.repeat(300_000))).toBe(false);
    expect(await analysed.update(path.join(FOLDER, 'app.js'), 'a();\n'.repeat(5000))).toBe(true);
    expect(await analysed.update(path.join(FOLDER, 'README.md'), 'text')).toBe(false);
  });
});

describe('whatever the text', () => {
  const FIXTURES = path.resolve('test/fixtures/analysis');
  let texts: { readonly file: string; readonly text: string }[] = [];

  beforeAll(() => {
    texts = readdirSync(FIXTURES, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(?:py|[cm]?[jt]s)$/.test(entry.name))
      .map((entry) => ({
        file: path.join(FOLDER, entry.name),
        text: readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
      }));
  });

  async function isAnswered(file: string, text: string): Promise<void> {
    const analysed = analyser();
    const started = performance.now();
    await analysed.update(file, text);
    analysed.setHandlers([handlerIn(file, text)]);
    analysed.findings(file);
    expect(performance.now() - started).toBeLessThan(2_000);
  }

  test('the analyser answers texts that are cut, doubled or mixed', async () => {
    const edit = fc.record({
      first: fc.nat(),
      second: fc.nat(),
      start: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(400),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const [origin] = edits;
        const base = texts[(origin?.first ?? 0) % texts.length];
        if (base === undefined) throw new Error('There are no fixtures');
        let { text } = base;
        for (const { second, start, length, at } of edits) {
          const other = texts[second % texts.length]?.text ?? '';
          const from = Math.floor(start * other.length);
          const cut = Math.floor(at * text.length);
          text = text.slice(0, cut) + other.slice(from, from + length) + text.slice(cut + (length % 50));
        }
        await isAnswered(base.file, text);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  test.each([
    ['deep.py', `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`],
    ['deep.js', `const x = ${'['.repeat(20_000)}${']'.repeat(20_000)};\n`],
    ['sum.js', `const x = ${'a + '.repeat(20_000)}1;\n`],
    ['nested.py', Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}def f(event, context):`).join('\n')],
    [
      'webs.py',
      `def handler(event, context):\n${Array.from({ length: 300 }, () => '    a = b or c(a, b)\n    b = a or c(b, a)\n    c = a.b(c)\n').join('')}    if a:\n        a(b)\n`,
    ],
    [
      'calls.js',
      `exports.handler = async (event, context) => f0(event);\n${Array.from({ length: 600 }, (_, at) => `const f${at} = (x) => [f${(at * 7) % 600}(x), f${(at * 13 + 1) % 600}(f${at}(x))];\n`).join('')}`,
    ],
    ['names.js', 'class __proto__ { constructor() {} toString() { this.__proto__ = 1; } }\nexports.__proto__ = 1;\n'],
    ['nothing.py', ''],
    ['nulls.js', '\u0000'.repeat(1000)],
  ])('the analyser answers %s', async (name, text) => {
    await isAnswered(path.join(FOLDER, name), text);
  });
});
