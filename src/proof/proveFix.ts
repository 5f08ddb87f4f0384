import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { withEdits, type Fix } from '../analysis/fixes/fix';
import type { Fleet } from '../fleet/fleet';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { isWithin } from '../project/isWithin';
import { CodeCopy } from './codeCopy';
import { Measuring, type Measurement } from './measurement';
import { compareResults, type ResultComparison } from './results';

/** What is to be proved: that a fix helps a function, and changes nothing else. */
export interface ProofRequest {
  readonly configuration: FunctionConfiguration;
  /** Absolute path of the folder that holds all of the function's code; `codePath` lies in it. */
  readonly folder: string;
  readonly payload: Uint8Array;
  readonly finding: ProvedFinding;
  readonly fix: Fix;
  readonly warmInvocations: number;
}

/** The finding that the fix resolves. */
interface ProvedFinding {
  /** Absolute path of the file that the fix changes. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

export interface Proof {
  readonly finding: ProvedFinding;
  readonly fix: Fix;
  readonly before: Measurement;
  readonly after: Measurement;
  readonly results: ResultComparison;
}

/** Nothing fails, as far as the fix could help it, and the results are the same. */
export function isProved({ before, after, results }: Proof): boolean {
  const nothingWorks = before.failed === before.invocations && after.failed > 0;
  return results.equal && after.failed <= before.failed && !nothingWorks;
}

/** What a proof needs of its surroundings. */
export interface ProofHost {
  /** A fleet of its own for each run, whose environments gather evidence; it is disposed of afterwards. */
  openFleet(): { readonly fleet: Fleet; dispose(): Promise<void> };
  /** Folder for copies of code. */
  readonly copiesFolder: string;
  /** The user does not want to wait any longer. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a function cold and warm as it is, applies a fix in a copy of its code, and runs it again. Nothing of the user's is
 * changed. Throws a UserError when the function cannot be run or its code is too large to be copied.
 */
export async function proveFix(request: ProofRequest, host: ProofHost): Promise<Proof> {
  const { configuration, fix, finding, folder } = request;
  // What differs between two runs of the same code is nothing that the fix did. The first one finds cold disks, too.
  const again = await run(request, configuration, host);
  const before = await run(request, configuration, host);
  const root = isWithin(folder, configuration.codePath) ? folder : configuration.codePath;
  const copy = await CodeCopy.make(root, host.copiesFolder);
  try {
    await copy.write(finding.file, withEdits(await readFile(finding.file, 'utf8'), fix.edits));
    const changed = { ...configuration, codePath: path.resolve(copy.place(configuration.codePath)) };
    const after = await run(request, changed, host);
    const results = compareResults(before.results, after.results, again.results);
    return { finding, fix, before, after, results };
  } finally {
    await copy.dispose();
  }
}

async function run(request: ProofRequest, configuration: FunctionConfiguration, host: ProofHost): Promise<Measurement> {
  const measuring = new Measuring();
  const opened = host.openFleet();
  const stop = (): void => void opened.dispose();
  host.signal?.addEventListener('abort', stop);
  try {
    opened.fleet.onEvent((event) => measuring.add(event));
    await opened.fleet.serve(configuration);
    for (let index = 0; index <= request.warmInvocations; index += 1) {
      host.signal?.throwIfAborted();
      const response = await opened.fleet.invoke(configuration.name, { payload: request.payload });
      const { status } = await response.completed;
      const failed = response.functionError !== undefined || status !== 'success';
      measuring.answered(Buffer.from(response.payload).toString(), failed);
    }
  } finally {
    host.signal?.removeEventListener('abort', stop);
    await opened.dispose();
  }
  return measuring.measurement();
}
