/** A key as it is written: `a`, `"a.b"`, `\'a\'`. */
const KEY = String.raw`(?:[\p{L}\p{N}_-]+|"(?:[^"\\]|\\.)*"|'[^']*')`;
const DOTTED = String.raw`${KEY}(?:\s*\.\s*${KEY})*`;
const HEADER = new RegExp(String.raw`^\s*(\[\[?)\s*(${DOTTED})\s*\]`, 'u');
const MEMBER = new RegExp(String.raw`^\s*(${DOTTED})\s*=`, 'u');

type Path = readonly (number | string)[];

/**
 * Line and column of a member of a TOML text, or of the nearest around it that has a line of its own; both count from 1.
 * The text must be valid.
 */
export function placeInToml(text: string, wanted: Path): { readonly line: number; readonly column: number } {
  let found = { line: 1, column: 1 };
  let longest = 0;
  for (const { path, line, column } of linesOf(text)) {
    if (path.length <= longest || path.length > wanted.length) continue;
    if (!path.every((part, at) => part === wanted[at])) continue;
    longest = path.length;
    found = { line, column };
  }
  return found;
}

interface PlacedPath {
  readonly path: Path;
  readonly line: number;
  readonly column: number;
}

/** The tables and members that begin on a line. */
function linesOf(text: string): PlacedPath[] {
  const counts = new Map<string, number>();
  let table: Path = [];
  return text.split('\n').flatMap((content, index): PlacedPath[] => {
    const column = content.length - content.trimStart().length + 1;
    const [, bracket, name] = HEADER.exec(content) ?? [];
    if (bracket !== undefined && name !== undefined) {
      table = partsOf(name);
      if (bracket === '[[') {
        const count = counts.get(name) ?? 0;
        counts.set(name, count + 1);
        table = [...table, count];
      }
      return [{ path: table, line: index + 1, column }];
    }
    const [, member] = MEMBER.exec(content) ?? [];
    return member === undefined ? [] : [{ path: [...table, ...partsOf(member)], line: index + 1, column }];
  });
}

function partsOf(dotted: string): string[] {
  return [...dotted.matchAll(new RegExp(KEY, 'gu'))].map(([part]) => (/^["']/.test(part) ? part.slice(1, -1) : part));
}
