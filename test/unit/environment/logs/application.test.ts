import { describe, expect, it } from 'vitest';
import { applicationRecord } from '../../../../src/environment/logs/application';
import type { ApplicationLogLevel } from '../../../../src/lambda/functionConfiguration';

const EPOCH_MS = Date.UTC(2026, 10, 21, 20, 47, 3, 64);
const TIMESTAMP = '2024-11-02T16:51:31.587199Z';

function inJson(text: string, applicationLevel: ApplicationLogLevel = 'INFO', level?: ApplicationLogLevel): unknown {
  return applicationRecord(
    { text, epochMs: EPOCH_MS, ...(level === undefined ? {} : { level }) },
    { format: 'JSON', applicationLevel, systemLevel: 'INFO' },
  );
}

describe('application log events in Text format', () => {
  it.each(['plain', '{"level":"TRACE"}', ''])('stay as they are: %s', (text) => {
    const logging = { format: 'Text', applicationLevel: 'FATAL', systemLevel: 'WARN' } as const;
    expect(applicationRecord({ text, epochMs: EPOCH_MS, level: 'TRACE' }, logging)).toBe(text);
  });
});

describe('application log events in JSON format', () => {
  it('are passed on as objects, not encoded twice', () => {
    expect(inJson(`{"timestamp":"${TIMESTAMP}","level":"ERROR","message":{"a":[1,null]}}`)).toEqual({
      timestamp: TIMESTAMP,
      level: 'ERROR',
      message: { a: [1, null] },
    });
  });

  it.each([
    ['TRACE', 'DEBUG', false],
    ['debug', 'DEBUG', true],
    ['INFO', 'WARN', false],
    ['Warning', 'WARN', true],
    ['warn', 'ERROR', false],
    ['critical', 'FATAL', true],
    ['ERROR', 'FATAL', false],
  ] as const)('of level %s at the level %s are written: %s', (level, minimum, written) => {
    const text = JSON.stringify({ timestamp: TIMESTAMP, level });
    expect(inJson(text, minimum) !== undefined).toBe(written);
  });

  it.each([
    ['no level', {}],
    ['an unknown level', { level: 'verbose' }],
    ['a level that is no string', { level: 50 }],
  ])('with %s count as INFO', (_name, fields) => {
    const text = JSON.stringify({ timestamp: TIMESTAMP, ...fields });
    expect(inJson(text, 'INFO')).toEqual({ timestamp: TIMESTAMP, ...fields });
    expect(inJson(text, 'WARN')).toBeUndefined();
  });

  it('without a timestamp count as INFO and get one', () => {
    expect(inJson('{"level":"ERROR","message":"m"}')).toEqual({
      timestamp: '2026-11-21T20:47:03.064Z',
      level: 'ERROR',
      message: 'm',
    });
    expect(inJson('{"level":"ERROR","message":"m"}', 'WARN')).toBeUndefined();
  });

  it.each([
    ['2024-11-02T16:51:31Z', true],
    ['2024-11-02t16:51:31.5z', true],
    ['2024-11-02 16:51:31+01:00', true],
    ['2024-11-02T16:51:31', false],
    ['2024-13-02T16:51:31Z', false],
    ['02 Nov 2024', false],
    [1_730_566_291, false],
  ])('with the timestamp %s keep their level: %s', (timestamp, valid) => {
    expect(inJson(JSON.stringify({ timestamp, level: 'ERROR' }), 'WARN') !== undefined).toBe(valid);
    expect(inJson(JSON.stringify({ timestamp, level: 'ERROR' }))).toEqual({ timestamp, level: 'ERROR' });
  });

  it.each(['time', '@timestamp', 'Timestamp'])('may name their timestamp %s', (key) => {
    expect(inJson(JSON.stringify({ [key]: TIMESTAMP, level: 'ERROR' }), 'ERROR')).toEqual({
      [key]: TIMESTAMP,
      level: 'ERROR',
    });
  });

  it('that are plain text always pass', () => {
    for (const text of ['plain', '', '{"broken":', '[1,2]', '"text"', '42']) {
      expect(inJson(text, 'FATAL')).toBe(text);
    }
  });

  it('with a level of their frame are filtered by that one', () => {
    expect(inJson('plain', 'WARN', 'INFO')).toBeUndefined();
    expect(inJson('plain', 'WARN', 'ERROR')).toBe('plain');
    expect(inJson(`{"timestamp":"${TIMESTAMP}","level":"DEBUG"}`, 'WARN', 'ERROR')).toBeDefined();
  });

  it('stay text when an object would lose digits', () => {
    const exact = `{"timestamp":"${TIMESTAMP}","id":1234567890123456789,"at":1795294023064123}`;
    expect(inJson(exact)).toBe(exact);
    expect(inJson(exact, 'WARN')).toBeUndefined();
    expect(inJson(`{"timestamp":"${TIMESTAMP}","at":1795294023064123,"text":"a, 1234567890123456789"}`)).toBeTypeOf(
      'object',
    );
  });

  it('stay text when they are nested too deeply to be written again', () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(inJson(deep)).toBe(deep);
  });
});
