import { test, type TestContext } from 'vitest';

type Body = (context: TestContext) => Promise<void> | void;

/** How a test says which statements of lambda-contract §17 it proves; the reporter reads it back from the name. */
export const STATEMENT_PATTERN = /^(?:§17\.)?([\d, ]+):/;

/** A test of one or more statements of lambda-contract §17. */
export function statement(numbers: number | readonly number[], title: string, body: Body, timeoutMs?: number): void {
  const list = typeof numbers === 'number' ? [numbers] : numbers;
  test(`§17.${list.join(', ')}: ${title}`, timeoutMs === undefined ? {} : { timeout: timeoutMs }, body);
}
