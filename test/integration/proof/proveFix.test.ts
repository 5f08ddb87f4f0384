import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { LintedFolder } from '../../../src/linting/lintedFolder';
import type { Measurement } from '../../../src/proof/measurement';
import { isProved, proveFix, type Proof } from '../../../src/proof/proveFix';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';
import { CountingServer, documents, lines, type Service } from '../../support/countingServer';
import { fixedPrograms, programConfiguration } from '../../support/fixRun';
import { TestFleet } from '../../support/testFleet';

const syntax = new SyntaxParser();
const OPTIONS = { timeout: 120_000 };
const DOCUMENT = documents(() => ({
  Functions: [{ FunctionName: 'orders' }],
  NextMarker: 'eu-west-1',
  TableNames: ['orders'],
  LastEvaluatedTableName: 'eu-west-1',
}));

interface ProofCase {
  readonly program: string;
  readonly rule: string;
  readonly service?: Service;
  /** Members of the results that differ because of the fix. */
  readonly different?: readonly string[];
  /** Every figure that is no duration and differs. */
  readonly shows: readonly string[];
}

const KEPT = ['connections 6 -> 1'];

const CASES: readonly ProofCase[] = [
  { program: 'python-connection', rule: 'client-in-handler', service: lines, shows: KEPT },
  { program: 'python-client', rule: 'client-in-handler', service: DOCUMENT, shows: KEPT },
  { program: 'python-client-by-region', rule: 'event-dependent-client', service: DOCUMENT, shows: KEPT },
  // What these cost is time alone.
  { program: 'python-session', rule: 'session-per-invocation', shows: [] },
  { program: 'python-heavy-work', rule: 'heavy-work-in-handler', shows: [] },
  { program: 'python-import', rule: 'import-in-handler', shows: [] },
  { program: 'python-temporary-file', rule: 'tmp-file-left', different: ['$.left'], shows: ['filesLeft 6 -> 0'] },
  { program: 'node-connection', rule: 'client-in-handler', service: lines, shows: KEPT },
  {
    program: 'node-client',
    rule: 'client-in-handler',
    service: DOCUMENT,
    shows: KEPT,
  },
  {
    program: 'node-client-by-region',
    rule: 'event-dependent-client',
    service: DOCUMENT,
    // The clients are kept by their region.
    shows: ['connections 6 -> 1', 'grownBy 0 -> 1'],
  },
  { program: 'node-heavy-work', rule: 'heavy-work-in-handler', shows: [] },
  { program: 'node-heavy-text', rule: 'heavy-work-in-handler', shows: [] },
  { program: 'node-import', rule: 'import-in-handler', shows: [] },
];

test.for(CASES)(
  'the fix of $rule in $program',
  OPTIONS,
  async ({ program, rule, service = lines, shows, different = [] }) => {
    const proof = await prove(program, rule, service);
    expect({ isProved: isProved(proof), different: proof.results.different, shows: differences(proof) }).toEqual({
      isProved: different.length === 0,
      different,
      shows,
    });
  },
);

async function prove(program: string, rule: string, service: Service): Promise<Proof> {
  await using server = await CountingServer.start(service);
  const { before: folder, runtime } = await fixedPrograms(program, rule, syntax);
  const linted = await LintedFolder.open(folder, { syntax });
  const finding = linted.files.flatMap((file) => linted.findings(file)).find(({ code }) => code === rule);
  const [fix] = finding === undefined ? [] : await linted.fixes(finding);
  if (finding === undefined || fix === undefined) throw new Error(`${rule} has no fix in ${program}.`);
  const copiesFolder = mkdtempSync(path.join(tmpdir(), 'warmpath-copies-'));
  onTestFinished(() => rmSync(copiesFolder, { recursive: true, force: true }));
  return await proveFix(
    {
      configuration: functionConfiguration({
        name: 'proved',
        ...programConfiguration(folder, { runtime, timeout: 60, port: server.port }),
      }),
      ...{ folder, fix, warmInvocations: 5, payload: Buffer.from('{"n":1,"region":"eu-west-1"}') },
      finding: { file: finding.file, code: rule, line: finding.range.line },
    },
    {
      openFleet: () => {
        const { fleet } = new TestFleet({
          environment: { evidence: true, credentials: { accessKeyId: 'access', secretAccessKey: 'secret' } },
        });
        return { fleet, dispose: () => fleet.dispose() };
      },
      copiesFolder,
    },
  );
}

/** What the fix changed, apart from durations, memory, and connections that are being closed. */
function differences({ before, after }: Proof): string[] {
  const counts: (keyof Measurement)[] = ['connections', 'filesLeft', 'leftovers', 'grownBy', 'failed'];
  return counts
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name} ${String(before[name])} -> ${String(after[name])}`);
}
