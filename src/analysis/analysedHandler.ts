import type { LineRange } from './textLines';

/** What the analyser is told of a function's handler; who finds handlers is not its matter. */
export interface AnalysedHandler {
  /** Absolute path of the file that has the code. */
  readonly file: string;
  /** Name for messages: the handler's symbol. */
  readonly name: string;
  /** Where the code is written. */
  readonly code: LineRange;
  /** Names of its parameters as they are written. */
  readonly parameters: readonly string[];
  /** Something stands between Lambda and the code: a wrapper, a decorator, an adapter. */
  readonly isWrapped: boolean;
  /** `certain`: a template names it; `likely`: signature and file speak for it; `possible`: its name alone. */
  readonly confidence: 'certain' | 'likely' | 'possible';
  /** Runtime identifier, where a template says it. */
  readonly runtime?: string;
  /** Seconds, where a template says it. */
  readonly timeout?: number;
  /** A template has environments restored from a snapshot that was taken behind the Init phase (SnapStart). */
  readonly isRestored?: boolean;
  /** A template lets several invocations run in one environment at the same time (Managed Instances). */
  readonly isConcurrent?: boolean;
  /** A template gives every tenant execution environments of its own (tenant isolation mode). */
  readonly isTenantIsolated?: boolean;
}
