import { compareText } from '../projectFunction';
import type { Evaluated } from './evaluated';

/** Larger than any configuration; aliases let a short template stand for a huge value. */
const LONGEST_TEXT = 1_048_576;
/** Deeper than what a person writes. */
const DEEPEST = 200;

/**
 * A value as JSON without blanks, its members in the order written unless `sorted`, or why it has none: numbers and booleans stay what they are, and a value with
 * something in it that is not known has no JSON.
 */
export function jsonText(value: Evaluated, { sorted = false } = {}): string | { readonly reason: string } {
  const written = new JsonText(sorted);
  written.add(value, 0);
  return written.reason === undefined ? written.text : { reason: written.reason };
}

class JsonText {
  text = '';
  reason: string | undefined;

  constructor(private readonly sorted: boolean) {}

  add(value: Evaluated, depth: number): void {
    if (depth > DEEPEST) this.reason ??= 'it lies too deep; simplify it';
    if (this.text.length > LONGEST_TEXT) this.reason ??= 'its JSON is longer than a template may be; shorten it';
    if (this.reason !== undefined) return;
    switch (value.kind) {
      case 'unresolved':
        this.reason = value.reason;
        break;
      case 'scalar':
        this.text += JSON.stringify(value.literal ?? value.text);
        break;
      case 'list':
        this.members('[', value.items, ']', (item) => {
          this.add(item, depth + 1);
        });
        break;
      case 'dictionary':
        this.members('{', this.sorted ? inOrder(value.entries) : value.entries, '}', ([name, entry]) => {
          this.text += `${JSON.stringify(name)}:`;
          this.add(entry.value, depth + 1);
        });
        break;
      case 'null':
      case 'noValue':
        this.text += 'null';
        break;
    }
  }

  private members<Member>(
    opening: string,
    members: Iterable<Member>,
    closing: string,
    add: (member: Member) => void,
  ): void {
    this.text += opening;
    let isFirst = true;
    for (const member of members) {
      if (!isFirst) this.text += ',';
      isFirst = false;
      add(member);
    }
    this.text += closing;
  }
}

function inOrder<Value>(entries: ReadonlyMap<string, Value>): [string, Value][] {
  return [...entries].sort(([left], [right]) => compareText(left, right));
}
