import { describe, expect } from 'vitest';
import type { AsynchronousConfiguration, FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import { FUNCTION_DEFAULTS } from '../../src/lambda/functionConfiguration';
import { functionFolder } from '../support/functionFolder';
import { TestFleet } from '../support/testFleet';
import { statement } from './statement';

const FAILING =
  'exports.handler = async (event) => { if (!event.good) throw new Error("no"); return { fine: true }; };';

async function served(
  asynchronous: Partial<AsynchronousConfiguration>,
  configuration: Partial<FunctionConfiguration> = {},
  source = FAILING,
): Promise<TestFleet> {
  const fleet = new TestFleet({ retryDelaysMs: [10, 20], throttleDelayMs: 10 });
  await fleet.serve({
    codePath: functionFolder({ 'index.js': source }),
    asynchronous: { ...FUNCTION_DEFAULTS.asynchronous, ...asynchronous },
    ...configuration,
  });
  return fleet;
}

function enqueue(fleet: TestFleet, event: unknown): string {
  return fleet.fleet.enqueue('tested', { payload: Buffer.from(JSON.stringify(event)) });
}

describe('N. Asynchronous invocations', () => {
  statement(200, 'a failing event is tried three times with one request id', async () => {
    const fleet = await served({});
    const requestId = enqueue(fleet, {});
    await fleet.nextEvent('asynchronous.dropped');
    expect(fleet.eventsOf('platform.start').map(({ record }) => record.requestId)).toEqual([
      requestId,
      requestId,
      requestId,
    ]);
    expect(fleet.eventsOf('asynchronous.retry').map(({ record }) => [record.attempt, record.delayMs])).toEqual([
      [2, 10],
      [3, 20],
    ]);
    const { DEFAULT_FLEET_SETTINGS } = await import('../../src/fleet/fleetSettings');
    const [first, second] = DEFAULT_FLEET_SETTINGS.retryDelaysMs;
    // AWS waits one and two minutes; the local default keeps the proportion.
    expect(second / first).toBe(2);
  });

  statement(201, 'no retries when none are configured; old events are given up', async () => {
    const once = await served({ maximumRetryAttempts: 0 });
    enqueue(once, {});
    expect((await once.nextEvent('asynchronous.dropped')).record.condition).toBe('RetriesExhausted');
    expect(once.eventsOf('platform.start')).toHaveLength(1);

    const old = await served({ maximumEventAgeSeconds: 0 });
    enqueue(old, {});
    expect((await old.nextEvent('asynchronous.dropped')).record.condition).toBe('EventAgeExceeded');
    expect(old.eventsOf('platform.start').length).toBeLessThanOrEqual(1);
  });

  statement(202, 'destination records', async () => {
    const fleet = await served({ onSuccess: 'arn:success', onFailure: 'arn:failure' });
    const good = enqueue(fleet, { good: true });
    const delivered = await fleet.nextEvent('asynchronous.destination');
    expect(delivered.record).toEqual({
      requestId: good,
      kind: 'OnSuccess',
      target: 'arn:success',
      message: {
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        requestContext: {
          requestId: good,
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:tested:$LATEST',
          condition: 'Success',
          approximateInvokeCount: 1,
        },
        requestPayload: { good: true },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        responsePayload: { fine: true },
      },
    });
    enqueue(fleet, {});
    const failure = await fleet.nextEvent('asynchronous.destination', ({ record }) => record.kind === 'OnFailure');
    expect(failure.record.message).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'no' },
    });
  });

  statement(203, 'dead-letter message', async () => {
    const fleet = await served({ deadLetterQueue: 'arn:queue', maximumRetryAttempts: 0 });
    const requestId = enqueue(fleet, { a: 1 });
    const { record } = await fleet.nextEvent('asynchronous.destination');
    expect(record).toMatchObject({
      kind: 'DeadLetterQueue',
      message: { body: '{"a":1}', attributes: { RequestID: requestId, ErrorCode: '200' } },
    });
    const { attributes } = record.message as { attributes: { ErrorMessage: string } };
    expect(attributes.ErrorMessage).toContain('"errorMessage":"no"');
    expect(Buffer.byteLength(attributes.ErrorMessage)).toBeLessThanOrEqual(1024);
  });

  statement(201, 'an event for a function without concurrency is dropped at once', async () => {
    const fleet = await served({ onFailure: 'arn:failure' }, { reservedConcurrency: 0 });
    enqueue(fleet, {});
    const { record } = await fleet.nextEvent('asynchronous.destination');
    expect(record.message).toMatchObject({ requestContext: { condition: 'ZeroReservedConcurrency' } });
  });

  statement(201, 'a throttled event waits for its turn', async () => {
    const fleet = await served(
      {},
      { reservedConcurrency: 1 },
      'exports.handler = async (event) => { await new Promise((resolve) => setTimeout(resolve, 100)); return event; };',
    );
    const ids = [1, 2, 3].map((order) => enqueue(fleet, { order }));
    for (const id of ids) await fleet.nextEvent('platform.report', ({ requestId }) => requestId === id);
    expect(fleet.eventsOf('environment.created')).toHaveLength(1);
    expect(
      fleet.eventsOf('asynchronous.retry').every(({ record }) => record.cause === 'TooManyRequestsException'),
    ).toBe(true);
  });
});
