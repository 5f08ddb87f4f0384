/** What probes inside of a runtime process observe. Secrets are masked before anything leaves the process. */

/** A line of the user's code. */
export interface SourcePlace {
  /** Absolute path on the host; of the source where the code was built from one. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Name of the function the line is in, where it has one. */
  readonly functionName?: string;
}

export interface ConnectionEvidence {
  /** Unique in its environment. */
  readonly connectionId: string;
  /** `127.0.0.1:5432`, or the path of a local socket. */
  readonly peer: string;
  /** Milliseconds until it was connected, or had failed; absent where only the kernel knows of it. */
  readonly connectMs?: number;
  /** Why it failed, e.g. `ECONNREFUSED`; absent when it is connected. */
  readonly error?: string;
  /** First line of the user's code on the way to it; absent where nobody saw who opened it. */
  readonly place?: SourcePlace;
  /** The factory of a library that opened it, e.g. `psycopg2.connect`. */
  readonly factory?: string;
}

export interface FileEvidence {
  /** As the function sees it, e.g. `/tmp/report.csv`. */
  readonly path: string;
  readonly change: 'added' | 'grown' | 'changed' | 'removed';
  readonly sizeBytes: number;
  /** The line that opened it for writing. */
  readonly place?: SourcePlace;
}

/** A variable of the handler's module. */
export interface StateVariable {
  readonly name: string;
  /** Type as its language calls it: `dict`, `Array`, `number`, `Connection`. */
  readonly type: string;
  /** Elements, or characters of a text. */
  readonly size?: number;
  /** Short text of the value; `***` where it is a secret. */
  readonly value: string;
  /** `initial`: as the Init phase left it. `changed`: another value or content of the same size. */
  readonly change: 'initial' | 'added' | 'grown' | 'shrunk' | 'changed' | 'removed';
}

/** Work that an invocation left behind. */
export interface Leftover {
  /** Unique in its environment, and the same in every later event. */
  readonly leftoverId: string;
  readonly kind: 'timer' | 'handle' | 'thread' | 'process' | 'task';
  /** What it is, in words: `interval of 1000 ms`, `thread metrics-flusher`. */
  readonly description: string;
  /** The line that started it. */
  readonly place?: SourcePlace;
}

/** A module that was imported. */
export interface ImportEvidence {
  /** As it was asked for: `boto3`, `./orders`. */
  readonly name: string;
  /** How many imports it is inside of. */
  readonly depth: number;
  /** Milliseconds after the first import of the Init phase began. */
  readonly startMs: number;
  /** Milliseconds with everything it imports itself. */
  readonly durationMs: number;
}
