import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/commandLine';
import { functionFolder } from '../../support/functionFolder';
import { leftovers } from '../../support/leftovers';
import { stateFolder } from '../../support/sandboxRig';

const PROGRAM = path.resolve('dist/cli.js');
const ECHO = 'exports.handler = async (event) => { console.log("handling"); return event; };';
const TEMPLATE = `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { PASSWORD: do-not-show } }
`;
const ESCAPE = '\u001b[';

interface Shell {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line in bash; `$WARMPATH` is the command line. Ends with the exit code of its last command that failed. */
function shell(line: string, folder: string, environment: Readonly<Record<string, string>> = {}): Shell {
  const home = stateFolder();
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${line}`], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 25_000,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_CACHE_HOME: home,
      TERM: 'xterm',
      WARMPATH: `${process.execPath} ${PROGRAM}`,
      ...environment,
    },
  });
  // Whoever the host process was, it has left nothing in its state folder.
  expect(leftovers(0, path.join(home, 'warmpath'))).toEqual([]);
  return { status, stdout, stderr };
}

describe('help', () => {
  test.for(['invoke', 'serve', 'functions'])('of %s, asked for in three ways', async (name) => {
    const folder = functionFolder({});
    for (const given of [
      [name, '--help'],
      [name, '-h', 'whatever', '--unknown'],
      ['help', name],
    ]) {
      const { code, stdout, stderr } = await run(given, { folder });
      expect(stdout).toContain(`Usage: warmpath ${name}`);
      expect([code, stderr]).toEqual([0, '']);
    }
  });

  test('of all; without a command it is a mistake', async () => {
    const folder = functionFolder({});
    const asked = await run(['--help'], { folder });
    expect(asked.stdout).toContain('Usage: warmpath <command> [options]');
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    expect(await run([], { folder })).toMatchObject({ code: 2, stdout: asked.stdout, stderr: '' });
  });
});

describe('--json', () => {
  test('is one document, whatever the function writes', async () => {
    const folder = functionFolder({
      'index.js': `exports.handler = async (event) => {
        process.stdout.write('{"not": "the result"}\\n');
        console.log('a line'); console.error('another');
        if (event.fail) throw new Error('failed');
        return { text: 'x', event };
      };`,
    });
    const { code, stdout } = await run(['invoke', 'index.js', '--json', '--times', '3', '--verbose'], { folder });
    const document = JSON.parse(stdout) as { invocations: readonly unknown[]; summary: unknown };
    expect(document).toMatchObject({ function: 'index', summary: [{ environments: 1, invocations: 3, failed: 0 }] });
    expect(document.invocations).toHaveLength(3);
    expect(document.invocations[0]).toMatchObject({ coldStart: true, payload: { text: 'x', event: {} } });
    expect(code).toBe(0);
    const failed = await run(['invoke', 'index.js', '--json', '--event', '{"fail": true}'], { folder });
    expect(JSON.parse(failed.stdout)).toMatchObject({
      invocations: [{ functionError: 'Unhandled', payload: { errorMessage: 'failed' } }],
    });
    expect(failed.code).toBe(1);
  });

  test('of functions shows names of variables, not their values', async () => {
    const folder = functionFolder({ 'index.js': ECHO, 'template.yaml': TEMPLATE });
    const { code, stdout, stderr } = await run(['functions', '--json'], { folder });
    expect(JSON.parse(stdout)).toMatchObject([{ logicalName: 'Orders', configuration: { environment: ['PASSWORD'] } }]);
    expect(stdout + stderr).not.toContain('do-not-show');
    expect(code).toBe(0);
  });
});

describe('colours', () => {
  const onTerminal = 'script -qec "$WARMPATH functions" /dev/null';

  test('are for terminals only', (context) => {
    const folder = functionFolder({ 'index.js': ECHO, 'template.yaml': TEMPLATE });
    if (shell('command -v script', folder).status !== 0) return context.skip('there is no script to make a terminal');
    expect(shell(onTerminal, folder).stdout).toContain(ESCAPE);
    expect(shell('$WARMPATH functions', folder).stdout).not.toContain(ESCAPE);
    return undefined;
  });

  test('never appear against NO_COLOR or on a dumb terminal', (context) => {
    const folder = functionFolder({ 'index.js': ECHO, 'template.yaml': TEMPLATE });
    if (shell('command -v script', folder).status !== 0) return context.skip('there is no script to make a terminal');
    for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const { status, stdout } = shell(onTerminal, folder, environment);
      expect(stdout).toContain('Orders');
      expect(stdout).not.toContain(ESCAPE);
      expect(status).toBe(0);
    }
    return undefined;
  });
});

describe('a reader that has seen enough', () => {
  test.for([
    ['of results', '$WARMPATH invoke index.js --times 50 2>/dev/null | head -1', '{}'],
    ['of logs', '$WARMPATH invoke index.js --times 50 2>&1 >/dev/null | head -1 | grep -c .', '1'],
    ['of everything', '$WARMPATH invoke index.js --times 50 2>&1 | head -1 | grep -c .', '1'],
    ['of JSON', '$WARMPATH invoke index.js --times 50 --json 2>/dev/null | head -1', '{'],
    ['of a list', '$WARMPATH functions | head -1', 'Orders'],
  ] as const)('%s is no error', ([, line, expected]) => {
    const folder = functionFolder({ 'index.js': ECHO, 'template.yaml': TEMPLATE });
    const { stdout, stderr, status } = shell(line, folder);
    expect(stdout.trim()).toBe(expected);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('may have closed standard output or standard error before', () => {
    const folder = functionFolder({ 'index.js': ECHO });
    expect(shell('$WARMPATH invoke index.js >&-', folder)).toMatchObject({ status: 0, stdout: '' });
    expect(shell('$WARMPATH invoke index.js 2>&-', folder)).toMatchObject({ status: 0, stdout: '{}\n' });
  });
});

describe('the state folder', () => {
  test.for(['', 'relative'])('is not made in the project for XDG_CACHE_HOME="%s"', async (cache) => {
    const folder = functionFolder({ 'index.js': ECHO });
    const home = stateFolder();
    const environment = { XDG_CACHE_HOME: cache, HOME: home };
    expect(await run(['invoke', 'index.js'], { folder, environment })).toMatchObject({ code: 0, stdout: '{}\n' });
    expect(readdirSync(folder)).toEqual(['index.js']);
    expect(readdirSync(home)).toEqual(['.cache']);
  });
});

describe('secrets and bytes', () => {
  test('credentials reach the function and nothing else', async () => {
    const folder = functionFolder({
      'index.js': `exports.handler = async () => [
        process.env.AWS_ACCESS_KEY_ID, process.env.AWS_SECRET_ACCESS_KEY, process.env.AWS_SESSION_TOKEN,
      ].map((text) => text === undefined ? 'absent' : text.length);`,
    });
    const environment = {
      AWS_ACCESS_KEY_ID: 'do-not-show-1',
      AWS_SECRET_ACCESS_KEY: 'do-not-show-12',
      AWS_SESSION_TOKEN: 'do-not-show-123',
    };
    const trace = path.join(folder, 'trace.json');
    const without = await run(['invoke', 'index.js', '--verbose'], { folder, environment });
    expect(without.stdout).toBe('["absent","absent","absent"]\n');
    const given = await run(['invoke', 'index.js', '--verbose', '--credentials', '--trace', trace], {
      folder,
      environment,
    });
    expect(given.stdout).toBe('[13,14,15]\n');
    expect(given.stderr).toContain(`Trace written to ${trace}`);
    expect(readFileSync(trace, 'utf8') + given.stderr + without.stderr).not.toContain('do-not-show');
    const broken = await run(['invoke', 'broken.js', '--verbose', '--credentials'], { folder, environment });
    expect(broken.stderr).not.toContain('do-not-show');
  });

  test('binary output is kept as far as it is text, and shifts nothing', async () => {
    const folder = functionFolder({
      'index.js': `exports.handler = async () => {
        require('node:fs').writeSync(1, Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x80, 0x0a]));
        require('node:fs').writeSync(2, Buffer.from([0xe2, 0x82, 0x0a, 0xf0, 0x9f, 0x98, 0x80, 0x0a]));
        console.log('after');
        return 'ok';
      };`,
    });
    const { code, stdout, stderr } = await run(['invoke', 'index.js'], { folder });
    expect([code, stdout]).toEqual([0, '"ok"\n']);
    expect(stderr).toContain('\ufffd\ufffd\0A\ufffd\n');
    expect(stderr).toMatch(/^\ufffd+\n/m);
    expect(stderr).toContain('\u{1f600}\n');
    expect(stderr).toMatch(/\tINFO\tafter\n/);
  });
});
