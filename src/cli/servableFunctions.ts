import { canRun } from '../project/projectFunction';
import type { Problem, ProjectFunction } from '../project/projectFunction';
import { problemIdentity } from './newProblems';

/** The functions and problems of a project at one time. */
export interface ProjectContents {
  readonly functions: readonly ProjectFunction[];
  /** Problems of templates; those of a function are its own. */
  readonly problems: readonly Problem[];
}

/** What is to be served. */
export interface Servable {
  readonly functions: readonly ProjectFunction[];
  /** Absolute paths of files whose functions are as they were before errors got into them. */
  readonly waitingFiles: readonly string[];
  /** Names of single functions that are as they were before errors got into them. */
  readonly waitingFunctions: readonly string[];
}

/**
 * Functions as they were last without new errors: a template that is being edited is broken most of the time. Errors
 * that were there from the beginning keep nothing back.
 */
export class ServableFunctions {
  private last: readonly ProjectFunction[] = [];
  private accepted: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  take({ functions, problems }: ProjectContents): Servable {
    const errors = errorsByFile(problems);
    const { accepted = errors } = this;
    const known = new Set(functions.map(identityOf));
    const runnable = this.last.filter(canRun);
    const isMissing = runnable.some((each) => !known.has(identityOf(each)));
    const waiting = new Set(
      [...errors.keys()].filter(
        (file) =>
          // Where nothing was served nothing can be lost.
          (isMissing || runnable.some(({ template }) => template?.file === file)) &&
          [...(errors.get(file) ?? [])].some((error) => accepted.get(file)?.has(error) !== true),
      ),
    );
    this.accepted = new Map(
      [...accepted, ...errors].map(([file]) => [
        file,
        (waiting.has(file) ? accepted : errors).get(file) ?? new Set<string>(),
      ]),
    );
    const before = new Map(runnable.map((each) => [identityOf(each), each]));
    const waitingFunctions: string[] = [];
    const now = functions.flatMap((each) => {
      const previous = before.get(identityOf(each));
      if (waiting.has(each.template?.file ?? '')) return previous === undefined ? [] : [previous];
      if (previous === undefined || canRun(each)) return [each];
      waitingFunctions.push(each.logicalName);
      return [previous];
    });
    this.last = waiting.size === 0 ? now : withVanished(now, runnable);
    return { functions: this.last, waitingFiles: [...waiting], waitingFunctions };
  }
}

/** Where something is broken nothing is taken away: each function that is gone comes behind the one it came behind. */
function withVanished(now: readonly ProjectFunction[], last: readonly ProjectFunction[]): ProjectFunction[] {
  const known = new Set(now.map(identityOf));
  const behind = new Map<string | undefined, ProjectFunction[]>();
  let before: string | undefined;
  for (const each of last) {
    const identity = identityOf(each);
    if (known.has(identity)) before = identity;
    else behind.set(before, [...(behind.get(before) ?? []), each]);
  }
  const first = behind.get(undefined) ?? [];
  return [...first, ...now.flatMap((each) => [each, ...(behind.get(identityOf(each)) ?? [])])];
}

function errorsByFile(problems: readonly Problem[]): Map<string, ReadonlySet<string>> {
  const errors = new Map<string, ReadonlySet<string>>();
  for (const problem of problems) {
    const { file, severity } = problem;
    if (severity === 'error') errors.set(file, new Set([...(errors.get(file) ?? []), problemIdentity(problem)]));
  }
  return errors;
}

function identityOf({ template, logicalName }: ProjectFunction): string {
  return JSON.stringify([template?.file, logicalName]);
}
