import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Says why tests were skipped, and closes the run with one line that people and programs can rely on.
 * Runs beside the default reporter, which shows everything else.
 */
export default class ClosingLineReporter implements Reporter {
  private vitest: Vitest | undefined;
  private closingText = '';

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    // Vitest still reports after the last reporter call (coverage, a teardown that hangs), so a single run is closed on exit.
    if (!vitest.config.watch) process.once('exit', () => process.stdout.write(this.closingText));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    this.closingText = [...this.skippedLines(tests), closingLine(totalsOf(modules, tests, unhandledErrors)), ''].join(
      '\n',
    );
    if (this.vitest?.config.watch) process.stdout.write(this.closingText);
  }

  private skippedLines(tests: readonly TestCase[]): string[] {
    const root = this.vitest?.config.root ?? process.cwd();
    // Tests that a name filter left out were not asked for; only those that say why are of interest then.
    const filtered = this.vitest?.config.testNamePattern !== undefined;
    const lines = tests.flatMap((test) => {
      const result = test.result();
      if (result.state !== 'skipped' || (filtered && result.note === undefined)) return [];
      return `  ${relative(root, test.module.moduleId)} > ${test.fullName}: ${result.note ?? reasonWithoutNote(test)}`;
    });
    return lines.length === 0 ? [] : ['Skipped:', ...lines, ''];
  }
}

function reasonWithoutNote(test: TestCase): string {
  if (test.options.mode === 'todo') return 'to do';
  let ancestor: TestSuite | TestModule = test.parent;
  while (ancestor.type === 'suite' && ancestor.errors().length === 0) ancestor = ancestor.parent;
  return ancestor.errors().length > 0 ? 'a hook around it failed' : 'no reason given';
}

/**
 * Whatever makes the run fail counts, so that the closing line and the exit code never disagree: a file that does not load,
 * a hook that throws and an error outside every test are one failure each.
 */
function totalsOf(
  modules: readonly TestModule[],
  tests: readonly TestCase[],
  unhandledErrors: readonly unknown[],
): Totals {
  const suites: (TestModule | TestSuite)[] = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const inState = (state: string): number => tests.filter((test) => test.result().state === state).length;
  const passed = inState('passed');
  const failedTests = inState('failed');
  const failedSuites = suites.filter((suite) => suite.errors().length > 0).length;
  return {
    passed,
    failed: failedTests + failedSuites + unhandledErrors.length,
    // Also those an interrupted run did not reach.
    skipped: tests.length - passed - failedTests,
  };
}

function closingLine({ passed, failed, skipped }: Totals): string {
  return `${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
}
