import { describe, expect } from 'vitest';
import { logText, systemLineLevel } from '../../src/environment/logs/format';
import { FrameParser } from '../../src/environment/logs/frames';
import type { FunctionConfiguration, LoggingConfiguration } from '../../src/lambda/functionConfiguration';
import { functionFolder } from '../support/functionFolder';
import { recordText, TestFleet } from '../support/testFleet';
import { statement } from './statement';

const REGISTERING_EXTENSION = `#!/bin/sh
exec ${process.execPath} -e '
const http = require("node:http");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const call = (method, path, headers, body, then) => {
  const request = http.request({ host, port, method, path, headers }, (response) => { response.resume(); response.on("end", () => then(response.headers)); });
  request.end(body);
};
console.log("environment of the extension: " + JSON.stringify(Object.keys(process.env)));
call("POST", "/2020-01-01/extension/register", { "Lambda-Extension-Name": "watcher" }, JSON.stringify({ events: ["INVOKE", "SHUTDOWN"] }), (headers) => {
  const next = () => call("GET", "/2020-01-01/extension/event/next", { "Lambda-Extension-Identifier": headers["lambda-extension-identifier"] }, undefined, next);
  next();
});
'
`;

async function nodeFunction(source: string, configuration: Partial<FunctionConfiguration> = {}): Promise<TestFleet> {
  const fleet = new TestFleet();
  await fleet.serve({ codePath: functionFolder({ 'index.js': source }), ...configuration });
  return fleet;
}

function json(overrides: Partial<LoggingConfiguration> = {}): { logging: LoggingConfiguration } {
  return { logging: { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'INFO', ...overrides } };
}

describe('K. Logs', () => {
  statement([154, 156, 158], 'START, END and REPORT byte for byte', async () => {
    const fleet = await nodeFunction('exports.handler = async () => { console.log("said"); };', { memorySize: 256 });
    const answers = [await fleet.invoke(), await fleet.invoke()];
    for (const answer of answers) await answer.completed;
    const [first = '', second = ''] = answers.map(({ requestId }) => requestId);
    const log = fleet
      .log()
      .replaceAll(first, '<first>')
      .replaceAll(second, '<second>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/\d+\.\d\d ms/g, '<n.nn> ms')
      .replaceAll(/Billed Duration: \d+ ms/g, 'Billed Duration: <n> ms')
      .replaceAll(/Used: \d+ MB/g, 'Used: <n> MB');
    expect(log).toBe(
      'INIT_START Runtime Version: nodejs22.x\n' +
        'START RequestId: <first> Version: $LATEST\n' +
        '<time>\t<first>\tINFO\tsaid\n' +
        'END RequestId: <first>\n' +
        'REPORT RequestId: <first>\tDuration: <n.nn> ms\tBilled Duration: <n> ms\tMemory Size: 256 MB\tMax Memory Used: <n> MB\tInit Duration: <n.nn> ms\t\n' +
        'START RequestId: <second> Version: $LATEST\n' +
        '<time>\t<second>\tINFO\tsaid\n' +
        'END RequestId: <second>\n' +
        'REPORT RequestId: <second>\tDuration: <n.nn> ms\tBilled Duration: <n> ms\tMemory Size: 256 MB\tMax Memory Used: <n> MB\t\n',
    );
  });

  statement(155, 'billed is the ceiling of duration and init', async () => {
    const fleet = await nodeFunction('exports.handler = async () => 1;');
    const cold = (await (await fleet.invoke()).completed).metrics;
    const warm = (await (await fleet.invoke()).completed).metrics;
    expect(cold.billedDurationMs).toBe(Math.ceil(cold.durationMs + (cold.initDurationMs ?? 0)));
    expect([warm.billedDurationMs, warm.initDurationMs]).toEqual([Math.ceil(warm.durationMs), undefined]);
  });

  statement(157, 'failures end the REPORT line', async () => {
    const fleet = await nodeFunction(
      'exports.handler = async (event) => { if (event.exit) process.exit(1); await new Promise((resolve) => setTimeout(resolve, 60000)); };',
      { timeout: 1 },
    );
    await (
      await fleet.invoke({ exit: true })
    ).completed;
    await (
      await fleet.invoke()
    ).completed;
    const reports = fleet
      .log()
      .split('\n')
      .filter((line) => line.startsWith('REPORT'));
    expect(reports[0]).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError$/);
    expect(reports[1]).toMatch(/\tStatus: timeout$/);
  });

  statement([159, 163], 'one EXTENSION line per extension; the log descriptor is nobody’s business', async () => {
    const fleet = await nodeFunction(
      `exports.handler = async () => Object.keys(process.env).filter((name) => /TELEMETRY|WARMPATH/.test(name));`,
      { layers: [functionFolder({ 'extensions/watcher!': REGISTERING_EXTENSION })] },
    );
    expect(await fleet.result()).toEqual([]);
    expect(fleet.log()).toMatch(/\nEXTENSION\tName: watcher\tState: Ready\tEvents: \[INVOKE, SHUTDOWN\]\nSTART /);
    const [said] = fleet.eventsOf('extension').filter(({ record }) => recordText(record).startsWith('environment of'));
    expect(recordText(said?.record)).not.toContain('TELEMETRY');
    expect(recordText(said?.record)).not.toContain('WARMPATH');
  });

  statement(161, 'Node text lines; "undefined" as id during init', async () => {
    const fleet = await nodeFunction(
      'console.warn("early"); exports.handler = async () => { console.error("late"); };',
    );
    const answer = await fleet.invoke();
    await answer.completed;
    const said = fleet.eventsOf('function').map(({ record }) => recordText(record).replace(/^\S+Z/, '<time>'));
    expect(said).toEqual(['<time>\tundefined\tWARN\tearly', `<time>\t${answer.requestId}\tERROR\tlate`]);
  });

  statement(162, 'a multi-line message is one event', async () => {
    const fleet = await nodeFunction('exports.handler = async () => { console.log("one\\ntwo"); };');
    await fleet.result();
    expect(fleet.eventsOf('function').map(({ record }) => recordText(record).split('\t').at(-1))).toEqual(['one\ntwo']);
  });

  statement(164, 'every frame type and level parses', () => {
    const frame = (type: number, text: string): Buffer => {
      const header = Buffer.alloc(16);
      header.writeUInt32BE(type, 0);
      header.writeUInt32BE(Buffer.byteLength(text), 4);
      header.writeBigUInt64BE(1_700_000_000_000_000n, 8);
      return Buffer.concat([header, Buffer.from(text)]);
    };
    const levels = [0x04, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x7c];
    const parsed = [0xa55a0003, 0xa55a0002].map((type) =>
      levels.map((level) => {
        const [only] = new FrameParser().push(frame((type | level) >>> 0, 'text'));
        return `${only?.format ?? ''} ${only?.level ?? ''} ${only?.text ?? ''}`;
      }),
    );
    const names = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'INFO'];
    expect(parsed).toEqual([names.map((name) => `text ${name} text`), names.map((name) => `json ${name} text`)]);
  });

  statement([165, 166], 'JSON format: system and application lines', async () => {
    const source = `exports.handler = async () => { console.log({ order: 1 }); return [process.env.AWS_LAMBDA_LOG_FORMAT, process.env.AWS_LAMBDA_LOG_LEVEL]; };`;
    const fleet = await nodeFunction(source, json());
    const answer = await fleet.invoke();
    await answer.completed;
    expect(JSON.parse(Buffer.from(answer.payload).toString())).toEqual(['JSON', 'INFO']);
    const lines = fleet
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map((line) => line['type'] ?? 'application')).toEqual([
      'platform.initStart',
      'platform.start',
      'application',
      'platform.report',
    ]);
    expect(Object.keys(lines[1] ?? {})).toEqual(['time', 'type', 'record']);
    expect(lines[2]).toMatchObject({ level: 'INFO', message: { order: 1 }, requestId: answer.requestId });
    expect(lines[2]).toHaveProperty('timestamp');
    const text = await nodeFunction(source);
    expect(await text.result()).toEqual([null, null]);
  });

  statement(167, 'application level WARN suppresses INFO lines and lines without a valid level', async () => {
    const fleet = await nodeFunction(
      `exports.handler = async () => {
         console.info('hidden'); console.warn('shown');
         process.stdout.write(JSON.stringify({ level: 'nonsense', message: 'raw' }) + '\\n');
       };`,
      json({ applicationLevel: 'WARN' }),
    );
    await fleet.result();
    expect(fleet.eventsOf('function').map(({ record }) => (record as { message: string }).message)).toEqual(['shown']);
  });

  statement(168, 'the system level decides about system lines', async () => {
    const fleet = await nodeFunction('exports.handler = async () => 1;', json());
    await fleet.result();
    const [done] = fleet.eventsOf('platform.runtimeDone');
    const [start] = fleet.eventsOf('platform.start');
    if (done === undefined || start === undefined) throw new Error('events are missing');
    expect([systemLineLevel(done), systemLineLevel(start)]).toEqual(['DEBUG', 'INFO']);
    expect(logText(done, json().logging)).toBe('');
    expect(logText(start, json({ systemLevel: 'WARN' }).logging)).toBe('');
    expect(logText(start, json().logging)).toContain('platform.start');
  });
});
