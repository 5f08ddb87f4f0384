import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/commandLine';
import { functionFolder } from '../../support/functionFolder';

const WRONG = `import boto3


def handler(event, context):
    return boto3.client("s3").list_buckets()
`;

const JAVASCRIPT = `const { Db } = require('@company/db');

exports.handler = async (event, context) => new Db().find(event.id);
`;

describe('settings of warmpath lint', () => {
  test.each([
    ['.warmpath.json', '{"severities": {"client-in-handler": "off"}}'],
    ['package.json', '{"name": "orders", "warmpath": {"severities": {"client-in-handler": "off"}}}'],
    ['pyproject.toml', '[tool.warmpath.severities]\nclient-in-handler = "off"\n'],
  ])('are in %s', async (name, text) => {
    const folder = functionFolder({ [`src/${name}`]: text, 'src/app.py': WRONG, 'other/app.py': WRONG });
    const { code, stdout } = await run(['lint'], { folder });
    expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual(['other/app.py', '']);
    expect(code).toBe(1);
  });

  test('raise severities and know additional clients', async () => {
    const client = { language: 'javascript', module: '@company/db', symbol: 'Db', new: true };
    const settings = { severities: { 'client-in-handler': 'error' }, additionalClients: [client] };
    const folder = functionFolder({ '.warmpath.json': JSON.stringify(settings), 'app.js': JAVASCRIPT });
    const { code, stdout } = await run(['lint', '--max-warnings', '9'], { folder });
    expect(stdout).toMatch(/^app\.js:3:45 error: new Db\(\) of @company\/db makes a client on every invocation; /);
    expect(code).toBe(1);
  });

  test('that are wrong are told and do not end anything', async () => {
    const folder = functionFolder({
      '.warmpath.json': '{\n  "severities": { "client-in-handler": "of" }\n}',
      'app.py': WRONG,
    });
    const { code, stdout, stderr } = await run(['lint'], { folder });
    expect(stderr).toContain(
      '.warmpath.json:2:19 warning: severities.client-in-handler has to be error, warning, information, hint or off.\n',
    );
    expect(stdout).toContain('client-in-handler');
    expect(code).toBe(1);
  });
});

describe('warmpath lint --fix', () => {
  test('writes what is safe and shows what is left', async () => {
    const folder = functionFolder({
      'app.py': WRONG,
      'data.py':
        'import psycopg2\n\n\ndef handler(event, context):\n    connection = psycopg2.connect("dbname=a")\n    return connection.info\n',
    });
    const { code, stdout, stderr } = await run(['lint', '--fix'], { folder });
    expect(stderr).toContain('Fixed 1 finding in 1 file.\n');
    expect(stdout).toContain('data.py:5:');
    expect(stdout).not.toContain('app.py');
    expect(code).toBe(1);
    const fixed = readFileSync(path.join(folder, 'app.py'), 'utf8');
    expect(fixed).toMatch(/^\w+ = boto3\.client\("s3"\)$/m);
    expect(await run(['lint', '--fix', 'app.py', '.'], { folder })).toMatchObject({
      stderr: expect.stringContaining('Fixed 0 findings in 0 files.\n') as unknown,
    });
    expect(readFileSync(path.join(folder, 'app.py'), 'utf8')).toBe(fixed);
  });

  test('leaves files alone that are no UTF-8', async () => {
    const folder = functionFolder({ 'app.py': '' });
    const file = path.join(folder, 'app.py');
    const latin = Buffer.from(`# coding: latin-1\n# Größe\n${WRONG}`, 'latin1');
    writeFileSync(file, latin);
    const { code, stderr } = await run(['lint', '--fix'], { folder });
    expect(stderr).toContain('app.py could not be fixed; let it be UTF-8 text that may be written.\n');
    expect(readFileSync(file).equals(latin)).toBe(true);
    expect(code).toBe(1);
  });
});

describe('the files of warmpath lint', () => {
  test('are not those in hidden folders, of others, and tests', async () => {
    const folder = functionFolder({
      '.hidden/app.py': WRONG,
      '.venv/lib/app.py': WRONG,
      'node_modules/a/app.py': WRONG,
      'tests/test_app.py': WRONG,
      'README.md': 'nothing',
    });
    expect(await run(['lint'], { folder })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'Nothing found (0 files, 0 handlers).\n',
    });
  });

  test('without a template are searched for what looks like a handler', async () => {
    const folder = functionFolder({
      'named.py': WRONG.replace('handler(event, context)', 'process(event, context)'),
      'plain.py': WRONG.replace('handler(event, context)', 'compute(a, b)'),
    });
    const { stdout } = await run(['lint', '--format', 'json'], { folder });
    const found: unknown = JSON.parse(stdout);
    expect(found).toMatchObject([{ path: 'named.py', rule: 'client-in-handler' }]);
    expect(found).toHaveLength(1);
  });

  test('may be named from elsewhere', async () => {
    const folder = functionFolder({ 'a b/app.py': WRONG, 'elsewhere/keep.txt': '' });
    const { stdout } = await run(['lint', '../a b/app.py', '--format', 'github'], {
      folder: path.join(folder, 'elsewhere'),
    });
    expect(stdout).toMatch(/^::warning file=\.\.\/a b\/app\.py,line=5,/);
  });
});

describe('warmpath lint --explain', () => {
  test('prints the page of a rule', async () => {
    const { code, stdout } = await run(['lint', '--explain', 'no-timeout'], { folder: functionFolder({}) });
    expect(stdout).toMatch(/^# no-timeout: .*\n\n## Why\n/);
    expect(code).toBe(0);
  });

  test('names the rules when there is no such one', async () => {
    const { code, stderr } = await run(['lint', '--explain', 'timeout'], { folder: functionFolder({}) });
    expect(stderr).toMatch(/^warmpath: There is no rule "timeout"; the rules are .*no-timeout/);
    expect(code).toBe(2);
  });
});
