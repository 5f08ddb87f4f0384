import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { NodeRun, type NodeFunction, type Written } from './nodeClientHarness';
import type { Posted } from './runtimeApiServer';

const CLIENT = path.resolve('src/runtimes/python/client.py');

/** The interpreter the tests run with: WARMPATH_TEST_PYTHON, the system's, or the first on PATH. */
export function findPython(): string | undefined {
  const candidates = [process.env['WARMPATH_TEST_PYTHON'], '/usr/bin/python3', 'python3'];
  return candidates.find((candidate) => candidate !== undefined && isSupported(candidate));
}

function isSupported(command: string): boolean {
  return spawnSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
}

/** Skips the test when there is no interpreter. */
export function required(python: string | undefined, context: TestContext): string {
  return python ?? context.skip('needs Python 3.9 or newer: python3 on PATH');
}

/** A function: a single text is `app.py`, the handler is `app.handler` and the log is framed unless told otherwise. */
export interface PythonFunction extends NodeFunction {
  /** Wait until the process ends by itself, not only until it waits for an invocation that never comes. */
  readonly untilExit?: boolean;
}

/** A started function; `answers` grows with what the client posts. */
export interface PythonRun {
  readonly run: NodeRun;
  readonly answers: readonly Answer[];
}

export async function startPython(python: string, given: PythonFunction): Promise<PythonRun> {
  const { code } = given;
  const run = await NodeRun.start(
    { command: python, arguments: ['-s', CLIENT] },
    {
      handler: 'app.handler',
      runtime: 'python3.11',
      framedLog: true,
      ...given,
      code: typeof code === 'string' ? { 'app.py': code } : code,
    },
  );
  const answers: Answer[] = [];
  run.api.onPosted = ({ kind, requestId, headers, text }) => {
    const path = requestId === undefined ? kind : `invocation/${requestId}/${kind}`;
    answers.push({ path, headers, text, ...run.written() });
  };
  return { run, answers };
}

/** What the client posted and what had been written by then. */
interface Answer extends Written {
  /** Path behind `/2018-06-01/runtime/`. */
  readonly path: string;
  readonly headers: Posted['headers'];
  readonly text: string;
}

export interface PythonResult extends Written {
  readonly taskRoot: string;
  readonly answers: readonly Answer[];
  /** The only answer, for functions that were invoked once. */
  readonly answer: Answer;
  /** Exit code; null when a signal ended the process, or it waited for an invocation after the last answer. */
  readonly code: number | null;
}

/** Runs a function through all its invocations, or until its process ends by itself. */
export async function runPython(python: string, given: PythonFunction): Promise<PythonResult> {
  const { run, answers } = await startPython(python, given);
  try {
    const served = given.untilExit === true ? [] : [run.api.allServed.then(() => undefined)];
    const end = await Promise.race([run.exited, ...served]);
    const written = run.written();
    return {
      ...written,
      taskRoot: run.taskRoot,
      answers,
      get answer() {
        const [first, second] = answers;
        if (first === undefined || second !== undefined) {
          throw new Error(`One answer was expected, there are ${answers.length}. ${JSON.stringify(written)}`);
        }
        return first;
      },
      code: end?.code ?? null,
    };
  } finally {
    await run.dispose();
  }
}
