import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/analysis/finding';
import { RULES } from '../../../../src/analysis/rules/registry';
import { formatFindings } from '../../../../src/cli/lint/findingFormats';
import type { FindingStyle, LintFormat } from '../../../../src/cli/lint/findingFormats';
import type { ShownFinding } from '../../../../src/cli/lint/shownFinding';

const FOLDER = path.resolve('/project');

const FINDING: Finding = {
  code: 'client-in-handler',
  severity: 'warning',
  message: '100% sure:\na client, made again',
  file: path.join(FOLDER, 'my app', 'größe,x:1.py'),
  span: { start: 20, end: 30 },
  range: { line: 3, column: 5, endLine: 3, endColumn: 15 },
  related: [
    {
      file: path.join(FOLDER, 'handler.py'),
      range: { line: 1, column: 1, endLine: 1, endColumn: 8 },
      message: 'the handler handler',
    },
  ],
};

const FOUND: readonly ShownFinding[] = [
  {
    finding: FINDING,
    fixes: [
      {
        title: 'Make it once',
        edits: [
          { span: { start: 0, end: 0 }, text: 's3 = client()\n' },
          { span: { start: 20, end: 30 }, text: '' },
        ],
        isSafe: true,
      },
    ],
  },
  { finding: { ...FINDING, severity: 'error', code: 'unused-suppression', related: [] }, fixes: [] },
  { finding: { ...FINDING, severity: 'information' }, fixes: [] },
  { finding: { ...FINDING, severity: 'hint' }, fixes: [] },
];

const STYLE: FindingStyle = {
  paint: (_style, text) => text,
  shown: (file) => path.relative(FOLDER, file).split(path.sep).join('/'),
  pages: new Map([['client-in-handler', '# A page\n']]),
};

function parsed(format: LintFormat, found = FOUND): unknown {
  return JSON.parse(formatFindings(format, found, STYLE));
}

describe('SARIF', () => {
  const schema = JSON.parse(readFileSync('test/fixtures/sarif/sarif-2.1.0.schema.json', 'utf8')) as object;
  // The schema is of an older draft; only the names of its own address and draft are others now.
  const rules = Object.fromEntries(Object.entries(schema).filter(([name]) => name !== 'id' && name !== '$schema'));
  const validate = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile(rules);

  test('is what the schema of version 2.1.0 asks for', () => {
    validate(parsed('sarif'));
    expect(validate.errors ?? []).toEqual([]);
    validate(parsed('sarif', []));
    expect(validate.errors ?? []).toEqual([]);
    // The schema would notice.
    expect(validate({ version: '2.1.0', runs: [{ results: [{ message: {} }] }] })).toBe(false);
  });

  test('has the rules, and for each finding its place, its way and its fixes', () => {
    expect(parsed('sarif')).toMatchObject({
      runs: [
        {
          tool: {
            driver: {
              rules: expect.arrayContaining([
                ...RULES.map(
                  ({ code, title }) =>
                    expect.objectContaining({ id: code, shortDescription: { text: title } }) as unknown,
                ),
                expect.objectContaining({
                  id: 'client-in-handler',
                  help: { text: '# A page\n', markdown: '# A page\n' },
                }),
              ]) as unknown,
            },
          },
          results: [
            {
              level: 'warning',
              locations: [{ physicalLocation: { artifactLocation: { uri: 'my%20app/gr%C3%B6%C3%9Fe%2Cx%3A1.py' } } }],
              relatedLocations: [{ id: 0, message: { text: 'the handler handler' } }],
              fixes: [
                {
                  description: { text: 'Make it once' },
                  artifactChanges: [
                    {
                      replacements: [
                        {
                          deletedRegion: { charOffset: 0, charLength: 0 },
                          insertedContent: { text: 's3 = client()\n' },
                        },
                        { deletedRegion: { charOffset: 20, charLength: 10 } },
                      ],
                    },
                  ],
                },
              ],
            },
            { ruleId: 'unused-suppression', level: 'error' },
            { level: 'note' },
            { level: 'note' },
          ],
        },
      ],
    });
  });
});

test('JSON has the titles of fixes', () => {
  expect(parsed('json')).toMatchObject([{ fixes: ['Make it once'] }, { fixes: [] }, { fixes: [] }, { fixes: [] }]);
});

test('commands for GitHub have nothing in them that ends a property or a line', () => {
  const [first, second, third] = formatFindings('github', FOUND, STYLE).split('\n');
  expect(first).toBe(
    '::warning file=my app/größe%2Cx%3A1.py,line=3,col=5,endLine=3,endColumn=15,title=Warmpath client-in-handler::100%25 sure:%0Aa client, made again',
  );
  expect(second).toMatch(/^::error /);
  expect(third).toMatch(/^::notice /);
});
