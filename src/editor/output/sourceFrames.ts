import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '../../project/projectFunction';

/** A place in source code that a text names; `start` and `end` are offsets in the text. */
export interface SourceFrame extends SourceLocation {
  readonly start: number;
  readonly end: number;
}

// Lengths are bounded, for any function may print any line.
const ROOT = String.raw`(?:file:\/\/\/?|\/|[A-Za-z]:[\\/])`;
const POSITION = String.raw`:(?<line>\d{1,9})(?::(?<column>\d{1,9}))?`;
const PATTERNS: readonly RegExp[] = [
  // Python: `File "/code/app.py", line 3`, and `File "/code/app.py" Line 3` of a syntax error; in JSON, too.
  /File (\\?")(?<file>[^"\n]{1,1000}?)\\?",? [Ll]ine (?<line>\d{1,9})/g,
  // Node.js: `at handler (/some code/index.js:3:7)`.
  new RegExp(String.raw`(?<=\()(?<file>${ROOT}[^()"\n]{1,1000}?)${POSITION}(?=\))`, 'g'),
  // Node.js and others: `at /code/index.js:3:7`, or `/code/index.js:3` on its own. URLs and dates are no such thing.
  new RegExp(String.raw`(?<![\w.:/\\(])(?<file>${ROOT}[^\s"'()<>,;:]{0,1000}\.\w{1,6})${POSITION}(?![\w:])`, 'g'),
];

/** The places in source code that a text names, in the order of the text. */
export function sourceFrames(text: string): SourceFrame[] {
  const frames = PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(frameOf));
  return frames.sort((left, right) => left.start - right.start);
}

function frameOf(match: RegExpExecArray): SourceFrame[] {
  const { file = '', line, column } = match.groups ?? {};
  const path = pathOf(file);
  if (path === undefined) return [];
  const start = match.index;
  return [{ file: path, line: Number(line), column: Number(column ?? 1), start, end: start + match[0].length }];
}

/** Undefined for what is no absolute path, such as `<string>`. */
function pathOf(text: string): string | undefined {
  try {
    if (text.startsWith('file:')) return fileURLToPath(text);
  } catch {
    return undefined;
  }
  // In JSON text the separators of Windows are doubled.
  return new RegExp(`^${ROOT}`).test(text) ? text.replaceAll('\\\\', '\\') : undefined;
}
