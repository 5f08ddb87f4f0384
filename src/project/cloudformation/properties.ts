import type { ProblemList } from '../problemList';
import type { SourceLocation } from '../projectFunction';
import { emptyDictionary } from './evaluated';
import type { Entry, Evaluated } from './evaluated';

/** A text with the place it was written at. */
export interface LocatedText {
  readonly text: string;
  readonly at: SourceLocation;
}

/**
 * Reads the properties of one mapping of a template. A property that cannot be used is reported and then treated as
 * absent, so that the service's default applies.
 */
export class Properties {
  private readonly value: Evaluated;
  private readonly problems: ProblemList;

  constructor(value: Evaluated, problems: ProblemList) {
    this.value = value;
    this.problems = problems;
  }

  get at(): SourceLocation {
    return this.value.at;
  }

  get isMapping(): boolean {
    return this.value.kind === 'dictionary';
  }

  entry(name: string): Entry | undefined {
    return this.value.kind === 'dictionary' ? this.value.entries.get(name) : undefined;
  }

  has(name: string): boolean {
    return this.entry(name) !== undefined;
  }

  text(name: string): LocatedText | undefined {
    return this.scalar(name, 'it must be a text; correct it');
  }

  number(name: string): number | undefined {
    const located = this.scalar(name, 'it must be a number; correct it');
    if (located === undefined) return undefined;
    const value = located.text.trim() === '' ? NaN : Number(located.text);
    if (!Number.isNaN(value)) return value;
    this.problems.add(located.at, 'error', `${name} is not a number; correct it.`);
    return undefined;
  }

  /** A whole number from `least`; anything else is reported. */
  wholeNumber(name: string, least: number): number | undefined {
    const value = this.number(name);
    if (value === undefined || (Number.isInteger(value) && value >= least)) return value;
    const at = this.entry(name)?.at ?? this.at;
    this.problems.add(at, 'error', `${name} is ${String(value)}; use a whole number from ${String(least)}.`);
    return undefined;
  }

  /** One of `allowed`; anything else is reported. */
  choice<Choice extends string>(name: string, allowed: readonly Choice[]): Choice | undefined {
    const located = this.text(name);
    if (located === undefined) return undefined;
    const found = allowed.find((choice) => choice === located.text);
    if (found === undefined) {
      this.problems.add(located.at, 'error', `${name} is "${located.text}"; use ${allowed.join(' or ')}.`);
    }
    return found;
  }

  list(name: string): readonly Evaluated[] {
    const entry = this.entry(name);
    if (entry === undefined) return [];
    if (entry.value.kind === 'list') return entry.value.items;
    this.leaveOut(name, entry, 'it must be a list; correct it');
    return [];
  }

  /** The properties below `name`; without any when it is absent. */
  below(name: string): Properties {
    const entry = this.entry(name);
    if (entry === undefined) return new Properties(emptyDictionary(this.at), this.problems);
    if (entry.value.kind !== 'dictionary') this.leaveOut(name, entry, 'it must be a mapping; correct it');
    return new Properties(entry.value, this.problems);
  }

  entries(): ReadonlyMap<string, Entry> {
    return this.value.kind === 'dictionary' ? this.value.entries : new Map();
  }

  private scalar(name: string, otherwise: string): LocatedText | undefined {
    const entry = this.entry(name);
    if (entry === undefined) return undefined;
    if (entry.value.kind === 'scalar') return { text: entry.value.text, at: entry.at };
    this.leaveOut(name, entry, otherwise);
    return undefined;
  }

  private leaveOut(name: string, entry: Entry, otherwise: string): void {
    const empty = entry.value.kind === 'null' ? 'it is empty; give it a value or remove it' : otherwise;
    const reason = entry.value.kind === 'unresolved' ? entry.value.reason : empty;
    this.problems.add(entry.at, 'warning', `${name} is left out: ${reason}.`);
  }
}
