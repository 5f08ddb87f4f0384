import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { LEFT_OUT, STATEMENTS } from '../conformance/leftOut';
import { STATEMENT_PATTERN } from '../conformance/statement';

/** Counts which statements of the contract were proven, and closes the run with one line about them. */
export default class ConformanceReporter implements Reporter {
  private closingText = '';

  onInit(vitest: Vitest): void {
    if (!vitest.config.watch) process.once('exit', () => process.stdout.write(this.closingText));
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = new Map<number, 'passed' | 'failed' | 'skipped'>();
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const state = test.result().state;
      for (const number of statementsOf(test.name)) {
        states.set(number, worse(states.get(number), state === 'pending' ? 'skipped' : state));
      }
    }
    this.closingText = [...leftOutLines(states), summary(states), ''].join('\n');
  }
}

function statementsOf(name: string): number[] {
  const list = STATEMENT_PATTERN.exec(name)?.[1] ?? '';
  return list.split(',').flatMap((text) => (text.trim() === '' ? [] : [Number(text)]));
}

/** A statement holds only when every test of it passed. */
function worse(
  left: 'passed' | 'failed' | 'skipped' | undefined,
  right: 'passed' | 'failed' | 'skipped',
): 'passed' | 'failed' | 'skipped' {
  const order = ['failed', 'skipped', 'passed'] as const;
  return order.find((state) => state === left || state === right) ?? right;
}

function leftOutLines(states: ReadonlyMap<number, string>): string[] {
  const missing = Array.from({ length: STATEMENTS }, (_, index) => index + 1).filter(
    (number) => !states.has(number) || states.get(number) === 'skipped',
  );
  return missing.map((number) => {
    const reason = states.get(number) === 'skipped' ? 'skipped on this machine' : LEFT_OUT[number];
    return `  left out ${String(number)}: ${reason ?? 'NO REASON GIVEN'}`;
  });
}

function summary(states: ReadonlyMap<number, string>): string {
  const count = (state: string): number => [...states.values()].filter((value) => value === state).length;
  const passed = count('passed');
  const failed = count('failed');
  return `conformance: ${String(passed + failed)} of ${String(STATEMENTS)} covered, ${String(passed)} passed, ${String(failed)} failed`;
}
