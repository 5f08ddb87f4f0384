import path from 'node:path';
import { expect, test } from 'vitest';
import { Analyser } from '../../../../src/analysis/analyser';
import { ClientCatalogue } from '../../../../src/analysis/catalogue/clientCatalogue';
import { withEdits } from '../../../../src/analysis/fixes/fix';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';

const FOLDER = path.resolve('/project');
const syntax = new SyntaxParser();

/** What a comment in a file becomes when it ignores nothing: the text after the fix of each such finding. */
async function fixed(name: string, text: string): Promise<string[]> {
  const analyser = new Analyser({ syntax, catalogue: ClientCatalogue.shipped(), folder: FOLDER });
  const file = path.join(FOLDER, name);
  await analyser.update(file, text);
  const texts: string[] = [];
  for (const finding of analyser.findings(file)) {
    expect(finding.code).toBe('unused-suppression');
    const fixes = await analyser.fixes(finding);
    expect(fixes.map(({ title, isSafe }) => [title, isSafe])).toEqual([
      ['Remove the comment that ignores nothing', false],
    ]);
    texts.push(...fixes.map(({ edits }) => withEdits(text, edits)));
  }
  return texts;
}

test.each([
  ['its line', 'a = 1\n    # warmpath-ignore[no-timeout]: why\nb = 2\n', 'a = 1\nb = 2\n'],
  ['the last line', 'a = 1\n# warmpath-ignore[no-timeout]', 'a = 1\n'],
  [
    'a line that ends as those of Windows',
    'a = 1\r\n# warmpath-ignore[no-timeout]: why\r\nb = 2\r\n',
    'a = 1\r\nb = 2\r\n',
  ],
  ['what stands behind code', 'a = 1  # warmpath-ignore[no-timeout]: why\nb = 2\n', 'a = 1\nb = 2\n'],
  ['the one for the file', '# warmpath-ignore-file[no-timeout]: why\na = 1\n', 'a = 1\n'],
  ['what follows another comment', 'a = 1  # noqa warmpath-ignore[no-timeout]: why\n', 'a = 1  # noqa\n'],
  ['what another comment follows', 'a = 1  # warmpath-ignore[no-timeout]: why  # noqa\n', 'a = 1  # noqa\n'],
])('of Python, %s goes', async (_words, before, after) => {
  expect(await fixed('app.py', before)).toEqual([after]);
});

test.each([
  ['its line', 'a();\n  // warmpath-ignore[no-timeout]: why\nb();\n', 'a();\nb();\n'],
  ['a block', 'a();\n/* warmpath-ignore[no-timeout]: why */\nb();\n', 'a();\nb();\n'],
  ['a block between code', 'a(/* warmpath-ignore[no-timeout] */ 1);\n', 'a( 1);\n'],
  [
    'a part of a block',
    '/* eslint-disable\n   warmpath-ignore[no-timeout]: why */\nb();\n',
    '/* eslint-disable*/\nb();\n',
  ],
  ['what another comment follows', 'a(); // warmpath-ignore[no-timeout]: why // b\n', 'a(); // b\n'],
])('of JavaScript, %s goes', async (_words, before, after) => {
  expect(await fixed('app.js', before)).toEqual([after]);
});

test('of several codes only the one that ignores nothing goes', async () => {
  expect(await fixed('app.py', '# warmpath-ignore[no-timeout, register-once , tmp-file-left]: why\na = 1\n')).toEqual([
    '# warmpath-ignore[register-once , tmp-file-left]: why\na = 1\n',
    '# warmpath-ignore[no-timeout, tmp-file-left]: why\na = 1\n',
    '# warmpath-ignore[no-timeout, register-once]: why\na = 1\n',
  ]);
});

test('of two in one comment the other one stays', async () => {
  const text = 'a = 1  # warmpath-ignore[no-timeout]: one warmpath-ignore[register-once]: two\n';
  expect(await fixed('app.py', text)).toEqual([
    'a = 1  # warmpath-ignore[register-once]: two\n',
    'a = 1  # warmpath-ignore[no-timeout]: one\n',
  ]);
});
