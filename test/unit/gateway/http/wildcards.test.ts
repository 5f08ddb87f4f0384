import { expect, test } from 'vitest';
import { fitsWildcards } from '../../../../src/gateway/http/wildcards';

test.for([
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a', 'a', true],
  ['a', 'A', false],
  ['?', '', false],
  ['?', '*', true],
  ['/orders/*', '/orders/', true],
  ['/orders/*', '/orders', false],
  ['*.example', 'https://a.example', true],
  ['*.example', 'https://a.example.org', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a**?', 'ab', true],
  ['a.c', 'abc', false],
  ['a*', 'a\nb', true],
] as const)('%j and %j', ([pattern, text, fits]) => {
  expect(fitsWildcards(pattern, text)).toBe(fits);
});

test('letters of either case where they do not matter', () => {
  expect(fitsWildcards('EXECUTE-api:*', 'execute-api:Invoke', { ignoreCase: true })).toBe(true);
});

test('a text made to be compared again and again comes to an end', () => {
  expect(fitsWildcards('*x*x*x*x*y', 'x'.repeat(1_000_000))).toBe(false);
});
