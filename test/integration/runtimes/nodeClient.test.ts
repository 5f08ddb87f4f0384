import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { NodeRun, onlyPost, ownClient, runNode, type NodeFunction } from '../../support/nodeClientHarness';
import { SlowRelay } from '../../support/slowRelay';

const client = ownClient();
const ECHO = 'export const handler = async (event) => event;';

/** JSON of the only response. */
async function resultOf(code: string, given: Partial<NodeFunction> = {}): Promise<unknown> {
  const post = onlyPost(await runNode(client, { code, ...given }));
  expect(post.kind).toBe('response');
  return JSON.parse(post.text) as unknown;
}

describe('the connection of the Node.js client', () => {
  let run: NodeRun | undefined;
  let relay: SlowRelay | undefined;

  afterEach(async () => {
    await run?.dispose();
    relay?.dispose();
    run = relay = undefined;
  });

  const start = async (given: NodeFunction): Promise<NodeRun> => {
    run = await NodeRun.start(client, given);
    return run;
  };

  /** Bytes to the client travel one by one. */
  const startSlowly = async (given: NodeFunction): Promise<{ run: NodeRun; relay: SlowRelay }> => {
    relay = await SlowRelay.start();
    const started = await start({ ...given, environment: { AWS_LAMBDA_RUNTIME_API: relay.address } });
    relay.target = started.api.address;
    return { run: started, relay };
  };

  it('delivers a result and asks for the next invocation in one write', async () => {
    const { run, relay } = await startSlowly({ code: ECHO, invocations: [{ event: 1 }, { event: 2 }] });
    await run.api.allServed;
    const requests = relay.sent.map((piece) =>
      piece.match(/(?:GET|POST) \/\S+/g)?.map((line) => line.split('/').at(-1)),
    );
    expect(requests).toEqual([['next'], ['response', 'next'], ['response', 'next']]);
  });

  it.for([{ chunked: false }, { chunked: true }])('reads events byte by byte: %o', async (transfer) => {
    const { run } = await startSlowly({
      code: ECHO,
      invocations: [
        { event: { text: 'Grüße 世界' }, ...transfer },
        { event: 2, ...transfer },
      ],
    });
    await run.api.allServed;
    expect(run.api.posted.map(({ text }) => text)).toEqual(['{"text":"Grüße 世界"}', '2']);
  });

  it('reads large events in chunks', async () => {
    const event = 'é'.repeat(2_000_000);
    const { text } = onlyPost(
      await runNode(client, { code: ECHO, invocations: [{ event: JSON.stringify(event), chunked: true }] }),
    );
    expect(JSON.parse(text) === event).toBe(true);
  });

  it('echoes the invocation id of the attempt', async () => {
    const headers = { 'Lambda-Runtime-Invocation-Id': 'attempt-7' };
    const { posted } = await runNode(client, {
      code: 'export const handler = async (event) => { if (event === 2) throw new Error("x"); };',
      invocations: [
        { event: 1, headers },
        { event: 2, headers },
      ],
    });
    expect(posted.map(({ kind, headers: { 'lambda-runtime-invocation-id': id } }) => [kind, id])).toEqual([
      ['response', 'attempt-7'],
      ['error', 'attempt-7'],
    ]);
  });

  it('goes on after an outcome was refused and reports nothing else for it', async () => {
    const { posted, end } = await runNode(client, {
      code: ECHO,
      invocations: [{ event: 1, postStatus: 413 }, { event: 2, postStatus: 400 }, { event: 3 }],
    });
    expect(posted.map(({ kind, text, status }) => [kind, text, status])).toEqual([
      ['response', '1', 413],
      ['response', '2', 400],
      ['response', '3', 202],
    ]);
    expect(end).toBeUndefined();
  });

  it.for(['nodejs24.x', 'nodejs22.x'])('ends at once when the connection breaks while waiting, %s', async (runtime) => {
    const { api, exited } = await start({ code: ECHO, runtime, invocations: [] });
    await api.allServed;
    api.dispose();
    expect(await exited).toEqual({ code: 1, signal: null });
  });

  it('ends when the connection breaks while the handler runs', async () => {
    const { api, exited } = await start({
      code: 'export const handler = () => new Promise(() => { setInterval(() => {}, 1000); });',
    });
    await new Promise<void>((resolve) => {
      api.onServed = () => resolve();
    });
    api.dispose();
    expect(await exited).toEqual({ code: 1, signal: null });
  });

  it('says why it stops when there is no Runtime API', async () => {
    const started = await start({ code: ECHO, environment: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' } });
    expect(await started.exited).toEqual({ code: 1, signal: null });
    expect(started.written().stderr).toMatch(/^Lost the Runtime API at 127\.0\.0\.1:1: .*ECONNREFUSED.*\n$/);
  });

  it('says what is missing when it is not started as a runtime', async () => {
    const { end, stderr } = await runNode(client, { code: ECHO, environment: { _HANDLER: '' } });
    expect(end).toEqual({ code: 1, signal: null });
    expect(stderr).toBe(
      'The environment variable _HANDLER is not set. Start this program as the runtime of a Lambda execution environment.\n',
    );
  });

  it('survives being stopped and continued', async () => {
    const started = await start({ code: ECHO, invocations: [{ event: 1 }] });
    await started.api.allServed;
    started.signal('SIGSTOP');
    started.api.add({ event: 2 });
    started.signal('SIGCONT');
    await new Promise<void>((resolve) => {
      started.api.onPosted = () => resolve();
    });
    expect(started.api.posted.map(({ text }) => text)).toEqual(['1', '2']);
  });
});

describe('what user code sees of the Node.js client', () => {
  it('no variables of the platform, and no descriptors in child processes', async () => {
    const code = `
      import { execFileSync } from 'node:child_process';
      export const handler = async () => ({
        variables: Object.keys(process.env).filter((name) => /TELEMETRY|WARMPATH/.test(name)),
        inherited: execFileSync('sh', ['-c', 'for d in 3 4; do if [ -e /proc/self/fd/$d ]; then readlink /proc/self/fd/$d; fi; done'], { encoding: 'utf8' }),
      });`;
    const result = (await resultOf(code, { framedLog: true, deadline: [0, 0] })) as {
      variables: string[];
      inherited: string;
    };
    expect(result.variables).toEqual([]);
    // Descriptors of the shell itself may have these numbers.
    expect(result.inherited).not.toMatch(/frames|deadline/);
  });

  it.for([
    { name: 'header only', deadline: undefined, from: 1, to: 3000 },
    { name: 'extension', deadline: [60_000, 0] as const, from: 60_001, to: 63_000 },
    { name: 'paused for a minute', deadline: [0, Date.now() - 60_000] as const, from: 60_001, to: 603_000 },
    { name: 'long over', deadline: [-60_000, 0] as const, from: 0, to: 0 },
  ])('the remaining time: $name', async ({ deadline, from, to }) => {
    const code = 'export const handler = async (event, context) => context.getRemainingTimeInMillis();';
    const remaining = await resultOf(code, deadline === undefined ? {} : { deadline });
    expect(Number.isInteger(remaining)).toBe(true);
    expect(remaining).toBeGreaterThanOrEqual(from);
    expect(remaining).toBeLessThanOrEqual(to);
  });

  it('the remaining time stands still while the clock is paused', async () => {
    const code = `
      export const handler = async (event, context) => {
        const before = context.getRemainingTimeInMillis();
        await new Promise((resolve) => setTimeout(resolve, 30));
        return before - context.getRemainingTimeInMillis();
      };`;
    expect(await resultOf(code, { deadline: [0, Date.now()] })).toBe(0);
  });

  it('nothing of it in the stack of an error but one frame', async () => {
    const { text } = onlyPost(
      await runNode(client, { code: 'export const handler = () => { throw new Error("x"); };' }),
    );
    const { trace } = JSON.parse(text) as { trace: string[] };
    expect(trace.filter((line) => line.includes('client.cjs'))).toHaveLength(1);
    expect(trace[1]).toMatch(/^ {4}at BufferedInvokeProcessor\.handler \(file:.*index\.mjs:1:/);
  });

  it.for(['nodejs24.x', 'nodejs22.x'])('built-ins that it replaces do not stop invocations, %s', async (runtime) => {
    const code = `
      import net from 'node:net';
      import fs from 'node:fs';
      globalThis.setImmediate = globalThis.setTimeout = () => { throw new Error('fake timer'); };
      globalThis.Promise = class NotAPromise {};
      globalThis.Date = class Frozen { static now() { return 0; } };
      JSON.parse = JSON.stringify = () => { throw new Error('fake JSON'); };
      net.Socket.prototype.write = net.Socket.prototype.ref = net.Socket.prototype.unref = () => { throw new Error('fake socket'); };
      fs.writeSync = () => { throw new Error('fake write'); };
      process.exit = () => {};
      export const handler = async (event, context) => {
        console.log('still logs');
        if (event === 2) throw new Error('still reports');
        return { event, left: context.getRemainingTimeInMillis() > 0 };
      };`;
    const invocations = [{ event: 1 }, { event: 2 }, { event: 3 }];
    const { posted, frames } = await runNode(client, { code, runtime, invocations, framedLog: true });
    expect(posted.map(({ kind }) => kind)).toEqual(['response', 'error', 'response']);
    expect(posted[2]?.text).toBe('{"event":3,"left":true}');
    expect(frames.filter(({ text }) => text.includes('still logs'))).toHaveLength(3);
  });

  it('a console that throws does not keep errors from being reported', async () => {
    const code = `
      console.error = () => { throw new Error('broken console'); };
      export const handler = async () => { throw new TypeError('mine'); };`;
    const { kind, text } = onlyPost(await runNode(client, { code }));
    expect(kind).toBe('error');
    expect(text).toContain('"errorMessage":"mine"');
  });
});

describe('large payloads', () => {
  it('travel both ways unchanged', async () => {
    const event = { text: 'äöü€'.repeat(700_000) };
    const { text } = onlyPost(await runNode(client, { code: ECHO, invocations: [{ event }] }));
    expect(text === JSON.stringify(event)).toBe(true);
  });
});

describe('the built handler file', () => {
  it.for(['built.mjs', 'built.cjs'])(
    'is loaded instead of the file that the handler string names: %s',
    async (file) => {
      const body = 'async () => [process.env._HANDLER, Object.keys(process.env).includes("_WARMPATH_HANDLER_FILE")]';
      const { text } = onlyPost(
        await runNode(client, {
          code: { [`out/${file}`]: file.endsWith('.mjs') ? `export const run = ${body};` : `exports.run = ${body};` },
          handler: 'src/app.run',
          environment: { _WARMPATH_HANDLER_FILE: `<task>/out/${file}` },
        }),
      );
      expect(JSON.parse(text)).toEqual(['src/app.run', false]);
    },
  );

  it('shows places of the source in traces when source maps are on', async () => {
    const map = {
      version: 3,
      sources: ['app.ts'],
      names: [],
      mappings: 'AAAA;AAIA',
      sourcesContent: ['\n\n\n\nthrow'],
    };
    const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
    const { text } = onlyPost(
      await runNode(
        { ...client, arguments: ['--enable-source-maps', ...client.arguments] },
        { code: { 'index.cjs': `exports.handler = async () => {\nthrow new Error('mapped'); };\n${comment}\n` } },
      ),
    );
    expect((JSON.parse(text) as { trace: string[] }).trace[1]).toMatch(/app\.ts:5:/);
  });
});

it('is one file without the rest of Warmpath', () => {
  const [file = ''] = client.arguments;
  const required = [...readFileSync(file, 'utf8').matchAll(/require\("([^"]+)"\)/g)].map(([, name = '']) => name);
  expect(required.filter((name) => !name.startsWith('node:'))).toEqual([]);
});
