import { list, unresolved } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import type { SourceLocation } from '../projectFunction';
import { parseVariables } from './variableSyntax';
import type { Part, Source, Variable } from './variableSyntax';

/** A value as written, or `absent` when the next fallback counts. */
export type Found = Evaluated | 'absent';

/** Where variables find their values. */
export interface VariableSources {
  /**
   * @param values Follows a path into a value, e.g. `custom.table.0`.
   * @param at Where the variable is used; values made anew are said to be there.
   */
  find(source: SourceRequest, values: VariableResolver, at: SourceLocation): Found;
}

/** A source with its nested variables resolved. */
export interface SourceRequest {
  readonly type: string;
  readonly parameter: string | undefined;
  readonly address: string | undefined;
}

/** The longest text that variables may make. */
const LONGEST_TEXT = 1_048_576;
/** More steps from variable to variable than this are a mistake. */
const DEEPEST = 200;
const CIRCLE = 'its variables refer to each other in a circle; break the circle';

/** Replaces the variables of values by what they stand for; each value once. */
export class VariableResolver {
  private readonly sources: VariableSources;
  private readonly tops = new Map<Evaluated, Evaluated>();
  private readonly wholes = new Map<Evaluated, Evaluated>();
  private readonly inProgress = new Set<Evaluated>();
  private readonly wholesInProgress = new Set<Evaluated>();
  private readonly syntax = new Map<string, readonly Part[] | undefined>();

  constructor(sources: VariableSources) {
    this.sources = sources;
  }

  /** The value without variables, with everything below it. */
  whole(written: Evaluated): Evaluated {
    const known = this.wholes.get(written);
    if (known !== undefined) return known;
    if (this.wholesInProgress.has(written)) return unresolved(written.at, CIRCLE);
    if (this.wholesInProgress.size > DEEPEST) return unresolved(written.at, 'it lies too deep; simplify it');
    this.wholesInProgress.add(written);
    const top = this.top(written);
    const value = top === written ? this.below(top) : this.whole(top);
    this.wholesInProgress.delete(written);
    this.wholes.set(written, value);
    return value;
  }

  /** The value itself without variables; those of its members remain. */
  top(written: Evaluated): Evaluated {
    if (written.kind !== 'scalar' || written.computed || !written.text.includes('${')) return written;
    const known = this.tops.get(written);
    if (known !== undefined) return known;
    if (this.inProgress.has(written)) return unresolved(written.at, CIRCLE);
    if (this.inProgress.size > DEEPEST)
      return unresolved(written.at, 'it goes through too many variables; simplify it');
    this.inProgress.add(written);
    const value = this.text(written.text, written.at);
    this.inProgress.delete(written);
    const finished = value ?? written;
    this.tops.set(written, finished);
    return finished;
  }

  /** What a path such as `custom.table.0` leads to. */
  at(value: Evaluated, path: string): Found {
    let current = this.top(value);
    for (const step of path === '' ? [] : path.split('.')) {
      if (current.kind === 'unresolved') return current;
      const next: Evaluated | undefined =
        current.kind === 'dictionary'
          ? current.entries.get(step)?.value
          : current.kind === 'list' && /^\d+$/.test(step)
            ? current.items[Number(step)]
            : undefined;
      if (next === undefined) return 'absent';
      current = this.top(next);
    }
    return current.kind === 'null' ? 'absent' : current;
  }

  private below(value: Evaluated): Evaluated {
    if (value.kind === 'list') {
      return list(
        value.at,
        value.items.map((item) => this.whole(item)),
        false,
      );
    }
    if (value.kind !== 'dictionary') return value;
    const entries = [...value.entries].map(([key, entry]): [string, Entry] => [
      key,
      { at: entry.at, value: this.whole(entry.value) },
    ]);
    const dictionary: Dictionary = { ...value, entries: new Map(entries) };
    return dictionary;
  }

  /** Undefined when the text has no variables after all. */
  private text(text: string, at: SourceLocation): Evaluated | undefined {
    if (!this.syntax.has(text)) this.syntax.set(text, parseVariables(text));
    const parts = this.syntax.get(text);
    if (parts === undefined) return unresolved(at, 'its variable is not closed or cannot be understood; correct it');
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) {
      if (typeof only === 'string') return only === text ? undefined : scalarAt(at, only);
      return this.variable(only, at);
    }
    const joined = this.joined(parts, at);
    return typeof joined === 'string' ? scalarAt(at, joined) : joined;
  }

  private joined(parts: readonly Part[], at: SourceLocation): string | Evaluated {
    let text = '';
    for (const part of parts) {
      const value = typeof part === 'string' ? scalarAt(at, part) : this.variable(part, at);
      if (value.kind === 'unresolved') return unresolved(at, value.reason);
      if (value.kind !== 'scalar') {
        return unresolved(at, 'a variable within its text stands for a list, a mapping or nothing; use a text');
      }
      text += value.text;
      if (text.length > LONGEST_TEXT) return unresolved(at, 'its variables make too long a text; shorten it');
    }
    return text;
  }

  private variable(variable: Variable, at: SourceLocation): Evaluated {
    const found = this.firstOf(variable, at);
    return typeof found === 'string'
      ? unresolved(at, `${found} has no value; set it, or add a default behind a comma`)
      : found;
  }

  /** The first source that has a value, or what the first of them is called when none has. */
  private firstOf({ sources }: Variable, at: SourceLocation): Evaluated | string {
    let absent: string | undefined;
    for (const source of sources) {
      const found = this.source(source, at);
      if (found !== 'absent') return placed(found, at);
      absent ??= described(source);
    }
    return absent ?? 'the variable';
  }

  private source(source: Source, at: SourceLocation): Found {
    if (source.kind === 'literal') {
      return source.text === undefined ? { kind: 'null', at, computed: true } : scalarAt(at, source.text);
    }
    if (source.kind === 'variable') {
      const value = this.firstOf(source.variable, at);
      return typeof value === 'string' ? 'absent' : value;
    }
    const parameter = this.joined(source.parameter ?? [], at);
    if (typeof parameter !== 'string') return parameter;
    const address = this.joined(source.address ?? [], at);
    if (typeof address !== 'string') return address;
    return this.sources.find(
      {
        type: source.type,
        parameter: source.parameter === undefined ? undefined : parameter,
        address: source.address === undefined ? undefined : address,
      },
      this,
      at,
    );
  }
}

export function scalarAt(at: SourceLocation, text: string): Evaluated {
  return { kind: 'scalar', at, computed: true, text };
}

/** A text is said to be where its variable is used; larger values keep the places they were written at. */
function placed(value: Evaluated, at: SourceLocation): Evaluated {
  return value.kind === 'list' || value.kind === 'dictionary' ? value : { ...value, at };
}

/** `${self:custom.x}`, with what is nested in it left out. */
function described(source: Source): string {
  if (source.kind !== 'source') return 'the variable';
  const show = (parts: readonly Part[]): string =>
    parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
  const parameter = source.parameter === undefined ? '' : `(${show(source.parameter)})`;
  return `\${${source.type}${parameter}${source.address === undefined ? '' : `:${show(source.address)}`}}`;
}
