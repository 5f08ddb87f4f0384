import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Gateway } from '../../../src/gateway/gateway';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { PlainFunctions } from './plainFunctions';
import { SERVED_FUNCTIONS } from './servedFunctions';

const PYTHON = '/usr/bin/python3';
const CALLER = fileURLToPath(new URL('fixtures/boto3_caller.py', import.meta.url));
const run = promisify(execFile);

describe('Invoke API called by boto3', () => {
  const gateway = new Gateway({
    invoker: new PlainFunctions(SERVED_FUNCTIONS),
    logger: silentLogger,
    clock: systemClock,
  });
  let missing: string | undefined;
  let seen: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    try {
      await run(PYTHON, ['-c', 'import boto3']);
    } catch {
      missing = `${PYTHON} with boto3 (Debian: python3-boto3) is not installed`;
      return;
    }
    const { url } = await gateway.listen({ port: 0 });
    const { stdout } = await run(PYTHON, ['-B', CALLER, url], { env: {} });
    seen = JSON.parse(stdout) as typeof seen;
  });

  beforeEach((context) => {
    if (missing !== undefined) context.skip(missing);
  });

  afterAll(() => gateway.dispose());

  it('187, 191: raises ResourceNotFoundException', () => {
    expect(seen['notFound']).toEqual({
      class: 'ResourceNotFoundException',
      code: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:unknown:$LATEST',
      status: 404,
      reason: null,
    });
  });

  it('188, 191: raises InvalidRequestContentException', () => {
    expect(seen['invalidContent']).toMatchObject({
      class: 'InvalidRequestContentException',
      message: expect.stringMatching(
        /^Could not parse request body into json: Could not parse payload into json: /,
      ) as unknown,
      status: 400,
    });
  });

  it('190, 191: raises TooManyRequestsException', () => {
    expect(seen['throttled']).toEqual({
      class: 'TooManyRequestsException',
      code: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      status: 429,
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  });

  it('189: raises RequestTooLargeException, although it writes everything before it reads', () => {
    expect(seen['tooLarge']).toMatchObject({ class: 'RequestTooLargeException', status: 413 });
  });

  it('183, 186: understands results and function errors', () => {
    expect(seen['synchronous']).toEqual({
      status: 200,
      payload: '{"key":1}',
      functionError: null,
      executedVersion: '1',
      log: expect.stringContaining('START RequestId: ') as unknown,
    });
    expect(seen['failed']).toMatchObject({ status: 200, functionError: 'Unhandled', executedVersion: '$LATEST' });
  });

  it('193: sends a client context', () => {
    const { payload } = seen['context'] as { payload: string };
    expect(JSON.parse(payload)).toMatchObject({ clientContext: { custom: { key: 'value' } } });
  });

  it('184: understands events and dry runs', () => {
    expect(seen['event']).toMatchObject({ status: 202, payload: '', executedVersion: null });
    expect(seen['dryRun']).toMatchObject({ status: 204, payload: '', executedVersion: null });
    expect(seen['legacy']).toBe(202);
  });

  it('195-197: decodes the frames of a stream', () => {
    const { contentType, frames, operation } = seen['stream'] as {
      contentType: string;
      frames: [headers: object, payload: string][];
      operation: string[] | null;
    };
    expect(contentType).toBe('application/vnd.amazon.eventstream');
    const last = frames.pop();
    expect(frames.map(([, payload]) => payload).join('')).toBe('first,second');
    for (const [headers] of frames) {
      expect(headers).toEqual({
        ':message-type': 'event',
        ':event-type': 'PayloadChunk',
        ':content-type': 'application/octet-stream',
      });
    }
    expect(last?.[0]).toEqual({
      ':message-type': 'event',
      ':event-type': 'InvokeComplete',
      ':content-type': 'application/json',
    });
    expect(Object.keys(JSON.parse(last?.[1] ?? '') as object)).toEqual(['LogResult']);
    if (operation !== null) expect(operation).toEqual(['PayloadChunk', 'PayloadChunk', 'InvokeComplete']);
  });

  it('reads the description of a function, without the values of its variables', () => {
    expect(seen['configuration']).toMatchObject({
      FunctionName: 'secretive',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:secretive',
      Runtime: 'nodejs22.x',
      MemorySize: 512,
      State: 'Active',
      Environment: { Error: { ErrorCode: 'AccessDeniedException' } },
    });
    expect(JSON.stringify(seen['configuration'])).not.toContain('hunter2');
  });

  it('lists all functions, page by page', () => {
    const pages = seen['pages'] as string[][];
    expect(pages.flat()).toEqual(SERVED_FUNCTIONS.map(({ name }) => name).sort());
    expect(pages.slice(0, -1).every((page) => page.length === 4)).toBe(true);
  });
});
