import type { PlainNode } from '../../syntax/plainTree';
import type { Span } from '../facts/fileFacts';
import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import type { ProgramFile } from '../program/program';

/** Replaces a stretch of a text. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** A change of one file that resolves a finding in it. */
export interface Fix {
  /** What it does, as a menu shows it. */
  readonly title: string;
  /** They do not overlap. */
  readonly edits: readonly TextEdit[];
  /** Nobody has to look at it: it may be made together with others of its kind. */
  readonly isSafe: boolean;
}

/** What fixes are made from: the file of the finding with its text, its syntax and everything derived from it. */
export interface FixSource {
  readonly file: ProgramFile;
  readonly text: string;
  readonly root: PlainNode;
  readonly analysis: Analysis;
}

/** Makes the changes after which a finding is gone and none is new, the best first; empty where none can be trusted. */
export type FixMaker = (finding: Finding, source: FixSource) => Fix[];

/** What a language can fix: makers by the code of the rule. */
export type LanguageFixes = Readonly<Record<string, readonly FixMaker[]>>;

/** The text after edits; what is inserted at the same place stands there in the order of the edits. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  const fromLast = ordered.toReversed();
  return fromLast.reduce((now, { span, text: given }) => now.slice(0, span.start) + given + now.slice(span.end), text);
}
