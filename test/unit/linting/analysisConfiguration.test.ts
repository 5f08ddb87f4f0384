import { describe, expect, it } from 'vitest';
import { readAnalysisSettings } from '../../../src/analysis/analysisSettings';
import { isAnalysisConfiguration, readSettings } from '../../../src/linting/analysisConfiguration';
import type { ReadSettings } from '../../../src/linting/analysisConfiguration';

const CODE = 'client-in-handler';

function read(texts: Readonly<Record<string, string>>, editor?: unknown): Promise<ReadSettings> {
  const base = readAnalysisSettings(editor ?? {}).settings;
  return readSettings(Object.keys(texts), { text: (file) => Promise.resolve(texts[file]) }, base);
}

async function placesOf(texts: Readonly<Record<string, string>>): Promise<string[]> {
  const { problems } = await read(texts);
  return problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
}

describe('configuration files of the analysis', () => {
  it.each([
    ['/p/.warmpath.json', '{\n  // As agreed\n  "severities": { "client-in-handler": "off", },\n}'],
    ['/p/package.json', '{ "name": "p", "warmpath": { "severities": { "client-in-handler": "off" } } }'],
    ['/p/pyproject.toml', '[project]\nname = "p"\n\n[tool.warmpath.severities]\nclient-in-handler = "off"\n'],
    ['/p/pyproject.toml', '[tool.warmpath]\nseverities = { client-in-handler = "off" }\n'],
    ['/p/.warmpath.json', '\u{FEFF}{"severities": {"client-in-handler": "off"}}'],
  ])('are read: %s', async (file, text) => {
    expect(isAnalysisConfiguration(file)).toBe(true);
    const { settings, problems } = await read({ [file]: text });
    expect(problems).toEqual([]);
    expect(settings.severity('/p/src/app.py', CODE)).toBe('off');
  });

  it('give clients', async () => {
    const text = '[[tool.warmpath.additionalClients]]\nlanguage = "python"\ncall = "company.db.connect"\n';
    const { settings } = await read(
      { '/p/pyproject.toml': text },
      { additionalClients: [{ language: 'javascript', module: 'db' }] },
    );
    expect(settings.additionalClients.map(({ paths }) => paths)).toEqual([['db#'], ['company.db.connect']]);
  });

  it('go over the settings of the editor, the nearest alone', async () => {
    const { settings } = await read(
      {
        '/p/package.json': '{"warmpath": {"severities": {"client-in-handler": "error"}}}',
        '/p/a/package.json': '{"name": "a"}',
        '/p/b/.warmpath.json': '{}',
      },
      { severities: { [CODE]: 'hint' } },
    );
    expect(settings.severity('/p/a/app.js', CODE)).toBe('error');
    expect(settings.severity('/p/b/app.js', CODE)).toBe('hint');
  });

  it('without a section are left alone, whatever is wrong with them', async () => {
    const { problems, settings } = await read({
      '/p/package.json': '{ "name": ',
      '/p/pyproject.toml': '[project\n',
      '/q/package.json': '[]',
      '/q/tsconfig.json': '{"warmpath": 1}',
      '/r/.warmpath.json': '',
    });
    expect(problems).toEqual([]);
    expect(settings.severity('/p/app.py', CODE)).toBeUndefined();
  });
});

describe('mistakes in configuration files', () => {
  it('have a place in JSON', async () => {
    const text =
      '{\n  "severities": {\n    "client-in-handler": "of"\n  },\n  "additionalClients": [\n    {"language": "python"}\n  ]\n}';
    expect(await placesOf({ '/p/.warmpath.json': text })).toEqual([
      '/p/.warmpath.json:3:5 severities.client-in-handler has to be error, warning, information, hint or off.',
      '/p/.warmpath.json:6:5 additionalClients[0] needs a "call", such as "company.db.connect".',
    ]);
  });

  it('have a place in TOML', async () => {
    const text = [
      '[tool.other.severities]',
      '"client-in-handler" = "of"',
      '[tool.warmpath.severities]',
      '  "client-in-handler" = "of"',
      '[[tool.warmpath.additionalClients]]',
      'language = "python"',
      'call = "a.b"',
      '[[tool.warmpath.additionalClients]]',
      'language = "python"',
      'call = 1',
    ].join('\n');
    expect(await placesOf({ '/p/pyproject.toml': text })).toEqual([
      '/p/pyproject.toml:4:3 severities.client-in-handler has to be error, warning, information, hint or off.',
      '/p/pyproject.toml:10:1 additionalClients[1].call has to be a dotted name such as "company.db.connect".',
    ]);
  });

  it('in one line of TOML are shown at its key', async () => {
    const text = '[tool.warmpath]\nseverities = { client-in-handler = "of" }\n';
    expect((await read({ '/p/pyproject.toml': text })).problems).toMatchObject([{ line: 2, column: 1 }]);
  });

  it('of the syntax are told where they are', async () => {
    expect(await placesOf({ '/p/.warmpath.json': '{\n  "severities" {}\n}' })).toContain(
      '/p/.warmpath.json:2:16 The file is not valid JSON from here on; correct it here.',
    );
    expect(await placesOf({ '/p/.warmpath.json': 'severities' })).toEqual([
      '/p/.warmpath.json:1:1 The file is not valid JSON from here on; correct it here.',
    ]);
    expect(await placesOf({ '/p/pyproject.toml': '[tool.warmpath]\nseverities = \n' })).toEqual([
      '/p/pyproject.toml:2:14 The file is not valid TOML, so its settings of Warmpath are left out; correct it here.',
    ]);
    expect(await placesOf({ '/p/package.json': '{"warmpath": 1}' })).toEqual([
      '/p/package.json:1:2 This has to be an object with severities and additionalClients.',
    ]);
  });

  it('are told when two files of a folder have settings', async () => {
    const texts = { '/p/pyproject.toml': '[tool.warmpath]\nseverities = {}\n', '/p/.warmpath.json': '{}' };
    expect(await placesOf(texts)).toEqual([
      '/p/pyproject.toml:1:1 This section counts for nothing, because .warmpath.json beside it has settings of Warmpath, too; keep one of them.',
    ]);
  });
});
