import { expect, test } from 'vitest';
import { counted, formatDuration, formatMegabytes, percentile } from '../../../src/timeline/format';

test.each([
  [0, '0 ms'],
  [0.04, '0.0 ms'],
  [2.94, '2.9 ms'],
  [9.94, '9.9 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [2_310, '2.31 s'],
  [9_994, '9.99 s'],
  [9_996, '10.0 s'],
  [59_949, '59.9 s'],
  [59_951, '1 min 0 s'],
  [184_000, '3 min 4 s'],
  [3_599_499, '59 min 59 s'],
  [3_599_500, '1 h 0 min'],
  [7_500_000, '2 h 5 min'],
])('%d ms reads %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('sizes', () => {
  expect([0, 524_288, 1_258_291, 536_870_912].map(formatMegabytes)).toEqual(['0 MB', '0.5 MB', '1.2 MB', '512 MB']);
});

test('percentiles are nearest ranks', () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 0.2, 0.5, 0.9, 1].map((share) => percentile(values, share))).toEqual([1, 1, 3, 5, 5]);
  expect(percentile([], 0.5)).toBe(0);
});

test('counts', () => {
  expect([0, 1, 2].map((count) => counted(count, 'reset'))).toEqual(['0 resets', '1 reset', '2 resets']);
});
