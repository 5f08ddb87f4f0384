import { request as httpRequest } from 'node:http';
import {
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  type InvokeWithResponseStreamCompleteEvent,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionInvoker } from '../../../src/gateway/functionInvoker';
import { Gateway } from '../../../src/gateway/gateway';
import type { FunctionConfiguration } from '../../../src/lambda/functionConfiguration';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { httpCall } from './httpCall';
import { SERVED_FUNCTIONS } from './servedFunctions';
import { listeningSignals } from './signals';

export interface StartedInvoker {
  readonly invoker: FunctionInvoker;
  dispose(): Promise<void>;
}

/** Makes an invoker that runs the given functions. */
export type StartInvoker = (functions: readonly FunctionConfiguration[]) => Promise<StartedInvoker>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INVOCATION_TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
const ECHO_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:echo';

/** Statements of the contract that a caller of the Invoke API can see, with the AWS SDK as the caller. */
export function describeInvokeApi(invokerName: string, start: StartInvoker): void {
  describe(`Invoke API over ${invokerName}`, () => {
    let started: StartedInvoker;
    let gateway: Gateway;
    let client: LambdaClient;
    let url: string;

    beforeAll(async () => {
      started = await start(SERVED_FUNCTIONS);
      gateway = new Gateway({ invoker: started.invoker, logger: silentLogger, clock: systemClock });
      ({ url } = await gateway.listen({ port: 0 }));
      client = new LambdaClient({
        endpoint: url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        maxAttempts: 1,
      });
    });

    afterAll(async () => {
      client.destroy();
      await gateway.dispose();
      await started.dispose();
    });

    const send = (input: Omit<InvokeCommandInput, 'Payload'>, event?: unknown): Promise<InvokeCommandOutput> =>
      client.send(new InvokeCommand({ ...input, ...(event !== undefined && { Payload: JSON.stringify(event) }) }));
    const resultOf = ({ Payload }: InvokeCommandOutput): unknown => JSON.parse(Payload?.transformToString() ?? '');
    const invocationsUrl = (name: string): string => `${url}/2015-03-31/functions/${name}/invocations`;

    it.each([
      'echo',
      'echo:live',
      'function:echo',
      '123456789012:function:echo',
      '123456789012:function:echo:$LATEST',
      ECHO_ARN,
      `${ECHO_ARN}:next`,
    ])('182: resolves the name %s', async (FunctionName) => {
      const output = await send({ FunctionName }, { hello: FunctionName });
      expect(resultOf(output)).toEqual({ hello: FunctionName });
    });

    it('182: resolves an ARN that is not percent-encoded', async () => {
      const answer = await httpCall(invocationsUrl(ECHO_ARN), { method: 'POST', body: '1' });
      expect(answer).toMatchObject({ status: 200, body: '1' });
    });

    it.each([
      { FunctionName: 'describe', suffix: '', version: '$LATEST' },
      { FunctionName: 'describe', Qualifier: '$LATEST', suffix: ':$LATEST', version: '$LATEST' },
      { FunctionName: 'describe', Qualifier: '3', suffix: ':3', version: '3' },
      { FunctionName: 'describe', Qualifier: 'live', suffix: ':live', version: '3' },
      { FunctionName: 'describe:live', suffix: ':live', version: '3' },
    ])('14, 15, 183: $FunctionName $Qualifier runs version $version', async ({ suffix, version, ...input }) => {
      const output = await send(input, {});
      expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: version });
      expect(resultOf(output)).toMatchObject({
        invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:describe${suffix}`,
      });
    });

    it('12: answers with the request id the function saw', async () => {
      const output = await send({ FunctionName: 'describe' }, {});
      expect(output.$metadata.requestId).toMatch(UUID);
      expect(resultOf(output)).toMatchObject({ requestId: output.$metadata.requestId });
    });

    it('17, 193: passes the client context on, decoded', async () => {
      const context = { custom: { key: 'grüße\nund mehr' }, client: { app_title: 'app' } };
      const ClientContext = Buffer.from(JSON.stringify(context, null, 2)).toString('base64');
      const output = await send({ FunctionName: 'describe', ClientContext }, {});
      expect(resultOf(output)).toMatchObject({
        clientContext: { custom: expect.objectContaining({ key: 'grüße\nund mehr' }) as unknown },
      });
    });

    it.each([
      ['is too long', Buffer.from(JSON.stringify({ custom: { key: 'x'.repeat(2_680) } })).toString('base64')],
      ['is not JSON', Buffer.from('custom').toString('base64')],
      ['is not base64', 'e3!0='],
      ['is no object', Buffer.from('[]').toString('base64')],
    ])('193: refuses a client context that %s', async (_, ClientContext) => {
      await expect(send({ FunctionName: 'describe', ClientContext }, {})).rejects.toMatchObject({
        name: 'InvalidRequestContentException',
        $metadata: { httpStatusCode: 400 },
      });
    });

    it('184, 193: accepts an event and runs the function later, without the client context', async ({
      onTestFinished,
    }) => {
      const signals = await listeningSignals(onTestFinished);
      const ClientContext = Buffer.from('{"custom":{}}').toString('base64');
      const event = { signals: signals.url, name: 'event' };
      const output = await send({ FunctionName: 'record', InvocationType: 'Event', ClientContext }, event);
      expect(output).toMatchObject({ StatusCode: 202 });
      expect(output.ExecutedVersion).toBeUndefined();
      expect(output.Payload?.length ?? 0).toBe(0);
      expect(await signals.next('event')).toBe(`${output.$metadata.requestId ?? ''} null`);
    });

    it('184: answers a dry run without running the function', async ({ onTestFinished }) => {
      const signals = await listeningSignals(onTestFinished);
      const event = { signals: signals.url, name: 'run' };
      const output = await send({ FunctionName: 'record', InvocationType: 'DryRun' }, event);
      expect(output).toMatchObject({ StatusCode: 204 });
      expect(output.ExecutedVersion).toBeUndefined();
      await send({ FunctionName: 'record' }, event);
      expect(signals.count('run')).toBe(1);
    });

    it.for(['', '/'])(
      'accepts a legacy asynchronous invocation at invoke-async%s',
      async (slash, { onTestFinished }) => {
        const signals = await listeningSignals(onTestFinished);
        const answer = await httpCall(`${url}/2014-11-13/functions/record/invoke-async${slash}`, {
          method: 'POST',
          body: JSON.stringify({ signals: signals.url, name: 'legacy' }),
        });
        expect(answer).toMatchObject({ status: 202, body: '{"Status":202}' });
        expect(await signals.next('legacy')).toBe(`${String(answer.headers['x-amzn-requestid'])} null`);
      },
    );

    it('185: answers null when the function returns nothing', async () => {
      const output = await send({ FunctionName: 'nothing' }, {});
      expect(output.Payload?.transformToString()).toBe('null');
      expect(output.FunctionError).toBeUndefined();
    });

    it('gives the function an empty object when there is no payload', async () => {
      expect(resultOf(await send({ FunctionName: 'echo' }))).toEqual({});
    });

    it('186: marks a function error as Unhandled', async () => {
      const output = await send({ FunctionName: 'fail' }, {});
      expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
      expect(resultOf(output)).toMatchObject({ errorType: 'TypeError', errorMessage: 'it broke' });
    });

    it.each([
      { FunctionName: 'unknown', arn: 'unknown:$LATEST' },
      { FunctionName: 'echo:unknown', arn: 'echo:unknown' },
      { FunctionName: 'echo:7', arn: 'echo:7' },
      { FunctionName: 'echo:constructor', arn: 'echo:constructor' },
    ])('187, 191: does not find $FunctionName', async ({ FunctionName, arn }) => {
      const message = `Function not found: arn:aws:lambda:us-east-1:123456789012:function:${arn}`;
      await expect(send({ FunctionName }, {})).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        $metadata: { httpStatusCode: 404 },
      });
      const answer = await httpCall(invocationsUrl(FunctionName), { method: 'POST', body: '{}' });
      expect(answer.status).toBe(404);
      expect(answer.headers['x-amzn-errortype']).toBe('ResourceNotFoundException');
      expect(answer.body).toBe(JSON.stringify({ Message: message, Type: 'User' }));
    });

    it.each([
      ['no JSON', Buffer.from('no JSON')],
      ['broken JSON', Buffer.from('{"key": ')],
      ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ])('188, 191: refuses a payload of %s', async (_, Payload) => {
      const refusal = client.send(new InvokeCommand({ FunctionName: 'echo', Payload }));
      await expect(refusal).rejects.toMatchObject({
        name: 'InvalidRequestContentException',
        message: expect.stringMatching(
          /^Could not parse request body into json: Could not parse payload into json: ./,
        ) as unknown,
        $metadata: { httpStatusCode: 400 },
      });
      const answer = await httpCall(invocationsUrl('echo'), { method: 'POST', body: Payload });
      expect(Object.keys(JSON.parse(answer.body) as object)).toEqual(['Type', 'message']);
    });

    it.each([
      { InvocationType: 'RequestResponse', bytes: 6_291_456 },
      { InvocationType: 'Event', bytes: 1_048_576 },
    ] as const)('189: takes $bytes bytes and no more as $InvocationType', async ({ InvocationType, bytes }) => {
      const payload = (size: number): string => `"${'x'.repeat(size - 2)}"`;
      const FunctionName = InvocationType === 'Event' ? 'nothing' : 'echo';
      const accepted = await client.send(new InvokeCommand({ FunctionName, InvocationType, Payload: payload(bytes) }));
      expect(accepted.StatusCode).toBe(InvocationType === 'Event' ? 202 : 200);
      await expect(
        client.send(new InvokeCommand({ FunctionName, InvocationType, Payload: payload(bytes + 1) })),
      ).rejects.toMatchObject({ name: 'RequestTooLargeException', $metadata: { httpStatusCode: 413 } });
    });

    it('190, 191: throttles without reserved concurrency, but takes events', async () => {
      await expect(send({ FunctionName: 'busy' }, {})).rejects.toMatchObject({
        name: 'TooManyRequestsException',
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        $metadata: { httpStatusCode: 429 },
      });
      const answer = await httpCall(invocationsUrl('busy'), { method: 'POST', body: '{}' });
      expect(answer.body).toBe(
        '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
      );
      const output = await send({ FunctionName: 'busy', InvocationType: 'Event' }, {});
      expect(output.StatusCode).toBe(202);
    });

    it.each([undefined, 'application/octet-stream', 'application/json', 'text/plain; charset=latin1'])(
      '192: accepts the content type %s',
      async (contentType) => {
        const answer = await httpCall(invocationsUrl('echo'), {
          method: 'POST',
          headers: contentType === undefined ? {} : { 'Content-Type': contentType },
          body: '{"key":1}',
        });
        expect(answer).toMatchObject({ status: 200, body: '{"key":1}' });
      },
    );

    it('194: lets the function finish when the client leaves', async ({ onTestFinished }) => {
      const signals = await listeningSignals(onTestFinished);
      const call = httpRequest(invocationsUrl('wait'), { method: 'POST', agent: false });
      call.on('error', () => undefined);
      call.end(JSON.stringify({ signals: signals.url }));
      await signals.next('started');
      const closed = new Promise((resolve) => call.once('close', resolve));
      call.destroy();
      await closed;
      signals.open();
      await signals.next('done');
    });

    it('160: puts the log into the answer with LogType Tail, and only then', async () => {
      const output = await send({ FunctionName: 'echo', LogType: 'Tail' }, {});
      expect(Buffer.from(output.LogResult ?? '', 'base64').toString()).toContain(
        `START RequestId: ${output.$metadata.requestId ?? ''} Version: $LATEST\n`,
      );
      expect((await send({ FunctionName: 'echo' }, {})).LogResult).toBeUndefined();
    });

    it('36, 37: answers an oversized response with an error and goes on', async () => {
      const first = resultOf(await send({ FunctionName: 'answer' }, { length: 1 })) as { count: number };
      const output = await send({ FunctionName: 'answer' }, { length: 6_291_556 });
      expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
      expect(output.Payload?.transformToString()).toBe(
        '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
      );
      expect(resultOf(await send({ FunctionName: 'answer' }, { length: 1 }))).toMatchObject({ count: first.count + 2 });
    });

    it.each(INVOCATION_TYPES)(
      '198: demands a tenant for %s of a function that isolates tenants',
      async (InvocationType) => {
        await expect(send({ FunctionName: 'tenants', InvocationType }, {})).rejects.toMatchObject({
          name: 'InvalidParameterValueException',
          $metadata: { httpStatusCode: 400 },
        });
        const output = await send({ FunctionName: 'tenants', TenantId: 'blue' }, {});
        expect(resultOf(output)).toMatchObject({ tenantId: 'blue' });
      },
    );

    it.each(INVOCATION_TYPES)('199: refuses a function that is not ready as %s', async (InvocationType) => {
      await expect(send({ FunctionName: 'pending', InvocationType }, {})).rejects.toMatchObject({
        name: 'ResourceConflictException',
        message:
          'The operation cannot be performed at this time. The function is currently in the following state: Pending',
        $metadata: { httpStatusCode: 409 },
      });
      const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'pending' }));
      expect(Configuration?.State).toBe('Pending');
    });

    it('49: collects a stream for a caller that does not stream', async () => {
      const output = await send({ FunctionName: 'stream' }, {});
      expect(output.Payload?.transformToString()).toBe('first,second');
    });

    describe('InvokeWithResponseStream', () => {
      interface Streamed {
        readonly text: string;
        readonly complete: InvokeWithResponseStreamCompleteEvent | undefined;
      }

      const streamed = async (
        FunctionName: string,
        event: unknown,
        {
          LogType = 'None',
          onChunk = () => undefined,
        }: { LogType?: 'None' | 'Tail'; onChunk?: (text: string) => void } = {},
      ): Promise<Streamed> => {
        const output = await client.send(
          new InvokeWithResponseStreamCommand({ FunctionName, LogType, Payload: JSON.stringify(event) }),
        );
        expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
        let text = '';
        let complete: InvokeWithResponseStreamCompleteEvent | undefined;
        for await (const { PayloadChunk, InvokeComplete } of output.EventStream ?? []) {
          expect(complete).toBeUndefined();
          text += Buffer.from(PayloadChunk?.Payload ?? []).toString();
          if (PayloadChunk !== undefined) onChunk(text);
          complete = InvokeComplete;
        }
        return { text, complete };
      };

      it('43, 195, 196: delivers a chunk while the function still runs', async ({ onTestFinished }) => {
        const signals = await listeningSignals(onTestFinished);
        const event = { signals: signals.url };
        const { text, complete } = await streamed('stream', event, { onChunk: () => signals.open() });
        expect(text).toBe('first,second');
        expect(complete).toEqual({});
      });

      it('50: delivers more than 6 MB', async () => {
        const { text } = await streamed('largeStream', { chunks: 112 });
        expect(text.length).toBe(7_340_032);
      });

      it('delivers the result of a function that does not stream', async () => {
        expect(await streamed('echo', { hello: 'world' })).toEqual({ text: '{"hello":"world"}', complete: {} });
      });

      it('197: puts the log into InvokeComplete', async () => {
        const { complete } = await streamed('stream', {}, { LogType: 'Tail' });
        expect(Buffer.from(complete?.LogResult ?? '', 'base64').toString()).toContain('START RequestId: ');
      });

      it('46: keeps what was sent before an error', async () => {
        const { text, complete } = await streamed('brokenStream', {});
        expect(text).toBe('partial');
        expect(complete?.ErrorCode).toBe('RangeError');
        expect(JSON.parse(complete?.ErrorDetails ?? '')).toMatchObject({ errorMessage: 'broke off' });
      });

      it.each(['failedStream', 'fail'])('48: delivers the error of %s', async (FunctionName) => {
        const { text, complete } = await streamed(FunctionName, {});
        expect(JSON.parse(text)).toMatchObject({ errorType: 'TypeError' });
        expect(complete?.ErrorCode).toBe('Unhandled');
      });

      it('184: answers a dry run, and refuses one for a function that is not ready', async () => {
        const dryRun = (FunctionName: string): Promise<{ StatusCode?: number | undefined }> =>
          client.send(new InvokeWithResponseStreamCommand({ FunctionName, InvocationType: 'DryRun' }));
        expect(await dryRun('echo')).toMatchObject({ StatusCode: 204 });
        await expect(dryRun('pending')).rejects.toMatchObject({ name: 'ResourceConflictException' });
      });

      it.each([
        { FunctionName: 'unknown', name: 'ResourceNotFoundException' },
        { FunctionName: 'busy', name: 'TooManyRequestsException' },
        { FunctionName: 'pending', name: 'ResourceConflictException' },
      ])('rejects with $name', async ({ FunctionName, name }) => {
        await expect(streamed(FunctionName, {})).rejects.toMatchObject({ name });
      });
    });
  });
}
