import { emptyDictionary, list } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { SourceRange } from '../projectFunction';

/** A line that says something. */
interface Line {
  readonly words: readonly Evaluated[];
  readonly indent: number;
  readonly at: SourceRange;
}

/** A line of a pragma with the lines that are indented below it. */
interface Block extends Line {
  readonly below: Line[];
}

/**
 * Text in Architect's own format: pragma -> its items. An item is a list of words, or, when lines are indented below it,
 * a mapping of its first word to their values.
 */
export function arcText(file: string, text: string, problems: ProblemList): Dictionary {
  const start = { file, line: 1, column: 1 };
  const pragmas = new Map<string, { readonly at: SourceRange; readonly blocks: Block[] }>();
  let blocks: Block[] | undefined;
  for (const line of linesOf(file, text)) {
    const [first] = line.words;
    const name = first?.kind === 'scalar' && line.indent === 0 ? /^@([\w-]+)$/.exec(first.text)?.[1] : undefined;
    if (name !== undefined) {
      blocks = pragmas.get(name)?.blocks ?? [];
      if (!pragmas.has(name)) pragmas.set(name, { at: line.at, blocks });
    } else if (blocks === undefined) {
      problems.add(
        line.at,
        'error',
        'The line is left out: it stands before the first pragma; put @app and a name first.',
      );
    } else if (line.indent === 0) {
      blocks.push({ ...line, below: [] });
    } else {
      const last = blocks.at(-1);
      if (last === undefined)
        problems.add(line.at, 'error', 'The line is left out: nothing is above it; remove its indent.');
      else last.below.push(line);
    }
  }
  const entries = new Map<string, Entry>();
  for (const [name, { at, blocks: items }] of pragmas) {
    entries.set(name, { at, value: list(at, items.map(itemOf), false) });
  }
  return { ...emptyDictionary(start), entries };
}

function linesOf(file: string, text: string): Line[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index): Line[] => {
    const indent = line.length - line.trimStart().length;
    const found = [...line.matchAll(/#.*|"([^"]*)"|[^\s#]\S*/g)];
    const words = found.flatMap((match): Evaluated[] => {
      const [written, quoted] = match;
      if (written.startsWith('#')) return [];
      const at = { file, line: index + 1, column: match.index + 1 };
      return [{ kind: 'scalar', at, computed: false, text: quoted ?? written }];
    });
    const last = found.findLast(([written]) => !written.startsWith('#'));
    if (last === undefined) return [];
    const at = {
      file,
      line: index + 1,
      column: indent + 1,
      endLine: index + 1,
      endColumn: last.index + last[0].length + 1,
    };
    return [{ words, indent, at }];
  });
}

function itemOf({ words, at, below }: Block): Evaluated {
  if (below.length === 0) return list(at, words, false);
  const [first] = words;
  const name = first?.kind === 'scalar' ? first.text : '';
  const last = below.at(-1)?.at ?? at;
  const range = { ...at, endLine: last.endLine, endColumn: last.endColumn };
  const settings: Dictionary = { ...emptyDictionary(at), entries: settingsOf(below) };
  // `get /orders` may have settings, too.
  const key = words.length > 1 ? words.map((word) => (word.kind === 'scalar' ? word.text : '')).join(' ') : name;
  return { ...emptyDictionary(at), entries: new Map([[key, { at: range, value: settings }]]) };
}

/** `name value`, `name` with the values indented below it, or a value alone, which is called by its number. */
function settingsOf(lines: readonly Line[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const indent = Math.min(...lines.map((line) => line.indent));
  let name: string | undefined;
  for (const { words, indent: own, at } of lines) {
    const [first, ...rest] = words;
    if (first?.kind !== 'scalar') continue;
    if (own > indent && name !== undefined) {
      const before = entries.get(name);
      const items = before?.value.kind === 'list' ? before.value.items : [];
      entries.set(name, { at: before?.at ?? at, value: list(at, [...items, ...words], false) });
      continue;
    }
    name = first.text;
    const [value = first] = rest;
    entries.set(name, { at, value: rest.length > 1 ? list(at, rest, false) : value });
  }
  return entries;
}
