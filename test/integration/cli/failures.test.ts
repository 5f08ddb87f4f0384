import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/commandLine';
import { functionFolder, type Files } from '../../support/functionFolder';
import { testPython } from '../../support/testFleet';

interface FailingFunction {
  readonly name: string;
  readonly files: Files;
  readonly given: readonly string[];
  readonly payload: Readonly<Record<string, unknown>>;
  /** Of the report. */
  readonly status?: 'timeout';
  readonly errorType?: string;
}

const NODE: readonly FailingFunction[] = [
  {
    name: 'a syntax error',
    files: { 'index.js': 'exports.handler = async ( => 1;' },
    given: ['index.js'],
    payload: { errorType: 'Runtime.UserCodeSyntaxError' },
  },
  {
    name: 'an empty file',
    files: { 'index.js': '' },
    given: ['index.js'],
    payload: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
  },
  {
    name: 'an empty TypeScript file',
    files: { 'index.ts': '' },
    given: ['index.ts'],
    payload: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
  },
  {
    name: 'a module that is not installed',
    files: { 'index.js': 'require("not-installed");' },
    given: ['index.js'],
    payload: { errorType: 'Runtime.ImportModuleError' },
  },
  {
    name: 'an exception',
    files: { 'index.js': 'exports.handler = async () => { throw new RangeError("too far"); };' },
    given: ['index.js'],
    payload: { errorType: 'RangeError', errorMessage: 'too far' },
  },
  {
    name: 'a handler that never returns',
    files: { 'index.js': 'exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 60_000));' },
    given: ['index.js', '--timeout', '1'],
    payload: {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [-0-9a-f]{36} Error: Task timed out after 1\.00 seconds$/),
    },
    status: 'timeout',
  },
  {
    name: 'a handler that never yields',
    files: { 'index.js': 'exports.handler = async () => { for (;;); };' },
    given: ['index.js', '--timeout', '1'],
    payload: { errorType: 'Sandbox.Timedout' },
    status: 'timeout',
  },
  {
    name: 'a process that ends itself',
    files: { 'index.js': 'exports.handler = async () => process.exit(7);' },
    given: ['index.js'],
    payload: {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('Runtime exited with error: exit status 7'),
    },
    errorType: 'Runtime.ExitError',
  },
  {
    name: 'too much memory',
    files: {
      'index.js': 'exports.handler = async () => { const all = []; for (;;) all.push(Buffer.alloc(1e6, 1)); };',
    },
    given: ['index.js', '--timeout', '20'],
    payload: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') },
    errorType: 'Runtime.OutOfMemory',
  },
];

const OWN_RUNTIME: readonly FailingFunction[] = [
  {
    name: 'no bootstrap',
    files: { 'template.yaml': providedTemplate() },
    given: ['Tested'],
    payload: {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringContaining("Couldn't find valid bootstrap(s)"),
    },
  },
  {
    name: 'a bootstrap whose interpreter is missing',
    files: { 'template.yaml': providedTemplate(), 'bootstrap!': '#!/nowhere/interpreter\n' },
    given: ['Tested'],
    payload: {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringMatching(/fork\/exec \/.*\/bootstrap: no such file or directory$/),
    },
  },
  {
    name: 'a bootstrap without the right to be executed',
    files: { 'template.yaml': providedTemplate(), bootstrap: '#!/bin/sh\n' },
    given: ['Tested'],
    payload: { errorType: 'Runtime.InvalidEntrypoint', errorMessage: expect.stringMatching(/: permission denied$/) },
  },
];

const PYTHON: readonly FailingFunction[] = [
  {
    name: 'a syntax error',
    files: { 'app.py': 'def lambda_handler(event, context:\n    return 1\n' },
    given: ['app.py'],
    payload: { errorType: 'Runtime.UserCodeSyntaxError' },
  },
  {
    name: 'an empty file',
    files: { 'app.py': '' },
    given: ['app.py'],
    payload: { errorType: 'Runtime.HandlerNotFound', errorMessage: "Handler 'lambda_handler' missing on module 'app'" },
  },
  {
    name: 'a handler that never returns',
    files: { 'app.py': 'import time\n\ndef handler(event, context):\n    time.sleep(60)\n' },
    given: ['app.py', '--timeout', '1'],
    payload: { errorType: 'Sandbox.Timedout' },
    status: 'timeout',
  },
];

function providedTemplate(): string {
  return `Resources:
  Tested:
    Type: AWS::Serverless::Function
    Properties: { Handler: any, Runtime: provided.al2023, CodeUri: . }
`;
}

async function expectFailure({ files, given, payload, status, errorType }: FailingFunction): Promise<void> {
  const interpreters = ['--node', process.execPath, ...(testPython === undefined ? [] : ['--python', testPython])];
  const { code, stdout, stderr } = await run(['invoke', ...given, '--json', ...interpreters], {
    folder: functionFolder(files),
  });
  const { invocations } = JSON.parse(stdout) as { invocations: readonly unknown[] };
  expect(invocations).toEqual([
    expect.objectContaining({
      functionError: 'Unhandled',
      payload: expect.objectContaining(payload) as unknown,
      ...(status === undefined ? {} : { status }),
      ...(errorType === undefined ? {} : { errorType }),
    }),
  ]);
  expect(stderr).toMatch(/^REPORT RequestId: /m);
  // Nothing of Warmpath itself is to blame.
  expect(stderr).not.toMatch(/^warmpath: |\[warmpath (warning|error)\]|dist\/cli\.js/m);
  expect(code).toBe(1);
}

describe('a function that fails in Node.js: exit code 1', () => {
  test.for(NODE)('$name', expectFailure);
});

describe('a function that fails in a runtime of its own: exit code 1', () => {
  test.for(OWN_RUNTIME)('$name', expectFailure);
});

describe('a function that fails in Python: exit code 1', () => {
  test.for(PYTHON)('$name', async (failing, context) => {
    if (testPython === undefined || !existsSync(testPython)) return context.skip('there is no Python');
    return expectFailure(failing);
  });
});

test('one failure of many is enough', async () => {
  const folder = functionFolder({
    'index.js':
      'let n = 0; exports.handler = async () => { n += 1; if (n === 2) throw new Error("second"); return n; };',
  });
  const { code, stdout } = await run(['invoke', 'index.js', '--times', '3'], { folder });
  const [first, second, third] = stdout.split('\n');
  expect([first, third]).toEqual(['1', '3']);
  expect(JSON.parse(second ?? '')).toMatchObject({ errorType: 'Error', errorMessage: 'second' });
  expect(code).toBe(1);
});
