import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Analyser } from '../../../../src/analysis/analyser';
import { ClientCatalogue } from '../../../../src/analysis/catalogue/clientCatalogue';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';

const FOLDER = path.resolve('/project');
const syntax = new SyntaxParser();

/** The titles of the fixes for the only finding of a rule, without those that ignore it. */
async function titles(name: string, text: string, rule: string): Promise<string[]> {
  const analyser = new Analyser({ syntax, catalogue: ClientCatalogue.shipped(), folder: FOLDER });
  const file = path.join(FOLDER, name);
  await analyser.update(file, text);
  const lines = text.split('\n');
  const line = lines.findIndex((each) => /^def handler|^exports\.handler/.test(each)) + 1;
  const code = { line, column: 1, endLine: lines.length, endColumn: 1 };
  const parameters = ['event', 'context'];
  analyser.setHandlers([{ file, name: 'handler', code, parameters, isWrapped: false, confidence: 'certain' }]);
  const found = analyser.findings(file).filter((each) => each.code === rule);
  const fixes = await Promise.all(found.map((finding) => analyser.fixes(finding)));
  expect(found).toHaveLength(1);
  return fixes.flat().flatMap(({ title }) => (title.startsWith('Ignore ') ? [] : [title]));
}

const inPython = (body: string, before = ''): string =>
  `import copy\nimport json\n\n\n${before}def handler(event, context):\n    with open("rates.json") as file:\n        rates = json.load(file)\n${body
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')}`;

const inJavaScript = (body: string, before = ''): string =>
  `const fs = require('fs');\n${before}\nexports.handler = async (event) => {\n  const rates = JSON.parse(fs.readFileSync('rates.json', 'utf8'));\n  ${body}\n};\n`;

describe('content of a file stays in the handler', () => {
  const helper = 'def fill(rates, event):\n    rates["EUR"] += event["n"]\n    return rates\n\n\n';

  test.each([
    [
      'a part of it is changed by another name',
      inPython('tags = rates["tags"]\ntags.append(event["n"])\nreturn rates'),
    ],
    [
      'what a loop goes over is changed',
      inPython('for rate in rates["all"]:\n    rate["n"] = event["n"]\nreturn rates'),
    ],
    ['a part of a copy is changed', inPython('all = dict(rates, n=1)\nall["tags"].append(event["n"])\nreturn all')],
    ['a part of what it is asked for is changed', inPython('rates.get("tags").append(event["n"])\nreturn rates')],
    ['another function has it', inPython('return fill(rates, event)', helper)],
    ['another function has a part of it', inPython('return fill(rates["all"], event)', helper)],
  ])('of Python where %s', async (_, text) => {
    expect(await titles('app.py', text, 'heavy-work-in-handler')).toEqual([]);
  });

  test('of Python where another function gives it away', async () => {
    const load =
      'def load():\n    with open("rates.json") as file:\n        rates = json.load(file)\n    return rates\n';
    const text = `import json\n\n\n${load}\n\ndef handler(event, context):\n    rates = load()\n    rates["n"] = 1\n    return rates\n`;
    expect(await titles('app.py', text, 'heavy-work-in-handler')).toEqual([]);
  });

  test.each([
    ['a part of it is changed by another name', inJavaScript('const { tags } = rates;\n  tags.push(event.n);')],
    ['what a loop goes over is changed', inJavaScript('for (const rate of rates.all) rate.n = event.n;')],
    [
      'a part of a copy is changed',
      inJavaScript('const all = { ...rates };\n  all.tags.push(event.n);\n  return all;'),
    ],
    [
      'another function has a part of it',
      inJavaScript('return fill(rates.all, event);', 'const fill = (rates, { n }) => Object.assign(rates, { n });\n'),
    ],
  ])('of JavaScript where %s', async (_, text) => {
    expect(await titles('index.js', text, 'heavy-work-in-handler')).toEqual([]);
  });
});

describe('content of a file is kept for all invocations', () => {
  test.each([
    ['of Python', 'app.py', inPython('rate = rates["EUR"]\nreturn event["n"] * rate + len(rates["all"])')],
    ['of JavaScript', 'index.js', inJavaScript('const { EUR } = rates;\n  return event.n * EUR + rates.all[0];')],
  ])('%s where it is only read', async (_, name, text) => {
    expect(await titles(name, text, 'heavy-work-in-handler')).toHaveLength(1);
  });
});

describe('a copy of what the module has', () => {
  const changing = (change: string): string =>
    `DEFAULTS = {"headers": {}}\n\n\ndef handler(event, context):\n    options = DEFAULTS\n    ${change}\n    return options\n`;

  test('is offered where its own entries are changed', async () => {
    const text = changing('options["name"] = event["name"]');
    expect(await titles('app.py', text, 'module-state-mutated')).toEqual(['Change a copy of DEFAULTS']);
  });

  test.each(['options["headers"][event["name"]] = 1', 'options["headers"].update(event["headers"])'])(
    'is not offered where both would have what is changed: %s',
    async (change) => {
      expect(await titles('app.py', changing(change), 'module-state-mutated')).toEqual([]);
    },
  );
});
