import type { AnalysedHandler } from '../analysis/analysedHandler';
import type { AnalysisSettings } from '../analysis/analysisSettings';
import type { Finding } from '../analysis/finding';
import type { Fix } from '../analysis/fixes/fix';
import type { FixedText } from '../analysis/fixes/fixAll';
import type { Observation } from '../analysis/observation';
import type { ClientCall } from '../analysis/program/clientCalls';
import type { Problem } from '../project/projectFunction';

/** Files that are analysed together: a folder, or a file that belongs to none. All paths are absolute. */
export interface Linted {
  /** The analysed files, and those that look like the output of a bundler, in alphabetical order. */
  readonly files: readonly string[];
  readonly skipped: readonly string[];
  /** Handlers that are followed through the code. */
  readonly handlers: readonly AnalysedHandler[];
  /** What is wrong in files that say how others are analysed. */
  readonly problems: readonly Problem[];
  /** What is found in a file, in the order of its text. */
  findings(file: string): readonly Finding[];
  /** The client that the call at a line and column, both counted from 1, makes or leads to. */
  clientCallAt(file: string, place: { readonly line: number; readonly column: number }): ClientCall | undefined;
  /** Changes that resolve a finding of `findings`, the best first. */
  fixes(finding: Finding): Promise<readonly Fix[]>;
  /** A file after all fixes of it, or of one rule, that nobody has to look at. */
  fixAll(file: string, code?: string): Promise<FixedText | undefined>;
  /** Says what runs have shown, in place of what was said before; that of other files is of no interest. */
  setObservations(observations: readonly Observation[]): void;
  /** Says what the user decided, beside what is in the files. */
  setSettings(settings: AnalysisSettings): Promise<void>;
}
