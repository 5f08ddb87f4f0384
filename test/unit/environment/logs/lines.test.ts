import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../../src/environment/logs/lines';

const LIMIT = 262_144;

/** The lines of a process that writes `chunks` and then ends. */
function linesOf(...chunks: (string | Buffer | number[])[]): string[] {
  const splitter = new LineSplitter();
  const lines = chunks.flatMap((chunk) =>
    splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk)),
  );
  return [...lines, ...splitter.flush()];
}

describe('output of a process', () => {
  it('is split at newlines, empty lines included', () => {
    expect(linesOf('one\ntwo\n\nthree\n')).toEqual(['one', 'two', '', 'three']);
  });

  it('keeps carriage returns, which stand for newlines inside a message', () => {
    expect(linesOf('one\rtwo\n')).toEqual(['one\rtwo']);
  });

  it('is put together over chunk borders', () => {
    expect(linesOf('on', 'e\ntw', 'o', '\n', '\nthree\n')).toEqual(['one', 'two', '', 'three']);
  });

  it('gives a last line without newline at the end only', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from('no newline'))).toEqual([]);
    expect(splitter.flush()).toEqual(['no newline']);
    expect(splitter.flush()).toEqual([]);
  });

  it('survives a chunk border inside a character', () => {
    const bytes = Buffer.from('größe €𝄞\n');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['größe €𝄞']);
    }
    expect(linesOf(...[...bytes].map((byte) => [byte]))).toEqual(['größe €𝄞']);
  });

  it('may be binary', () => {
    expect(linesOf([0x61, 0xff, 0xfe, 0x00, 0x62, 0x0a, 0xc3])).toEqual(['a\ufffd\ufffd\u0000b', '\ufffd']);
  });

  it('is cut at 256 KB, and not inside a character', () => {
    expect(linesOf('x'.repeat(LIMIT), '\n')).toEqual(['x'.repeat(LIMIT)]);
    expect(linesOf('x'.repeat(LIMIT + 1), '\n').map((line) => line.length)).toEqual([LIMIT, 1]);
    // 3 bytes a character: the limit falls into the middle of one.
    const lines = linesOf('€'.repeat(200_000), '\nnext\n');
    expect(lines.join('')).toBe(`${'€'.repeat(200_000)}next`);
    expect(lines.map((line) => Buffer.byteLength(line))).toEqual([262_143, 262_143, 75_714, 4]);
  });

  it('without any newline does not pile up', () => {
    const splitter = new LineSplitter();
    const lines: string[] = [];
    for (let chunk = 0; chunk < 40; chunk += 1) {
      lines.push(...splitter.push(Buffer.alloc(65_536, 'x')));
    }
    expect(lines.map((line) => line.length)).toEqual(Array.from({ length: 9 }, () => LIMIT));
    expect(splitter.flush().map((line) => line.length)).toEqual([LIMIT]);
  });

  it('of nothing but continuation bytes is cut all the same', () => {
    expect(linesOf(Buffer.alloc(LIMIT + 10, 0x80))).toEqual(['\ufffd'.repeat(LIMIT), '\ufffd'.repeat(10)]);
  });
});
