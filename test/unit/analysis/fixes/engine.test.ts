import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnalysedHandler } from '../../../../src/analysis/analysedHandler';
import { Analyser } from '../../../../src/analysis/analyser';
import { ClientCatalogue } from '../../../../src/analysis/catalogue/clientCatalogue';
import { withEdits } from '../../../../src/analysis/fixes/fix';
import { lineEdits } from '../../../../src/analysis/fixes/lineEdits';
import { movedSpan } from '../../../../src/analysis/fixes/movedSpan';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';

const FOLDER = path.resolve('/project');
const syntax = new SyntaxParser();

async function analyserOf(files: Readonly<Record<string, string>>): Promise<Analyser> {
  const analyser = new Analyser({ syntax, catalogue: ClientCatalogue.shipped(), folder: FOLDER });
  const handlers: AnalysedHandler[] = [];
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(FOLDER, name);
    await analyser.update(file, text);
    const line = text.slice(0, Math.max(0, text.search(/(?:async )?def handler|exports\.handler/))).split('\n').length;
    const code = { line, column: 1, endLine: text.split('\n').length, endColumn: 1 };
    const parameters = ['event', 'context'];
    if (text.includes('handler'))
      handlers.push({ file, name: 'handler', code, parameters, isWrapped: false, confidence: 'certain' });
  }
  analyser.setHandlers(handlers);
  return analyser;
}

async function suppressed(name: string, text: string): Promise<string[]> {
  const analyser = await analyserOf({ [name]: text });
  const [finding] = analyser.findings(path.join(FOLDER, name));
  if (finding === undefined) throw new Error('Nothing is found');
  const fixes = await analyser.fixes(finding);
  return fixes.filter(({ title }) => title.startsWith('Ignore')).map(({ edits }) => withEdits(text, edits));
}

const HANDLER =
  'import boto3\n\n\ndef handler(event, context):\n    s3 = boto3.client("s3")\n    return s3.list_buckets()\n';

describe('a comment that ignores a finding', () => {
  test('stands above the line, with its indentation', async () => {
    const [line] = await suppressed('app.py', HANDLER);
    expect(line).toContain('    # warmpath-ignore[client-in-handler]: say why\n    s3 = boto3.client("s3")\n');
  });

  test('stands at the beginning of the file, behind what has to be first', async () => {
    const [, file] = await suppressed('app.py', `#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n${HANDLER}`);
    expect(file).toMatch(
      /^#!.*\n# -\*- coding.*\n# warmpath-ignore-file\[client-in-handler\]: say why\nimport boto3\n/,
    );
  });

  test('stands between decorators and what they decorate', async () => {
    const text = '@tracer.capture_lambda_handler\nasync def handler(event, context):\n    return event\n';
    const [line] = await suppressed('app.py', `from powertools import tracer\n\n\n${text}`);
    expect(line).toContain('handler\n# warmpath-ignore[async-python-handler]: say why\nasync def handler');
  });

  test('stands within a call over several lines', async () => {
    const text =
      'import boto3\n\n\ndef handler(event, context):\n    return list(\n        boto3.client(\n            "s3",\n        ),\n    )\n';
    const [line] = await suppressed('app.py', text);
    expect(line).toContain(
      '    return list(\n        # warmpath-ignore[client-in-handler]: say why\n        boto3.client(\n',
    );
  });

  test('stands behind the line where the line above is a part of a text', async () => {
    const text = 'import boto3\n\n\ndef handler(event, context):\n    return """\n    a""" + boto3.client("s3").x\n';
    const [line] = await suppressed('app.py', text);
    expect(line).toContain('boto3.client("s3").x  # warmpath-ignore[client-in-handler]: say why\n');
  });

  test('stands behind the line where the line above goes on', async () => {
    const text = 'import boto3\n\n\ndef handler(event, context):\n    return 1 + \\\n        boto3.client("s3").x\n';
    const [line] = await suppressed('app.py', text);
    expect(line).toContain('1 + \\\n        boto3.client("s3").x  # warmpath-ignore[client-in-handler]: say why\n');
  });

  test('keeps how the lines of a file end', async () => {
    const [line] = await suppressed('app.py', HANDLER.replaceAll('\n', '\r\n'));
    expect(line).toContain('    # warmpath-ignore[client-in-handler]: say why\r\n    s3 = ');
  });
});

describe('all fixes of a file', () => {
  test('leave the analyser as it was', async () => {
    const analyser = await analyserOf({ 'app.py': HANDLER });
    const file = path.join(FOLDER, 'app.py');
    const before = analyser.findings(file);
    const fixed = await analyser.fixAll(file);
    expect(fixed?.fixed).toHaveLength(1);
    expect(analyser.findings(file)).toEqual(before);
    expect(await analyser.fixAll(file)).toEqual(fixed);
  });

  test('are those of one rule when that is asked for', async () => {
    const analyser = await analyserOf({ 'app.py': HANDLER });
    const file = path.join(FOLDER, 'app.py');
    expect((await analyser.fixAll(file, 'register-once'))?.edits).toEqual([]);
    expect((await analyser.fixAll(file, 'client-in-handler'))?.fixed).toHaveLength(1);
  });

  test('are made one after the other', async () => {
    const clients = Array.from({ length: 12 }, (_, at) => `    c${at} = boto3.client("s3")\n`).join('');
    const text = `import boto3\n\n\ndef handler(event, context):\n${clients}    return [c0, c11]\n`;
    const analyser = await analyserOf({ 'app.py': text });
    const fixed = await analyser.fixAll(path.join(FOLDER, 'app.py'));
    expect(fixed?.fixed).toHaveLength(12);
    expect(fixed?.text).toContain('def handler(event, context):\n    return [c0, c11]\n');
  });

  test('of files that are not there are none', async () => {
    const analyser = await analyserOf({ 'app.py': HANDLER });
    expect(await analyser.fixAll(path.join(FOLDER, 'other.py'))).toBeUndefined();
  });
});

test('a fix that would bring a finding in another file is not offered', async () => {
  const store = 'import psycopg2\n\n\ndef connect():\n    return psycopg2.connect("dbname=orders")\n';
  const app = 'import store\n\n\ndef handler(event, context):\n    c = store.connect()\n    c.close()\n    return 1\n';
  const analyser = await analyserOf({ 'store.py': store, 'app.py': app });
  const [finding] = analyser.findings(path.join(FOLDER, 'store.py'));
  if (finding === undefined) throw new Error('Nothing is found');
  const titles = (await analyser.fixes(finding)).map(({ title }) => title);
  expect(titles).toEqual(['Ignore this client-in-handler finding', 'Ignore client-in-handler in this file']);
});

test('edits of lines make one text of any other', () => {
  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (left, right) => {
      const [before, after] = [left.join(''), right.join('')];
      expect(withEdits(before, lineEdits(before, after))).toBe(after);
      expect(lineEdits(before, before)).toEqual([]);
    }),
  );
});

test('a stretch of a text is found again after edits', () => {
  const edits = [
    { span: { start: 0, end: 0 }, text: '12' },
    { span: { start: 4, end: 6 }, text: '' },
  ];
  expect(movedSpan({ start: 3, end: 8 }, edits)).toEqual({ start: 5, end: 8 });
  expect(movedSpan({ start: 0, end: 8 }, edits)).toEqual({ start: 0, end: 8 });
  expect(movedSpan({ start: 5, end: 8 }, edits)).toEqual({ start: 6, end: 8 });
  expect(movedSpan({ start: 0, end: 4 }, [{ span: { start: 4, end: 4 }, text: 'x' }])).toEqual({ start: 0, end: 4 });
});
