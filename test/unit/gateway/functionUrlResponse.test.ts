import { describe, expect, it } from 'vitest';
import { interpretResponse } from '../../../src/gateway/functionUrlResponse';
import { InvalidFunctionResponse } from '../../../src/gateway/responseParts';

const interpret = (
  payload: string,
  contentType = 'application/json',
): { statusCode: number; headers: readonly string[]; body: string } => {
  const answer = interpretResponse(Buffer.from(payload), contentType);
  return { ...answer, body: Buffer.from(answer.body as string).toString() };
};

describe('interpretResponse', () => {
  it.each([
    ['{"hello": "world"}', '{"hello":"world"}'],
    [
      '{ "a \\" b" : [ 1.0,\n 12345678901234567890 ] , "c\\\\" : " " }',
      '{"a \\" b":[1.0,12345678901234567890],"c\\\\":" "}',
    ],
    ['{"statusCode": null}', '{"statusCode":null}'],
    ['"hello"', 'hello'],
    ['""', ''],
    ['SUCCESS', 'SUCCESS'],
    ['', ''],
  ])('sends %s as %s', (payload, body) => {
    expect(interpret(payload)).toEqual({ statusCode: 200, headers: ['content-type', 'application/json'], body });
  });

  it.each([
    ['{"statusCode":204}', 204, ''],
    ['{"statusCode":"404","body":null}', 404, ''],
    ['{"statusCode":200,"body":"body123"}', 200, 'body123'],
    ['{"statusCode":200,"body":{"hello":"world"}}', 200, '{"hello":"world"}'],
    ['{"statusCode":200,"body":3}', 200, '3'],
    ['{"statusCode":200,"body":"aGk=","isBase64Encoded":false}', 200, 'aGk='],
  ])('takes %s at its word', (payload, statusCode, body) => {
    expect(interpret(payload)).toEqual({ statusCode, headers: ['content-type', 'application/json'], body });
  });

  it('keeps the headers of the connection and the service to itself', () => {
    const payload = JSON.stringify({
      statusCode: 200,
      headers: {
        'Content-Length': 99,
        'Transfer-Encoding': 'chunked',
        Connection: 'close',
        'X-Amzn-RequestId': 'own',
        'x-number': 1,
        'x-null': null,
      },
    });
    expect(interpret(payload).headers).toEqual(['x-number', '1', 'content-type', 'application/json']);
  });

  it.each(['{"statusCode":0}', '{"statusCode":600}', '{"statusCode":{}}', '{"statusCode":200,"headers":{"a b":"c"}}'])(
    'cannot send %s',
    (payload) => {
      expect(() => interpret(payload)).toThrow(InvalidFunctionResponse);
    },
  );

  it('takes a prelude off', () => {
    const type = 'application/vnd.awslambda.http-integration-response';
    const end = '\0'.repeat(8);
    expect(interpret(`{"statusCode":201}${end}body${end}`, type)).toEqual({
      statusCode: 201,
      headers: ['content-type', 'application/octet-stream'],
      body: `body${end}`,
    });
    for (const payload of ['{"statusCode":201}', `no JSON${end}`]) {
      expect(() => interpret(payload, type)).toThrow(InvalidFunctionResponse);
    }
  });
});
