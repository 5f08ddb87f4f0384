import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/commandLine';
import { CountingServer, lines } from '../../support/countingServer';
import { functionFolder } from '../../support/functionFolder';

const APP = `import net from 'node:net';
import { once } from 'node:events';

const seen = [];
const password = 'correct horse battery staple';

export const handler = async (event) => {
  const socket = net.connect(Number(process.env.SERVICE_PORT), '127.0.0.1');
  await once(socket, 'connect');
  seen.push(event);
  return { count: seen.length, secret: password.length };
};
`;

const LEAVING = `import os
import uuid


def handler(event, context):
    path = f"/tmp/{uuid.uuid4()}.txt"
    with open(path, "w") as file:
        file.write("orders")
    return os.path.getsize(path)
`;

describe('warmpath invoke --evidence', () => {
  test('says what was seen beside what is found, and writes both as SARIF', async () => {
    await using server = await CountingServer.start(lines);
    const folder = functionFolder({ 'app.mjs': APP });
    const options = ['--event', '{}', '--times', '3', '--pass', 'SERVICE_PORT', '--sarif', 'found.sarif'];
    const environment = { SERVICE_PORT: String(server.port) };
    const { code, stderr } = await run(['invoke', 'app.mjs', ...options], { folder, environment });
    const [, shown = ''] = stderr.split('Findings and evidence\n');
    const masked = shown.replaceAll(String(server.port), '<port>').replaceAll(/, [\d.]+ ms each/g, ', <time> each');
    expect(masked.split('\n').filter((line) => line.includes('Seen in runs'))).toEqual([
      'app.mjs:8:3 warning: Seen in runs: 3 connections in 3 invocations to 127.0.0.1:<port>, <time> each, 3 still open - opened in handler. [client-in-handler]',
      expect.stringMatching(
        /^app\.mjs:10:3 warning: .* Seen in runs: seen grew from 0 to 3 in 3 of 3 invocations and stays for the next one\. \[module-state-mutated\]$/,
      ),
    ]);
    expect(stderr).not.toContain('correct horse');
    expect(code).toBe(0);
    const sarif = JSON.parse(readFileSync(path.join(folder, 'found.sarif'), 'utf8')) as {
      runs: { results: { ruleId: string; message: { text: string } }[] }[];
    };
    expect(
      sarif.runs[0]?.results.filter(({ message }) => message.text.includes('Seen in runs')).map(({ ruleId }) => ruleId),
    ).toEqual(['client-in-handler', 'module-state-mutated']);
  });

  test('is part of the JSON document', async () => {
    const folder = functionFolder({ 'app.mjs': 'export const handler = async () => 1;\n' });
    const { stdout } = await run(['invoke', 'app.mjs', '--event', '{}', '--json', '--evidence'], { folder });
    expect(JSON.parse(stdout)).toMatchObject({ evidence: { findings: [], evidence: [], lost: [] } });
  });

  test('says that it cannot write where it is told to', async () => {
    const folder = functionFolder({ 'app.mjs': 'export const handler = async () => 1;\n' });
    const options = ['--event', '{}', '--sarif', 'no/such/folder.sarif'];
    const { code, stderr } = await run(['invoke', 'app.mjs', ...options], { folder });
    expect(stderr).toMatch(/The findings cannot be written to .*folder\.sarif: ENOENT.* Choose another file\.\n$/);
    expect(code).toBe(2);
  });
});

describe('warmpath prove', () => {
  test('shows a function before and after a fix, and leaves the code as it is', async () => {
    const folder = functionFolder({ 'app.py': LEAVING });
    const at = ['--event', '{}', '--times', '2', '--rule', 'tmp-file-left'];
    const shown = await run(['prove', 'app.py', ...at], { folder });
    expect(shown.stdout).toMatch(/^app\.py:7 tmp-file-left\n/);
    expect(shown.stdout).toMatch(/ {2}Files left in \/tmp +3 +0 {2}better\n/);
    expect(shown.stdout).toMatch(/Files left in \/tmp: 3 -> 0\. The results are equal\.\n/);
    expect(shown.code).toBe(0);
    expect(readFileSync(path.join(folder, 'app.py'), 'utf8')).toBe(LEAVING);
  });

  test('changes the code when it is told to', async () => {
    const folder = functionFolder({ 'app.py': LEAVING });
    const at = ['--event', '{}', '--times', '1', '--rule', 'tmp-file-left'];
    const applied = await run(['prove', 'app.py', ...at, '--apply', '--json'], { folder });
    expect(JSON.parse(applied.stdout)).toMatchObject([{ rule: 'tmp-file-left', line: 7, results: { equal: true } }]);
    expect(applied.stderr).toMatch(/app\.py was changed: /);
    expect(readFileSync(path.join(folder, 'app.py'), 'utf8')).not.toBe(LEAVING);
    const again = await run(['prove', 'app.py', ...at], { folder });
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining('Nothing to prove: no finding with a quick fix of tmp-file-left in the function.'),
    ]);
  });

  test.each([
    [['prove'], /Name one function/],
    [['prove', 'app.py', '--at', 'app.py'], /--at takes file:line, not "app\.py"/],
    [['prove', 'app.py', '--all', '--apply'], /prove and apply one by one/],
    [['prove', 'app.py', '--times', '0'], /--times/],
  ])('%j', async (given, message) => {
    const { code, stderr } = await run(given, { folder: functionFolder({ 'app.py': LEAVING }) });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
