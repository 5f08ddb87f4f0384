import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/lambda/errors';
import { parseEvent, readEvent } from '../../../src/project/events';
import { findSavedEvents } from '../../../src/project/savedEvents';
import { FIXTURES } from './renderProject';

const folder = path.join(FIXTURES, 'sam');
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('where an event comes from', () => {
  test('a file, relative or absolute', async () => {
    expect(text(await readEvent('events/order.json', { folder }))).toBe('{ "id": 1 }\n');
    expect(text(await readEvent(path.join(folder, 'events/order.json'), { folder: '/' }))).toBe('{ "id": 1 }\n');
  });

  test('JSON itself, of any kind', async () => {
    for (const json of ['{"a": 1}', '  [1, 2]', '"text"', '42', 'null', 'true']) {
      expect(text(await readEvent(json, { folder }))).toBe(json);
    }
  });

  test('standard input, when there is one', async () => {
    expect(text(await readEvent('-', { folder, standardInput: '{"in": 1}' }))).toBe('{"in": 1}');
    await expect(readEvent('-', { folder })).rejects.toThrow(UserError);
  });

  test('a saved event by its name', async () => {
    const saved = await findSavedEvents(folder);
    expect(JSON.parse(text(await readEvent('nested/second', { folder, saved })))).toEqual({ id: 2 });
    await expect(readEvent('third', { folder, saved })).rejects.toThrow(
      'There is no event file "third"; give a file, JSON, or - for standard input. Saved events: nested/second, order.',
    );
  });
});

describe('a sample as the event', () => {
  const eventSources = [
    { type: 'Api', settings: { Path: '/orders/{id}', Method: 'get' }, at: { file: 't', line: 1, column: 1 } },
  ];

  test('by its id, with what the event source of the function fixes', async () => {
    const plain: unknown = JSON.parse(text(await readEvent('sample:s3', { folder, eventSources })));
    expect(plain).toMatchObject({ Records: [{ eventSource: 'aws:s3' }] });
    const request: unknown = JSON.parse(text(await readEvent('sample:apigateway-rest', { folder, eventSources })));
    expect(request).toMatchObject({
      resource: '/orders/{id}',
      path: '/orders/id',
      httpMethod: 'GET',
      pathParameters: { id: 'id' },
      body: null,
    });
  });

  test('an unknown one names near ones', async () => {
    await expect(readEvent('sample:s4', { folder })).rejects.toThrow(
      'There is no sample event "s4"; did you mean s3 or',
    );
  });
});

describe('JSON with comments', () => {
  const parse = (json: string): string => text(parseEvent(json, 'event.json'));

  test('plain JSON is passed on byte for byte', () => {
    const json = '{ "n": 1.0, "big": 12345678901234567890, "dup": 1, "dup": 2 }\n';
    expect(parse(json)).toBe(json);
  });

  test('comments and trailing commas go, everything else stays', () => {
    const parsed = parse(
      '{\n  // one\n  "url": "http://x, }", /* two */\n  "big": 12345678901234567890,\n  "l": [1, 2,],\n}',
    );
    expect(parsed).toContain('12345678901234567890');
    expect(JSON.parse(parsed)).toEqual({ url: 'http://x, }', big: 12345678901234567000, l: [1, 2] });
  });

  test('a byte order mark goes', () => {
    expect(parse('\u{feff}{}')).toBe('{}');
  });

  test.each([
    ['{\n  "a": 1\n  "b": 2\n}', 'event.json:3:3: the event is not JSON: comma expected.'],
    ['{ "a": }', 'event.json:1:8: the event is not JSON: value expected.'],
    ['{ "a": 1', 'event.json:1:9: the event is not JSON: close brace expected.'],
    ['{} x', 'event.json:1:4: the event is not JSON: invalid symbol.'],
    ["{ 'secret': 1 }", 'event.json:1:3: the event is not JSON: invalid symbol.'],
    [' \n', 'The event in event.json is empty; the smallest event is {}.'],
  ])('%j is refused with its place and without its content', (json, message) => {
    expect(() => parse(json)).toThrow(message);
    expect(() => parse(json)).toThrow(UserError);
    expect(message).not.toContain('secret');
  });
});
