import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SourceIndex } from '../../../../src/project/discovery/sourceIndex';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';
import { TemporaryProject } from '../../../support/temporaryProject';

test('a project with too many source files is searched in part, and a problem says so', async () => {
  await using project = await TemporaryProject.create({ 'a.js': 'exports.handler = async (event) => event;' });
  const folder = project.path('many');
  mkdirSync(folder);
  for (let index = 0; index < 20_000; index += 1) writeFileSync(path.join(folder, `${String(index)}.js`), '');
  const text = (file: string): Promise<string> =>
    Promise.resolve(file.endsWith('a.js') ? 'exports.handler = async (event) => event;' : '');
  const index = new SourceIndex([project.folder], { syntax: new SyntaxParser(), text });
  await index.readAll();
  expect(index.handlers.map(({ file }) => file)).toEqual([project.path('a.js')]);
  expect(index.problems).toMatchObject([{ file: project.folder, severity: 'warning' }]);
  expect(index.problems[0]?.message).toMatch(/^Of 20001 source files 20000 are searched for handlers; /);
});
