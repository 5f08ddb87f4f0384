import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FunctionUrlServer } from '../../../src/gateway/functionUrlServer';
import type { InvocationRequest, InvocationResponse, StreamError } from '../../../src/lambda/invocation';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { httpCall } from './httpCall';
import { Recorder } from './recorder';

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const NOTHING_LEFT = { payload: new Uint8Array() };
const FAILED = { payload: Buffer.from('{"errorType":"Error"}'), functionError: 'Unhandled' } as const;

describe('A function URL in mode RESPONSE_STREAM', () => {
  let recorder: Recorder;
  let server: FunctionUrlServer;
  let url: string;

  beforeEach(async () => {
    recorder = new Recorder();
    server = new FunctionUrlServer({
      invoker: recorder,
      functionName: 'f',
      configuration: { authType: 'NONE', invokeMode: 'RESPONSE_STREAM' },
      logger: silentLogger,
      clock: systemClock,
    });
    ({ url } = await server.listen({ port: 0 }));
  });

  afterEach(() => server.dispose());

  /** Makes the function produce these chunks; an outcome without an end means that the invocation broke off. */
  const produce = (
    contentType: string,
    chunks: readonly (string | Uint8Array)[],
    { streaming = true, error, outcome = NOTHING_LEFT, ends = true }: Production = {},
  ): void => {
    recorder.run = async ({ responseSink }: InvocationRequest) => {
      responseSink?.start({ contentType, streaming });
      for (const chunk of chunks) await responseSink?.write(Buffer.from(chunk));
      if (ends) responseSink?.end(error);
      return outcome;
    };
  };

  interface Production {
    readonly streaming?: boolean;
    readonly error?: StreamError;
    readonly outcome?: Partial<InvocationResponse>;
    readonly ends?: boolean;
  }

  it('211: reads a prelude however it is cut', async () => {
    const bytes = Buffer.from(`{"statusCode":201,"headers":{"x-own":"yes"},"cookies":["a=1"]}${'\0'.repeat(8)}body`);
    produce(
      PRELUDE_TYPE,
      Array.from(bytes, (byte) => Buffer.from([byte])),
    );
    const answer = await httpCall(url);
    expect(answer).toMatchObject({ status: 201, body: 'body' });
    expect(answer.headers).toMatchObject({ 'x-own': 'yes', 'set-cookie': ['a=1'] });
  });

  it('sends a response without a body', async () => {
    produce(PRELUDE_TYPE, [`{"statusCode":204}${'\0'.repeat(8)}`]);
    expect(await httpCall(url)).toMatchObject({ status: 204, body: '' });
    produce('text/plain', []);
    expect(await httpCall(url)).toMatchObject({ status: 200, body: '' });
  });

  it.each<[string, (string | Uint8Array)[]]>([
    ['does not end', ['{"statusCode":201}']],
    ['is missing', []],
    ['is not JSON', [`statusCode${'\0'.repeat(8)}`, `{"statusCode":201}${'\0'.repeat(8)}`]],
    ['has a wrong status', [`{"statusCode":20}${'\0'.repeat(8)}`, 'body']],
    [
      'is too long',
      ['{', ...Array.from({ length: 17 }, () => Buffer.alloc(65_536, ' ')), `"statusCode":201}${'\0'.repeat(8)}`],
    ],
  ])('answers 502 when the prelude %s', async (_, chunks) => {
    produce(PRELUDE_TYPE, chunks);
    expect(await httpCall(url)).toMatchObject({ status: 502, body: 'Internal Server Error' });
  });

  it.each([true, false])(
    'answers 502 when the function fails before anything was sent (streaming: %s)',
    async (streaming) => {
      produce(PRELUDE_TYPE, ['{'], { streaming, outcome: FAILED, ends: false });
      expect(await httpCall(url)).toMatchObject({ status: 502, body: 'Internal Server Error' });
    },
  );

  it('ends a stream that the function left', async () => {
    produce('text/plain', ['part'], { outcome: { ...FAILED, payload: new Uint8Array() }, ends: false });
    expect(await httpCall(url)).toMatchObject({ status: 200, body: 'part' });
  });

  it('sends an error type that is no header value', async () => {
    produce('text/plain', ['part'], { error: { errorType: 'Größe\r\nx: y', errorBody: 'ä' } });
    const { trailers } = await httpCall(url);
    expect(trailers['lambda-runtime-function-error-type']).toBe('Gr??e??x:?y');
    expect(Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString()).toBe('ä');
  });

  it('sends a collected response with its length', async () => {
    const answer = await httpCall(url);
    expect(answer).toMatchObject({ status: 200, body: 'true' });
    expect(answer.headers).toMatchObject({ 'content-length': '4', 'content-type': 'application/json' });
  });
});
