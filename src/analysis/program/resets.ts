import type { Assignment, Expression, Reference } from '../facts/fileFacts';
import type { ProgramFile } from './program';
import { factsOf } from './program';
import type { Reached } from './reach';

/** Finds the names that handlers give a new value before anything reads what an earlier invocation left there. */
export class Resets {
  private readonly references = new Map<number, Reference[]>();
  private readonly assignments: ReadonlyMap<Expression, Assignment>;

  constructor(private readonly file: ProgramFile) {
    for (const reference of file.facts.references) {
      const { binding } = reference.name;
      if (binding === undefined) continue;
      const known = this.references.get(binding);
      if (known === undefined) this.references.set(binding, [reference]);
      else known.push(reference);
    }
    this.assignments = new Map(file.facts.assignments.map((each) => [each.target, each]));
  }

  /** The assignments with which all handlers that lead somewhere begin a name anew; undefined when one does not. */
  of(binding: number, ways: readonly Reached[]): readonly Assignment[] | undefined {
    const found: Assignment[] = [];
    for (const { root } of ways) {
      const assignment = root.place.file === this.file ? this.first(binding, root.place.function) : undefined;
      if (assignment === undefined) return undefined;
      found.push(assignment);
    }
    return found;
  }

  /** What a function does first with a name, when that is to give it a value. */
  private first(binding: number, id: number): Assignment | undefined {
    const span = factsOf({ file: this.file, function: id })?.span;
    if (span === undefined) return undefined;
    const reference = this.references.get(binding)?.find(({ start }) => start >= span.start && start < span.end);
    if (reference?.isWritten !== true || reference.function !== id) return undefined;
    const assignment = this.assignments.get(reference.name);
    return assignment?.operator === '=' && assignment.conditions.length === 0 ? assignment : undefined;
  }
}
