import type { FunctionConfiguration } from '../lambda/functionConfiguration';

/** A place in a file; lines and columns count from 1. */
export interface SourceLocation {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * `error`: what it belongs to cannot be run as it is. `warning`: it runs, but differs from what was written.
 * `information`: worth knowing, nothing is lost.
 */
export type Severity = 'error' | 'warning' | 'information';

/** Something wrong with a project, at a place. The message is one line that says what to do and never shows a value. */
export interface Problem extends SourceLocation {
  readonly message: string;
  readonly severity: Severity;
}

/** One function of a project and everything that is known about it without running it. */
export interface ProjectFunction {
  /**
   * Logical id in the template, or a name made from the path of a bare handler file. The name in `configuration` is the
   * one ARNs carry: the template's FunctionName where it can be resolved, else the logical id. `Project.find` takes both.
   */
  readonly logicalName: string;
  readonly configuration: FunctionConfiguration;
  /** The logical id in the template; absent for a bare handler file. */
  readonly template?: SourceLocation;
  /** Absolute path of the source file that holds the handler; absent when none was found. */
  readonly handlerFile?: string;
  /** Variable name -> where its value was written (function, Globals or `.env` file). */
  readonly environmentOrigins: Readonly<Record<string, SourceLocation>>;
  readonly problems: readonly Problem[];
}

/** A function with a problem of severity `error` must not be run: what would run is not what was written. */
export function canRun(projectFunction: ProjectFunction): boolean {
  return projectFunction.problems.every(({ severity }) => severity !== 'error');
}

export function problemAt(location: SourceLocation, severity: Severity, message: string): Problem {
  return { file: location.file, line: location.line, column: location.column, severity, message };
}

/** Problems in the order of their places: by file, line, column. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (left, right) => compareText(left.file, right.file) || left.line - right.line || left.column - right.column,
  );
}

/** Same order on every machine, whatever its locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
