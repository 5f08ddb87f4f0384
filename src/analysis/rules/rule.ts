import type { Span } from '../facts/fileFacts';
import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import type { ProgramFile } from '../program/program';
import type { Reached } from '../program/reach';
import { relatedPlaces } from './way';

/** One thing that the analyser looks for. */
export interface Rule {
  /** As users write it in suppressions and settings; `docs/rules/<code>.md` explains it. */
  readonly code: string;
  /** What it finds, in one line. */
  readonly title: string;
  find(file: ProgramFile, analysis: Analysis): Finding[];
}

/** A finding of a rule. `ways`: from handlers to the function that has the place, the shortest first. */
export function findingOf(
  { code }: Rule,
  file: ProgramFile,
  span: Span,
  { severity, message, ways = [] }: Pick<Finding, 'message' | 'severity'> & { readonly ways?: readonly Reached[] },
): Finding {
  const range = file.lines.range(span);
  return { code, severity, message, file: file.file, span, range, related: relatedPlaces(ways) };
}
