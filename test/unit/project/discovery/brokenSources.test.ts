import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findHandlers } from '../../../../src/project/discovery/findHandlers';
import { localImports } from '../../../../src/project/discovery/localImports';
import { locateHandler } from '../../../../src/project/discovery/locateHandler';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';

const HANDLERS = path.resolve(import.meta.dirname, '../../../fixtures/handlers');
/** The same texts in every run: what a run finds, the next one finds, too. */
const RUNS = { numRuns: 150, seed: 20_261_121 };
const syntax = new SyntaxParser();

const sources = readdirSync(HANDLERS, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(?:[cm]?[jt]s|tsx|py)$/.test(name),
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const words = fc.constantFrom(
  ...'export|{|}|(|)|=>|*|from|import|def|class|@|:|\n|\n  |exports.|module.exports|=|await|async|\0|`|"|new|.'.split(
    '|',
  ),
);
const inserted = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 8 }));
const edits = fc.array(fc.tuple(share, share, inserted), { minLength: 1, maxLength: 5 });

function edited(text: string, [from, length, word]: readonly [number, number, string]): string {
  const start = Math.floor(from * text.length);
  return text.slice(0, start) + word + text.slice(start + Math.floor(length * 60));
}

async function check(file: string, text: string): Promise<void> {
  const { handlers, reExports } = await findHandlers(syntax, file, text);
  const lines = text.split('\n').length;
  localImports(file, text);
  for (const { symbol, name, declaration } of [...handlers, ...reExports]) {
    expect(symbol).not.toBe('');
    expect(Math.max(name.endLine, declaration.endLine)).toBeLessThanOrEqual(lines);
    const files = { text: (wanted: string) => Promise.resolve(wanted === file ? text : undefined) };
    expect(await locateHandler(file, symbol, { syntax, files, folder: '/' })).toMatchObject({ file });
  }
}

test('however broken, sources give handlers that lie in the text and can be located', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...sources), edits, async (name, changes) => {
      const text = changes.reduce(edited, readFileSync(path.join(HANDLERS, name), 'utf8'));
      await check(path.join('/', path.basename(name)), text);
    }),
    RUNS,
  );
});

/** Texts that end this test only when recursion and steps are bounded. */
describe('texts that go on and on', () => {
  const many = 20_000;
  const shapes: Readonly<Record<string, string>> = {
    'a.js': `exports.handler = ${'f('.repeat(many)}x${')'.repeat(many)};`,
    'b.js': `${'a.'.repeat(many)}b = ${'c = '.repeat(many)}exports.handler = (event, context) => 1;`,
    'c.js': `exports.handler = a${'.use(b)'.repeat(many)};`,
    'd.js': `${Array.from({ length: 30 }, (_, index) => `const a${index} = f(${`a${index + 1}, `.repeat(30)});`).join('\n')}\nexports.handler = a0;`,
    'e.js': `${'import '.repeat(many)}${' '.repeat(many)}`,
    'f.py': `${Array.from({ length: 300 }, (_, index) => `${' '.repeat(index)}if a:\n`).join('')}${' '.repeat(300)}b = 1`,
    'g.py': `handler = ${'f('.repeat(many)}`,
    'h.py': `@${'a()'.repeat(many)}\ndef handler(event, context): pass`,
    'i.py': `a = b\nb = a\nhandler = a\nclass C(C): pass\nc = C()\nd = c.x\n${'from a import (\n'.repeat(many)}`,
  };
  test.each(Object.entries(shapes))('%s', async (file, text) => {
    await check(`/${file}`, text);
  });
});
