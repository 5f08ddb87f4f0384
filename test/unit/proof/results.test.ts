import { describe, expect, test } from 'vitest';
import { compareResults } from '../../../src/proof/results';

const texts = (...values: unknown[]): string[] => values.map((value) => JSON.stringify(value));

describe('results before and after a fix', () => {
  test('are equal whatever the order of their members', () => {
    expect(compareResults(['{"a":1,"b":2}'], ['{"b":2,"a":1}'], ['{"a":1,"b":2}'])).toEqual({
      equal: true,
      ignored: [],
      different: [],
    });
  });

  test('differ where they differ, also in the body of an HTTP response', () => {
    const before = texts({ statusCode: 200, body: '{"items":[1,2]}' });
    const after = texts({ statusCode: 200, body: '{"items":[1]}' });
    expect(compareResults(before, after, before).different).toEqual(['$.body.items[1]']);
  });

  test('may differ where two runs of the same code do', () => {
    const before = texts({ id: 'a', at: { time: 1 }, n: 1 });
    const again = texts({ id: 'b', at: { time: 2 }, n: 1 });
    const after = texts({ id: 'c', at: { time: 3 }, n: 2 });
    expect(compareResults(before, after, again)).toEqual({
      equal: false,
      ignored: ['$.id', '$.at.time'],
      different: ['$.n'],
    });
  });

  test('differ when one is missing, and when they are no JSON', () => {
    expect(compareResults(texts(1, 2), texts(1), texts(1, 2)).different).toEqual(['$']);
    expect(compareResults(['plain'], ['other'], ['plain']).equal).toBe(false);
  });
});
