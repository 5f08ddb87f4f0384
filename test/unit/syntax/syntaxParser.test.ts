import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { syntaxLanguageOf } from '../../../src/syntax/syntaxLanguage';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

const FIXTURES = path.resolve('test/fixtures/analysis');

const TEXTS = readdirSync(FIXTURES, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /\.(?:py|[cm]?[jt]sx?)$/.test(entry.name))
  .map(({ parentPath, name }) => ({ name, text: readFileSync(path.join(parentPath, name), 'utf8') }));

/** What people and editors insert: parts of programs, and pieces that change what everything behind them means. */
const INSERTED = fc.oneof(
  fc.constantFrom('"', "'", '`', '"""', '(', ')', '{', '}', '\n', '    ', '#', '/*', '*/', 'é', '\u{1f600}', 'async '),
  fc.record({ from: fc.nat(), at: fc.nat(), length: fc.nat(200) }),
);

const EDIT = fc.record({ at: fc.nat(), removed: fc.nat(60), inserted: INSERTED });

test('a tree that follows edits is the one of a fresh reading', async () => {
  const following = new SyntaxParser();
  const reading = new SyntaxParser();
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(EDIT, { minLength: 1, maxLength: 6 }), async (which, edits) => {
      const base = TEXTS[which % TEXTS.length];
      if (base === undefined) throw new Error('There are no fixtures');
      const language = syntaxLanguageOf(base.name) ?? 'python';
      let { text } = base;
      await following.plain(language, text);
      for (const { at, removed, inserted } of edits) {
        const before = text;
        const given = typeof inserted === 'string' ? inserted : piece(inserted);
        const start = at % (text.length + 1);
        text = text.slice(0, start) + given + text.slice(start + removed);
        const followed = await following.plain(language, text, before);
        // As text, which is compared much faster.
        expect(JSON.stringify(followed)).toBe(JSON.stringify(await reading.plain(language, text)));
      }
    }),
    { seed: 7, numRuns: 2500 },
  );
});

function piece({ from, at, length }: { from: number; at: number; length: number }): string {
  const text = TEXTS[from % TEXTS.length]?.text ?? '';
  const start = at % (text.length + 1);
  return text.slice(start, start + length);
}

test('an edit leaves the nodes that it does not touch as they were', async () => {
  const syntax = new SyntaxParser();
  const functions = Array.from({ length: 20 }, (_, at) => `def f${at}(x):\n    return x + ${at}\n`).join('\n');
  const before = await syntax.plain('python', functions);
  const after = await syntax.plain('python', functions.replace('x + 10', 'x + 10_000'), functions);
  const untouched = after.children.slice(0, 10);
  expect(untouched.map((node, at) => node === before.children[at])).toEqual(untouched.map(() => true));
});

test('more texts than are kept are read again', async () => {
  const syntax = new SyntaxParser();
  const texts = Array.from({ length: 30 }, (_, at) => `x = ${at}\n`);
  for (const text of [...texts, ...texts]) {
    const root = await syntax.plain('python', text);
    expect(root.end).toBe(text.length);
    expect(await syntax.read('python', text, ({ text: read }) => read)).toBe(text);
  }
});
