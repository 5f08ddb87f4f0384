import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import type { ProgramFile } from '../program/program';

/** One thing that the analyser looks for. */
export interface Rule {
  /** As users write it in suppressions. */
  readonly code: string;
  /** What it finds, in one line. */
  readonly title: string;
  find(file: ProgramFile, analysis: Analysis): Finding[];
}
