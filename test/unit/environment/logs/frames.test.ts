import { describe, expect, it } from 'vitest';
import { FrameParser, type Frame } from '../../../../src/environment/logs/frames';

const TEXT = 0xa55a0003;
const JSON_TYPE = 0xa55a0002;
const INFO = 0x0c;
const LIMIT = 262_144;
const MICROSECONDS = 1_795_294_023_064_123n;

function frame(type: number, content: string | Buffer, microseconds = MICROSECONDS, length?: number): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(type, 0);
  header.writeUInt32BE(length ?? bytes.length, 4);
  header.writeBigUInt64BE(microseconds, 8);
  return Buffer.concat([header, bytes]);
}

/** The events of a stream that consists of `chunks` and ends then. */
function read(...chunks: Buffer[]): Frame[] {
  const parser = new FrameParser();
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.flush()];
}

const texts = (frames: readonly Frame[]): string[] => frames.map(({ text }) => text);

describe('the framed log stream', () => {
  it('gives one event a frame, whatever newlines it contains', () => {
    expect(read(frame(TEXT + INFO, 'one\ntwo\n'))).toEqual([
      { format: 'text', level: 'INFO', epochMs: 1_795_294_023_064.123, text: 'one\ntwo' },
    ]);
  });

  it.each([
    [0x04, 'TRACE'],
    [0x08, 'DEBUG'],
    [0x0c, 'INFO'],
    [0x10, 'WARN'],
    [0x14, 'ERROR'],
    [0x18, 'FATAL'],
    [0x00, 'INFO'],
    [0x1c, 'INFO'],
    [0xfc, 'INFO'],
  ])('reads the level 0x%s as %s in both formats', (level, name) => {
    expect(read(frame(TEXT + level, 'a'), frame(JSON_TYPE + level, '{}'))).toMatchObject([
      { format: 'text', level: name, text: 'a' },
      { format: 'json', level: name, text: '{}' },
    ]);
  });

  it('may arrive in any pieces', () => {
    const bytes = Buffer.concat([frame(TEXT + INFO, 'grüße'), frame(TEXT, ''), frame(JSON_TYPE + INFO, '{"a":1}')]);
    const whole = read(bytes);
    expect(texts(whole)).toEqual(['grüße', '', '{"a":1}']);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(whole);
    }
    expect(read(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
  });

  it('gives a complete frame at once', () => {
    const parser = new FrameParser();
    expect(texts(parser.push(frame(TEXT + INFO, 'now')))).toEqual(['now']);
    expect(texts(parser.push(frame(TEXT + INFO, '')))).toEqual(['']);
  });

  it('continues a long frame in another event, not inside a character', () => {
    const text = `${'€'.repeat(200_000)}\n`;
    const frames = read(frame(TEXT + INFO, text));
    expect(frames.map((part) => Buffer.byteLength(part.text))).toEqual([262_143, 262_143, 75_714]);
    expect(texts(frames).join('')).toBe(text.trimEnd());
    expect(new Set(frames.map(({ epochMs }) => epochMs)).size).toBe(1);
    const bytes = frame(TEXT + INFO, text);
    for (const size of [32_768, 16 + LIMIT]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(read(...pieces)).toEqual(frames);
    }
  });

  it('may end inside a frame', () => {
    const bytes = frame(TEXT + INFO, 'truncated');
    expect(texts(read(bytes.subarray(0, 21)))).toEqual(['trunc']);
    expect(texts(read(bytes.subarray(0, 16)))).toEqual([]);
    expect(texts(read(frame(TEXT + INFO, 'x', 0n, 60_000_000)))).toEqual(['x']);
  });

  it.each([0n, 2n ** 64n - 1n])('leaves out the senseless time %s', (microseconds) => {
    expect(read(frame(TEXT + INFO, 'a', microseconds))).toEqual([{ format: 'text', level: 'INFO', text: 'a' }]);
  });

  it('passes on stray output as lines and finds the next frame', () => {
    const good = frame(TEXT + INFO, 'good');
    const stray = Buffer.from('printed by a child\nand more');
    expect(texts(read(Buffer.concat([stray, good, stray, good])))).toEqual([
      'printed by a child',
      'and more',
      'good',
      'printed by a child',
      'and more',
      'good',
    ]);
    expect(texts(read(stray, good))).toEqual(['printed by a child', 'and more', 'good']);
    expect(texts(read(good, Buffer.from('short')))).toEqual(['good', 'short']);
  });

  it('takes an absurd length for stray output', () => {
    const absurd = frame(TEXT + INFO, 'text', MICROSECONDS, 0xffffffff);
    expect(texts(read(absurd, frame(TEXT + INFO, 'good'))).at(-1)).toBe('good');
  });

  it('takes an unknown type for stray output', () => {
    expect(texts(read(frame(0xa55a0103, 'text'), frame(TEXT + INFO, 'good'))).at(-1)).toBe('good');
    expect(texts(read(frame(0xdeadbeef, 'text'), frame(TEXT + INFO, 'good'))).at(-1)).toBe('good');
  });

  it('finds a frame whose beginning came at the end of stray output', () => {
    const bytes = Buffer.concat([Buffer.alloc(40, 0xa5), frame(TEXT + INFO, 'good')]);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      expect(texts(read(bytes.subarray(0, cut), bytes.subarray(cut))).at(-1)).toBe('good');
    }
  });

  it('does not pile up stray output', () => {
    const parser = new FrameParser();
    const frames = Array.from({ length: 16 }, () => parser.push(Buffer.alloc(65_536, 'x'))).flat();
    expect(frames.map((part) => part.text.length)).toEqual([LIMIT, LIMIT, LIMIT]);
  });
});
