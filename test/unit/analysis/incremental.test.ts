import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnalysedHandler } from '../../../src/analysis/analysedHandler';
import { Analyser } from '../../../src/analysis/analyser';
import { ClientCatalogue } from '../../../src/analysis/catalogue/clientCatalogue';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

const FIXTURES = path.resolve('test/fixtures/analysis');

/** Projects of several files that import each other, with the files in which handlers are. */
const PROJECTS = readdirSync(FIXTURES, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name === 'template.yaml')
  .map(({ parentPath }) => ({ folder: parentPath, texts: textsBelow(parentPath) }))
  .filter(({ texts }) => texts.size > 2 && texts.size < 20);

function textsBelow(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(?:py|[cm]?[jt]sx?|json)$/.test(entry.name))
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );
}

/** The outermost function of a file, as far as there is only one, is a handler. */
function handlerIn(file: string, text: string): AnalysedHandler {
  const lines = text.split('\n');
  const code = { line: 1, column: 1, endLine: lines.length, endColumn: (lines.at(-1) ?? '').length + 1 };
  return { file, name: 'handler', code, parameters: ['event', 'context'], isWrapped: false, confidence: 'certain' };
}

const EDIT = fc.record({
  file: fc.nat(),
  at: fc.nat(),
  removed: fc.nat(40),
  from: fc.nat(),
  start: fc.nat(),
  length: fc.nat(120),
  /** Files come and go, too. */
  what: fc.constantFrom('edit', 'edit', 'edit', 'remove', 'restore'),
});

test('findings that follow edits are those of a fresh analysis', async () => {
  expect(PROJECTS.length).toBeGreaterThan(5);
  const following = new SyntaxParser();
  const reading = new SyntaxParser();
  const catalogue = ClientCatalogue.shipped();
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(EDIT, { minLength: 1, maxLength: 5 }), async (which, edits) => {
      const project = PROJECTS[which % PROJECTS.length];
      if (project === undefined) throw new Error('There are no projects');
      const { folder } = project;
      const texts = new Map(project.texts);
      const handlers = new Map([...texts].map(([file, text]) => [file, handlerIn(file, text)]));
      const analyser = new Analyser({ syntax: following, catalogue, folder });
      for (const [file, text] of texts) await analyser.update(file, text);
      for (const { file: at, what, ...edit } of edits) {
        const names = [...project.texts.keys()];
        const file = names[at % names.length] ?? '';
        if (what === 'remove') texts.delete(file);
        else if (what === 'restore') texts.set(file, project.texts.get(file) ?? '');
        else texts.set(file, edited(texts.get(file) ?? '', [...project.texts.values()], edit));
        const text = texts.get(file);
        if (text === undefined) {
          analyser.remove(file);
          handlers.delete(file);
        } else {
          await analyser.update(file, text);
          // The handlers of other files stay the same objects.
          handlers.set(file, handlerIn(file, text));
        }
        analyser.setHandlers([...handlers.values()]);
        const fresh = new Analyser({ syntax: reading, catalogue, folder });
        for (const [name, each] of texts) await fresh.update(name, each);
        fresh.setHandlers([...handlers.values()]);
        for (const name of texts.keys()) expect(analyser.findings(name)).toEqual(fresh.findings(name));
      }
    }),
    { seed: 20261122, numRuns: 150 },
  );
});

function edited(
  text: string,
  others: readonly string[],
  { at, removed, from, start, length }: { at: number; removed: number; from: number; start: number; length: number },
): string {
  const other = others[from % others.length] ?? '';
  const first = start % (other.length + 1);
  const place = at % (text.length + 1);
  return text.slice(0, place) + other.slice(first, first + length) + text.slice(place + removed);
}
