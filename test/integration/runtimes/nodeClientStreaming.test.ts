import { afterEach, describe, expect, it } from 'vitest';
import { NodeRun, onlyPost, ownClient, runNode, type NodeFunction } from '../../support/nodeClientHarness';

const client = ownClient();

function streaming(body: string): string {
  return `export const handler = awslambda.streamifyResponse(async (event, stream, context) => {\n${body}\n});\n`;
}

describe.each(['nodejs24.x', 'nodejs22.x'])('streamed responses of the Node.js client, %s', (runtime) => {
  let run: NodeRun | undefined;

  afterEach(async () => {
    await run?.dispose();
    run = undefined;
  });

  const start = async (given: NodeFunction): Promise<NodeRun> => {
    run = await NodeRun.start(client, { ...given, runtime });
    return run;
  };

  it('reach the platform piece by piece while the handler runs', async () => {
    const { api } = await start({
      code: `import { existsSync } from 'node:fs';
        ${streaming(`
          stream.write('first');
          while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 1));
          stream.end('last');`)}`,
    });
    const pieces: string[] = [];
    await new Promise<void>((resolve) => {
      api.onBodyPiece = (_requestId, piece) => {
        pieces.push(piece.toString());
        resolve();
      };
    });
    expect(pieces).toEqual(['first']);
    expect(api.posted).toEqual([]);
  });

  it('carry an HTTP prelude', async () => {
    const metadata = { statusCode: 201, headers: { 'x-a': 'b' }, cookies: ['c=d'] };
    const post = onlyPost(
      await runNode(client, {
        runtime,
        code: streaming(
          `stream = awslambda.HttpResponseStream.from(stream, ${JSON.stringify(metadata)}); stream.write('body'); stream.end();`,
        ),
      }),
    );
    expect(post.headers).toMatchObject({
      'content-type': 'application/vnd.awslambda.http-integration-response',
      'lambda-runtime-function-response-mode': 'streaming',
      'transfer-encoding': 'chunked',
    });
    expect(post.text).toBe(`${JSON.stringify(metadata)}${'\0'.repeat(8)}body`);
  });

  it('end with trailers after an error midstream, and the environment goes on', async () => {
    const { posted, end } = await runNode(client, {
      runtime,
      code: streaming(`stream.write('part'); if (event === 1) throw new TypeError('midstream'); stream.end('!');`),
      invocations: [{ event: 1 }, { event: 2 }],
    });
    const [failed, good] = posted;
    expect(posted.map(({ kind, text, status }) => [kind, text, status])).toEqual([
      ['response', 'part', 202],
      ['response', 'part!', 202],
    ]);
    expect(failed?.trailers['lambda-runtime-function-error-type']).toBe('TypeError');
    const body = Buffer.from(failed?.trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString();
    expect(JSON.parse(body)).toMatchObject({ errorType: 'TypeError', errorMessage: 'midstream' });
    expect(good?.trailers).toEqual({});
    expect(end).toBeUndefined();
  });

  it('are not begun when the handler fails before the first byte', async () => {
    const post = onlyPost(await runNode(client, { runtime, code: streaming(`throw new TypeError('early');`) }));
    expect(post.kind).toBe('error');
    expect(JSON.parse(post.text)).toMatchObject({ errorType: 'TypeError', errorMessage: 'early' });
  });

  it('make the writer wait while the platform does not read', async () => {
    // 32 MB do not fit into the buffers between two processes.
    const { posted, stdout } = await runNode(client, {
      runtime,
      code: streaming(`
        const piece = Buffer.alloc(1024 * 1024, 'x');
        let waited = 0;
        for (let i = 0; i < 32; i++) {
          if (!stream.write(piece)) {
            waited += 1;
            await new Promise((resolve) => stream.once('drain', resolve));
          }
          if (stream.writableLength > 2 * piece.length) throw new Error('grows');
        }
        stream.end();
        console.log('waited', waited > 0);`),
    });
    expect(posted.map(({ kind, body }) => [kind, body.length])).toEqual([['response', 32 * 1024 * 1024]]);
    expect(stdout).toContain('waited true');
  });

  it.for([`stream.write('part');`, ''])('that are never ended are waited for: %s', async (write) => {
    const { api, exited } = await start({ code: streaming(`${write} process.stdout.write('returns');`) });
    await new Promise<void>((resolve) => {
      api.onServed = () => resolve();
    });
    // An empty event loop would end the process, or the invocation, long before.
    const waits = new Promise((resolve) => setTimeout(() => resolve('waits'), 1000));
    expect(await Promise.race([exited, waits])).toBe('waits');
    expect(api.posted).toEqual([]);
  });

  it('keep what was written before an error', async () => {
    const { posted } = await runNode(client, {
      runtime,
      code: streaming(
        `for (let i = 0; i < 40; i++) stream.write(Buffer.alloc(256 * 1024, 'x')); throw new TypeError('midstream');`,
      ),
    });
    expect(posted.map(({ body, trailers }) => [body.length, trailers['lambda-runtime-function-error-type']])).toEqual([
      [40 * 256 * 1024, 'TypeError'],
    ]);
  });

  it('of which something is written after the end fail, and the environment goes on', async () => {
    const { posted, stdout, end } = await runNode(client, {
      runtime,
      code: streaming(`stream.end('a'); if (event === 1) stream.write('b');`),
      invocations: [{ event: 1 }, { event: 2 }],
    });
    expect(posted.map(({ text }) => text)).toEqual(['a', 'a']);
    expect(stdout).toContain('ERR_STREAM_WRITE_AFTER_END');
    expect(end).toBeUndefined();
  });

  it('may have empty pieces', async () => {
    const code = streaming(`stream.write(''); stream.write(Buffer.alloc(0)); stream.write('x'); stream.end();`);
    expect(onlyPost(await runNode(client, { runtime, code })).text).toBe('x');
  });

  it('do not mix with late writes of a failed one', async () => {
    const { posted } = await runNode(client, {
      runtime,
      code: streaming(`
        stream.write('a');
        setTimeout(() => { try { stream.write('late'); } catch {} }, 1);
        if (event === 1) throw new Error('x');
        await new Promise((resolve) => setTimeout(resolve, 30));
        stream.end();`),
      invocations: [{ event: 1 }, { event: 2 }],
    });
    expect(posted.map(({ text }) => text)).toEqual(['a', 'alate']);
  });
});

it.for([
  ['nodejs22.x', 20, true],
  ['nodejs24.x', 60_000, false],
] as const)(
  'the environment of a streaming handler waits for an empty event loop, %s',
  async ([runtime, delay, waits]) => {
    const code = streaming(`stream.end('done'); setTimeout(() => console.log('timer'), ${delay});`);
    const { posted, stdout } = await runNode(client, { code, runtime });
    expect(posted.map(({ text }) => text)).toEqual(['done']);
    expect(stdout.includes('timer')).toBe(waits);
  },
);
