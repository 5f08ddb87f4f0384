import { describe, expect, it } from 'vitest';
import { HttpResponseParser } from '../../../../../src/runtimes/node/client/httpResponseParser';

interface Parsed {
  readonly status: number;
  readonly id: string | undefined;
  readonly body: string;
}

/** Pushes the text in pieces of `size` bytes. */
function parse(text: string, size: number): Parsed[] {
  const responses: Parsed[] = [];
  const parser = new HttpResponseParser(({ status, headers, body }) => {
    responses.push({ status, id: headers.get('lambda-runtime-aws-request-id'), body: body.toString() });
  });
  const bytes = Buffer.from(text);
  for (let position = 0; position < bytes.length; position += size)
    parser.push(bytes.subarray(position, position + size));
  return responses;
}

const ACCEPTED = 'HTTP/1.1 202 Accepted\r\nContent-Length: 16\r\n\r\n{"status":"OK"}\n';
const EVENT = 'HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: one\r\ncontent-length: 9\r\n\r\n"Grüße"';
const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;extension=1\r\nhello\r\n2\r\n\r\n\r\n0\r\nTrailer-A: b\r\n\r\n';
const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

describe('responses of the Runtime API', () => {
  it.for([1, 2, 3, 7, 64, 10_000])('are the same in pieces of %i bytes', (size) => {
    expect(parse(ACCEPTED + EVENT + CHUNKED + EMPTY + CONTINUE + ACCEPTED, size)).toEqual([
      { status: 202, id: undefined, body: '{"status":"OK"}\n' },
      { status: 200, id: 'one', body: '"Grüße"' },
      { status: 200, id: undefined, body: 'hello\r\n' },
      { status: 200, id: undefined, body: '' },
      { status: 202, id: undefined, body: '{"status":"OK"}\n' },
    ]);
  });

  it('are not reported before they are complete', () => {
    expect(parse(EVENT.slice(0, -1), 10_000)).toEqual([]);
    expect(parse(CHUNKED.slice(0, -1), 10_000)).toEqual([]);
  });

  it.for([
    ['SSH-2.0-OpenSSH\r\n\r\n', 'The Runtime API did not answer with HTTP/1.1.'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'The Runtime API sent a malformed chunk.'],
  ])('that are something else are refused: %j', ([text = '', message]) => {
    expect(() => parse(text, 10_000)).toThrow(message);
  });
});
