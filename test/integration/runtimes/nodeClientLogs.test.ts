import { describe, expect, it } from 'vitest';
import { ownClient, runNode } from '../../support/nodeClientHarness';

const client = ownClient();
const EVERY_LEVEL =
  'export const handler = async () => { for (const level of ["trace", "debug", "info", "log", "warn", "error", "fatal"]) console[level](level); };';
const JSON_LOGS = { AWS_LAMBDA_LOG_FORMAT: 'JSON' };

describe('log lines of the Node.js client', () => {
  it('are framed when there is a descriptor for it', async () => {
    const before = Date.now() * 1000;
    const { frames, stdout } = await runNode(client, {
      code: 'export const handler = async () => { console.warn("two\\nlines Ü"); };',
      framedLog: true,
    });
    expect(stdout).toBe('');
    expect(frames).toHaveLength(1);
    expect(frames[0]?.type).toBe('a55a0013');
    expect(frames[0]?.text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z\trequest-1\tWARN\ttwo\nlines Ü\n$/);
    expect(frames[0]?.epochMicroseconds).toBeGreaterThanOrEqual(before);
    expect(frames[0]?.epochMicroseconds).toBeLessThanOrEqual(Date.now() * 1000);
  });

  it.for([
    ['text', {}, ['07', '0b', '0f', '0f', '13', '17', '1b']],
    ['JSON', JSON_LOGS, ['06', '0a', '0e', '0e', '12', '16', '1a']],
  ] as const)('say their level in the type of the frame: %s', async ([, environment, types]) => {
    const { frames } = await runNode(client, { code: EVERY_LEVEL, framedLog: true, environment });
    expect(frames.map(({ type }) => type)).toEqual(types.map((type) => `a55a00${type}`));
  });

  it('are one line each on standard output', async () => {
    const { stdout } = await runNode(client, {
      code: 'console.log("init"); export const handler = async () => { console.log("two\\nlines"); };',
      runtime: 'nodejs22.x',
    });
    expect(stdout.replace(/\d{4}-\S+Z/g, '<time>')).toBe(
      '<time>\tundefined\tINFO\tinit\n<time>\trequest-1\tINFO\ttwo\rlines\n',
    );
  });

  it('are JSON objects when configured so', async () => {
    const { frames } = await runNode(client, {
      code: `
        class OrderError extends Error {}
        export const handler = async () => {
          console.log({ order: 1 });
          console.info('a %s', 'b', 2);
          console.error('failed', new OrderError('no stock'));
        };`,
      framedLog: true,
      environment: JSON_LOGS,
      invocations: [{ headers: { 'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1' } }],
    });
    const common = { timestamp: expect.any(String) as unknown, requestId: 'request-1', tenantId: 'tenant-1' };
    expect(frames.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      { ...common, level: 'INFO', message: { order: 1 } },
      { ...common, level: 'INFO', message: 'a b 2' },
      {
        ...common,
        level: 'ERROR',
        message: expect.stringContaining('failed OrderError: no stock') as unknown,
        errorType: 'OrderError',
        errorMessage: 'no stock',
        stackTrace: expect.arrayContaining(['Error: no stock']) as unknown,
      },
    ]);
  });

  it('below the configured level are not written', async () => {
    const { frames } = await runNode(client, {
      code: EVERY_LEVEL,
      framedLog: true,
      environment: { ...JSON_LOGS, AWS_LAMBDA_LOG_LEVEL: 'ERROR' },
    });
    expect(frames.map(({ text }) => (JSON.parse(text) as { level: string }).level)).toEqual(['ERROR', 'FATAL']);
  });

  it('are written before the outcome they belong to is sent', async () => {
    const { posted, frames } = await runNode(client, {
      code: 'export const handler = async (event) => { console.log("of", event); };',
      framedLog: true,
      invocations: [{ event: 1 }, { event: 2 }, { event: 3 }],
    });
    expect(posted).toHaveLength(3);
    expect(frames.map(({ text }) => text.split('\t').slice(1).join(' ').trim())).toEqual([
      'request-1 INFO of 1',
      'request-2 INFO of 2',
      'request-3 INFO of 3',
    ]);
  });
});
