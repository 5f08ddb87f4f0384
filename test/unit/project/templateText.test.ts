import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ProjectModel } from '../../../src/project/projectModel';
import { READERS } from '../../../src/project/readers';
import { templateText } from '../../../src/project/templateText';
import { TemporaryProject } from '../../support/temporaryProject';

const TEXT =
  'Resources:\n  Größe: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.b } }\n';

function utf16(text: string, isBig = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
}

test.each([
  ['UTF-8', Buffer.from(TEXT), undefined],
  ['UTF-16 with a mark', utf16(`\u{FEFF}${TEXT}`), 'UTF-16'],
  ['UTF-16 without one', utf16(TEXT), 'UTF-16'],
  ['UTF-16 with the high byte first', utf16(`\u{FEFF}${TEXT}`, true), 'UTF-16'],
  ['the same without a mark', utf16(TEXT, true), 'UTF-16'],
])('%s is read', (_, bytes, encoding) => {
  expect(templateText(bytes)).toEqual({ text: TEXT, ...(encoding === undefined ? {} : { encoding }) });
});

test('bytes that are no text of either kind do not throw', () => {
  expect(templateText(Buffer.from([])).text).toBe('');
  expect(templateText(Buffer.from([0xff, 0xfe, 0x41])).text).toBe('');
  expect(templateText(Buffer.from([0, 0, 0])).text).toBe('\0\0\0');
});

test('a template in UTF-16 is read, and a problem says how to save it', async () => {
  await using project = await TemporaryProject.create({ 'README.md': '' });
  const file = project.path('template.yaml');
  await writeFile(file, utf16(`\u{FEFF}${TEXT}`));
  await writeFile(project.path('notes.yml'), utf16('no template'));
  const { functions, problems } = await ProjectModel.open([project.folder], { readers: READERS });
  expect(functions.map(({ logicalName }) => logicalName)).toEqual(['Größe']);
  expect(problems).toEqual([
    { file, line: 1, column: 1, severity: 'error', message: 'The file is encoded in UTF-16; save it as UTF-8.' },
  ]);
  expect(path.basename(file)).toBe('template.yaml');
});
