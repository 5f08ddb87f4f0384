import { inOrder, problemAt } from './projectFunction';
import type { Problem, Severity, SourceLocation } from './projectFunction';

/** Collects problems while something is read. */
export class ProblemList {
  private readonly problems: Problem[] = [];

  add(location: SourceLocation, severity: Severity, message: string): void {
    this.problems.push(problemAt(location, severity, message));
  }

  /** By place; what was said twice about one place comes once. */
  all(): Problem[] {
    const seen = new Set<string>();
    return inOrder(this.problems).filter((problem) => {
      const identity = JSON.stringify(problem);
      return !seen.has(identity) && seen.add(identity);
    });
  }
}
