import { describe, expect, it } from 'vitest';
import { onlyPost, ownClient, runNode, type NodeFunction, type NodeResult } from '../../support/nodeClientHarness';

const client = ownClient();
const FOREVER_MS = 60_000;

function commonJs(body: string): Readonly<Record<string, string>> {
  return { 'index.js': `exports.handler = (event, context, callback) => {\n${body}\n};\n` };
}

function run(runtime: string, given: NodeFunction): Promise<NodeResult> {
  return runNode(client, { ...given, runtime });
}

describe('handlers up to nodejs22.x', () => {
  const runtime = 'nodejs22.x';

  it('answer by callback when the event loop is empty', async () => {
    const { posted, stdout } = await run(runtime, {
      code: commonJs(`setTimeout(() => console.log('timer'), 10); callback(null, event);`),
      invocations: [{ event: 1 }, { event: 2 }],
    });
    expect(posted.map(({ text }) => text)).toEqual(['1', '2']);
    expect(stdout.match(/timer/g)).toHaveLength(2);
  });

  it('answer at once with callbackWaitsForEmptyEventLoop = false', async () => {
    const { posted, stdout } = await run(runtime, {
      code: commonJs(
        `context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => console.log('timer'), ${FOREVER_MS}); callback(null, 1);`,
      ),
    });
    expect(posted.map(({ text }) => text)).toEqual(['1']);
    expect(stdout).not.toContain('timer');
  });

  it('take the first of several decisions', async () => {
    const { posted, stdout } = await run(runtime, {
      code: commonJs(`context.succeed(1); callback(new Error('ignored')); context.fail(new Error('ignored'));`),
      invocations: [{}, {}],
    });
    expect(posted.map(({ text, status }) => [text, status])).toEqual([
      ['1', 202],
      ['1', 202],
    ]);
    expect(stdout).not.toContain('ignored');
  });

  it('answer null when nothing happens any more', async () => {
    const { posted } = await run(runtime, { code: commonJs(''), invocations: [{}, {}] });
    expect(posted.map(({ kind, text }) => [kind, text])).toEqual([
      ['response', 'null'],
      ['response', 'null'],
    ]);
  });

  it('fail with Runtime.NodeJsExit when an async handler never settles', async () => {
    const { posted, end } = await run(runtime, {
      code: { 'index.js': 'exports.handler = async (event) => { if (event === 1) await new Promise(() => {}); };' },
      invocations: [{ event: 1 }, { event: 2 }],
    });
    expect(posted.map(({ kind }) => kind)).toEqual(['error', 'response']);
    expect(posted[0]?.text).toContain('"errorType":"Runtime.NodeJsExit"');
    expect(end).toBeUndefined();
  });

  it('end with 129 after an exception that nobody catches', async () => {
    const result = await run(runtime, {
      code: commonJs(`setTimeout(() => { throw new RangeError('late'); }, 1);`),
    });
    expect(onlyPost(result).kind).toBe('error');
    expect(onlyPost(result).text).toContain('"errorType":"RangeError"');
    expect(result.end).toEqual({ code: 129, signal: null });
    expect(result.stdout).toContain('ERROR\tUncaught Exception \t{"errorType":"RangeError"');
  });

  it('end with 128 after a rejection that nobody handles', async () => {
    const result = await run(runtime, {
      code: commonJs(`Promise.reject(new RangeError('stray')); setTimeout(callback, ${FOREVER_MS});`),
    });
    expect(onlyPost(result).text).toContain('"errorType":"Runtime.UnhandledPromiseRejection"');
    expect(result.end).toEqual({ code: 128, signal: null });
  });

  it('end with 129 when the module cannot be imported', async () => {
    const result = await run(runtime, { code: { 'other.js': '' } });
    const post = onlyPost(result);
    expect(post.kind).toBe('init/error');
    expect(post.headers['lambda-runtime-function-error-type']).toBe('Runtime.ImportModuleError');
    expect(result.end).toEqual({ code: 129, signal: null });
  });

  it('end with 13 when top-level await never settles', async () => {
    const { end } = await run(runtime, { code: 'await new Promise(() => {}); export const handler = 1;' });
    expect(end).toEqual({ code: 13, signal: null });
  });

  it('are not answered twice by a callback of an invocation before', async () => {
    const { posted } = await run(runtime, {
      code: {
        'index.js': `
          let late;
          exports.handler = (event, context, callback) => {
            if (event === 1) { late = callback; return; }
            late(new Error('too late'));
            setTimeout(() => callback(null, 'second'), 1);
          };`,
      },
      invocations: [{ event: 1 }, { event: 2 }, { event: 2 }],
    });
    expect(posted.map(({ requestId, text, status }) => [requestId, text, status])).toEqual([
      ['request-1', 'null', 202],
      ['request-2', '"second"', 202],
      ['request-3', '"second"', 202],
    ]);
  });
});

describe('handlers since nodejs24.x', () => {
  const runtime = 'nodejs24.x';

  it('may not take a callback', async () => {
    const result = await run(runtime, { code: commonJs('callback();') });
    const post = onlyPost(result);
    expect(post.kind).toBe('init/error');
    expect(post.headers['lambda-runtime-function-error-type']).toBe('Runtime.CallbackHandlerDeprecated');
    expect(JSON.parse(post.text)).toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated' });
    expect(result.end).toEqual({ code: 1, signal: null });
  });

  it('are not waited for after their promise', async () => {
    const { posted, end } = await run(runtime, {
      code: `export const handler = async () => { setTimeout(() => {}, ${FOREVER_MS}); return 1; };`,
    });
    expect(posted.map(({ text }) => text)).toEqual(['1']);
    expect(end).toBeUndefined();
  });

  it('may return without a promise', async () => {
    expect(onlyPost(await run(runtime, { code: 'export const handler = (event) => [event];' })).text).toBe('[{}]');
  });

  it('have no context.done and its like', async () => {
    const code =
      'export const handler = async (event, context) => ["done", "succeed", "fail", "callbackWaitsForEmptyEventLoop"].filter((name) => name in context);';
    expect(onlyPost(await run(runtime, { code })).text).toBe('[]');
  });

  it('end the process when their promise never settles', async () => {
    const { posted, end } = await run(runtime, { code: 'export const handler = () => new Promise(() => {});' });
    expect(posted).toEqual([]);
    expect(end).toEqual({ code: 0, signal: null });
  });

  it('end the process by an exception that nobody catches', async () => {
    const { posted, end, stderr } = await run(runtime, {
      code: 'export const handler = () => new Promise(() => { setTimeout(() => { throw new Error("late"); }, 1); });',
    });
    expect(posted).toEqual([]);
    expect(end).toEqual({ code: 1, signal: null });
    expect(stderr).toContain('Error: late');
  });
});

it.for([
  ['nodejs26.x', true],
  ['nodejs24.x', true],
  ['nodejs22.x', false],
  ['nodejs18.x', false],
] as const)('the configured runtime decides about the rules: %s', async ([runtime, promises]) => {
  const { posted } = await run(runtime, { code: commonJs('callback(null, 1);') });
  expect(posted.map(({ kind }) => kind)).toEqual([promises ? 'init/error' : 'response']);
});
