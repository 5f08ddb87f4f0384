import { request, type ClientRequest } from 'node:http';
import { describe, expect } from 'vitest';
import type { ResponseHead, StreamError } from '../../src/lambda/invocation';
import { ActingRuntime, requestIdOf } from '../support/actingRuntime';
import { statement } from './statement';

/** A caller that takes the response as a stream and remembers what it saw. */
class Receiver {
  head: ResponseHead | undefined;
  bytes = Buffer.alloc(0);
  error: StreamError | undefined;
  ended = false;
  size = 0;

  constructor(private readonly keep = true) {}

  start(head: ResponseHead): void {
    this.head = head;
  }

  write(chunk: Uint8Array): void {
    this.size += chunk.length;
    if (this.keep) this.bytes = Buffer.concat([this.bytes, chunk]);
  }

  end(error?: StreamError): void {
    this.error = error;
    this.ended = true;
  }
}

const TRAILERS = 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body';

async function openStream(
  runtime: ActingRuntime,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ stream: ClientRequest; status: Promise<number> }> {
  const [host = '', port = ''] = (await runtime.api()).split(':');
  const stream = request({
    host,
    port,
    method: 'POST',
    path: `/2018-06-01/runtime/invocation/${requestId}/response`,
    headers: {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: TRAILERS,
      ...headers,
    },
  });
  const status = new Promise<number>((resolve) => {
    stream.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    stream.on('error', () => {
      resolve(0);
    });
  });
  return { stream, status };
}

describe('D. Streaming responses', () => {
  statement([42, 43], 'the first chunk reaches the caller before the handler has finished', async () => {
    const runtime = new ActingRuntime();
    const receiver = new Receiver();
    const { response } = await runtime.begin({ responseSink: receiver });
    const { stream, status } = await openStream(runtime, requestIdOf(await runtime.next()));
    stream.write('first ');
    await expect.poll(() => receiver.bytes.toString()).toBe('first ');
    expect(receiver.ended).toBe(false);
    stream.end('last');
    expect(await status).toBe(202);
    await response;
    expect([receiver.bytes.toString(), receiver.ended, receiver.error]).toEqual(['first last', true, undefined]);
  });

  statement([46, 47], 'trailers mark a midstream error, /error is refused then', async () => {
    const runtime = new ActingRuntime();
    const receiver = new Receiver();
    const { response } = await runtime.begin({ responseSink: receiver });
    const id = requestIdOf(await runtime.next());
    const { stream, status } = await openStream(runtime, id);
    stream.write('kept');
    await expect.poll(() => receiver.bytes.toString()).toBe('kept');
    expect((await runtime.error(id, '{}')).status).toBe(403);
    stream.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'Function.Broken',
      'Lambda-Runtime-Function-Error-Body': Buffer.from('{"errorMessage":"midway"}').toString('base64'),
    });
    stream.end();
    expect(await status).toBe(202);
    const answer = await response;
    expect(answer.functionError).toBeUndefined();
    expect(answer.streamError).toEqual({ errorType: 'Function.Broken', errorBody: '{"errorMessage":"midway"}' });
    expect(receiver.bytes.toString()).toBe('kept');
  });

  statement(48, '/error before the first byte works for a streaming function', async () => {
    const runtime = new ActingRuntime();
    const receiver = new Receiver();
    const { response } = await runtime.begin({ responseSink: receiver });
    await runtime.error(requestIdOf(await runtime.next()), '{"errorType":"Early"}');
    const answer = await response;
    expect([answer.functionError, Buffer.from(answer.payload).toString(), receiver.head]).toEqual([
      'Unhandled',
      '{"errorType":"Early"}',
      undefined,
    ]);
  });

  statement(49, 'a buffered caller gets the concatenation', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const { stream } = await openStream(runtime, requestIdOf(await runtime.next()), { 'Content-Type': 'text/plain' });
    stream.write('one ');
    stream.write('two ');
    stream.end('three');
    const answer = await response;
    expect([Buffer.from(answer.payload).toString(), answer.contentType]).toEqual(['one two three', 'text/plain']);
  });

  statement(50, 'streams over 6 MB succeed, beyond 200 MB they are cut', async () => {
    const megabyte = Buffer.alloc(1_048_576, 65);
    const send = async (megabytes: number): Promise<{ receiver: Receiver; error: StreamError | undefined }> => {
      const runtime = new ActingRuntime({ configuration: { timeout: 60 } });
      const receiver = new Receiver(false);
      const { response } = await runtime.begin({ responseSink: receiver });
      const { stream, status } = await openStream(runtime, requestIdOf(await runtime.next()));
      for (let sent = 0; sent < megabytes; sent += 1) {
        if (!stream.write(megabyte)) await new Promise((resolve) => stream.once('drain', resolve));
      }
      stream.end();
      expect(await status).toBe(202);
      return { receiver, error: (await response).streamError };
    };
    const whole = await send(20);
    expect([whole.receiver.size, whole.error]).toEqual([20 * megabyte.length, undefined]);
    const cut = await send(201);
    expect(cut.receiver.size).toBe(200 * megabyte.length);
    expect(cut.error?.errorType).toBe('Function.ResponseSizeTooLarge');
  });

  statement(51, 'after 6 MB the rate is 2 MB a second when throttling is on', async () => {
    const { BandwidthLimiter } = await import('../../src/environment/bandwidthLimiter');
    let now = 0;
    const waits: number[] = [];
    const limiter = new BandwidthLimiter({
      now: () => now,
      monotonic: () => now,
      after: (milliseconds, callback) => {
        waits.push(milliseconds);
        now += milliseconds;
        callback();
        return { dispose: () => undefined };
      },
    });
    for (let sent = 0; sent < 6; sent += 1) await limiter.admit(1_048_576);
    expect(waits).toEqual([]);
    for (let sent = 0; sent < 8; sent += 1) await limiter.admit(1_048_576);
    const seconds = now / 1000;
    expect(8 / seconds).toBeLessThanOrEqual(2.2);
    expect(8 / seconds).toBeGreaterThan(1.8);
  });

  statement(52, 'a reset in the midst of a stream names its kind', async () => {
    const slow = new ActingRuntime({ configuration: { timeout: 1 } });
    const late = new Receiver();
    const begun = await slow.begin({ responseSink: late });
    const { stream } = await openStream(slow, requestIdOf(await slow.next()));
    stream.write('begun');
    await begun.response;
    expect([late.bytes.toString(), late.error?.errorType]).toEqual(['begun', 'Sandbox.Timeout']);

    const crashing = new ActingRuntime();
    const broken = new Receiver();
    const second = await crashing.begin({ responseSink: broken });
    const opened = await openStream(crashing, requestIdOf(await crashing.next()));
    opened.stream.write('begun');
    await expect.poll(() => broken.bytes.toString()).toBe('begun');
    const pid = crashing.fleet.fleet.environments()[0]?.runtimePid ?? 0;
    process.kill(pid, 'SIGKILL');
    await second.response;
    expect(broken.error?.errorType).toBe('Sandbox.Failure');
  });
});
