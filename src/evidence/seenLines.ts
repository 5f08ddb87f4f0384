import { lineNow, type Observation } from '../analysis/observation';
import type { LineEvidence } from './lineEvidence';

/** Evidence with the text that its line had when it was seen. */
export interface SeenLine extends LineEvidence {
  readonly lineText: string;
}

/** Evidence of lines that exist; `textOf` gives the text of a file as it was when it ran. */
export function seenLines(evidence: readonly LineEvidence[], textOf: (file: string) => string | undefined): SeenLine[] {
  return evidence.flatMap((each) => {
    const lineText = textOf(each.file)?.split('\n')[each.line - 1];
    return lineText === undefined ? [] : [{ ...each, lineText }];
  });
}

/** What of the evidence speaks for findings. */
export function observationsOf(seen: readonly SeenLine[]): Observation[] {
  return seen.flatMap(({ file, line, lineText, note, confirms, subject }) =>
    confirms === undefined
      ? []
      : [{ file, line, lineText, codes: confirms, note, ...(subject === undefined ? {} : { subject }) }],
  );
}

/** One line of a text with everything that was seen of it. */
export interface NotedLine {
  /** From 1, in the text as it is now. */
  readonly line: number;
  readonly notes: readonly SeenLine[];
  /** The line is another one than was run. */
  readonly isStale: boolean;
}

/** What was seen of the lines of one file, at their places in its text as it is now. */
export function notedLines(seen: readonly SeenLine[], text: string): NotedLine[] {
  const lines = text.split('\n');
  const noted = new Map<string, { line: number; notes: SeenLine[]; isStale: boolean }>();
  for (const each of seen) {
    const now = lineNow(each, lines);
    const line = Math.min(now ?? each.line, lines.length);
    const isStale = now === undefined;
    const key = `${String(line)} ${String(isStale)}`;
    const entry = noted.get(key) ?? { line, notes: [], isStale };
    entry.notes.push(each);
    noted.set(key, entry);
  }
  return [...noted.values()].sort((left, right) => left.line - right.line);
}
