import type { Problem } from '../project/projectFunction';

/** Tells problems that were not there before from those that only moved. */
export class NewProblems {
  private known: ReadonlySet<string> = new Set();

  /** Those of the problems that the last call did not have. */
  take(problems: readonly Problem[]): Problem[] {
    const counts = new Map<string, number>();
    const identities = problems.map((problem) => {
      const identity = problemIdentity(problem);
      const count = (counts.get(identity) ?? 0) + 1;
      counts.set(identity, count);
      return `${identity} ${String(count)}`;
    });
    const { known } = this;
    this.known = new Set(identities);
    return problems.filter((_problem, index) => !known.has(identities[index] ?? ''));
  }
}

/** What stays of a problem when lines above it come and go. */
export function problemIdentity({ file, severity, message }: Problem): string {
  return JSON.stringify([file, severity, message.replaceAll(/\bline \d+/g, 'line')]);
}
