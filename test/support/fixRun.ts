import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { withEdits } from '../../src/analysis/fixes/fix';
import type { FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import { LintedFolder } from '../../src/linting/lintedFolder';
import type { SyntaxParser } from '../../src/syntax/syntaxParser';
import type { Service } from './countingServer';
import { CountingServer } from './countingServer';
import type { TestFleet } from './testFleet';

const PROGRAMS = path.resolve('test/fixtures/fixRuns');
const PACKAGES = path.resolve('test/fixtures/fixRunPackages');
/** Packages of this repository that functions use as they are. */
const REAL_PACKAGES = ['@aws-sdk/client-lambda', 'pg'];

/** A program before and after one fix. */
interface FixedProgram {
  readonly title: string;
  readonly folder: string;
}

/** Programs of their own folders, ready to be run: the one that was found, and one for each fix of a rule. */
export interface FixedPrograms {
  readonly before: string;
  readonly after: readonly FixedProgram[];
  /** The runtime that its template names, if it has one. */
  readonly runtime: string | undefined;
}

/** Asks for the fixes of the only finding of a rule in a program, and makes each of them in a copy. */
export async function fixedPrograms(program: string, rule: string, syntax: SyntaxParser): Promise<FixedPrograms> {
  const parent = mkdtempSync(path.join(tmpdir(), 'warmpath-test-'));
  onTestFinished(() => {
    rmSync(parent, { recursive: true, force: true });
  });
  const before = copyOf(program, path.join(parent, 'before'));
  const linted = await LintedFolder.open(before, { syntax });
  const found = linted.files.flatMap((file) => linted.findings(file)).filter(({ code }) => code === rule);
  const [finding, ...others] = found;
  if (finding === undefined || others.length > 0) {
    throw new Error(`${rule} is found ${found.length} times in ${program} instead of once.`);
  }
  const offered = (await linted.fixes(finding)).filter(({ title }) => !title.startsWith('Ignore '));
  const after = offered.map(({ title, edits }, index) => {
    const folder = copyOf(program, path.join(parent, `after${index}`));
    const file = path.join(folder, path.relative(before, finding.file));
    writeFileSync(file, withEdits(readFileSync(finding.file, 'utf8'), edits));
    return { title, folder };
  });
  for (const folder of [before, ...after.map((each) => each.folder)]) addPackages(folder);
  const [runtime] = linted.handlers.flatMap((handler) => handler.runtime ?? []);
  return { before, after, runtime };
}

function copyOf(program: string, folder: string): string {
  cpSync(path.join(PROGRAMS, program), folder, { recursive: true });
  return folder;
}

/** Puts the packages beside a function of Node.js; those of Python come with a layer. */
function addPackages(folder: string): void {
  if (isPython(folder)) return;
  const stand = path.join(PACKAGES, 'node');
  const packages = readdirSync(stand, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const places = new Map([
    ...packages.map(({ name }) => [name, path.join(stand, name)] as const),
    ...REAL_PACKAGES.map((name) => [name, path.resolve('node_modules', name)] as const),
  ]);
  for (const [name, place] of places) {
    const link = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(place, link);
  }
}

function isPython(folder: string): boolean {
  return existsSync(path.join(folder, 'app.py'));
}

/** How a program is run. */
export interface RunOptions {
  readonly service: Service;
  readonly events: readonly unknown[];
  /** Seconds that an invocation may take. */
  readonly timeout: number;
  /** Runtime identifier, unless it is the usual one. */
  readonly runtime: string | undefined;
  /** The service ends all connections between invocations. */
  readonly isLosing: boolean;
}

/** What came of a program. */
export interface FixRun {
  /** What each invocation answered; `failed: <type of the error>` for those that failed. */
  readonly answers: readonly unknown[];
  /** Connections that were made to the service. */
  readonly connections: number;
}

/** Invokes a program cold with its first event and warm with the others, in an environment of its own. */
export async function run(fleet: TestFleet, folder: string, options: RunOptions): Promise<FixRun> {
  const { service, events, timeout, runtime, isLosing } = options;
  await using server = await CountingServer.start(service);
  // Each has environments of its own.
  const name = path.basename(path.dirname(folder)) + path.basename(folder);
  await fleet.serve({ name, ...programConfiguration(folder, { timeout, runtime, port: server.port }) });
  const answers: unknown[] = [];
  for (const event of events) {
    if (isLosing && answers.length > 0) await server.endConnections();
    const { payload, functionError, completed } = await fleet.invoke(event, {}, name);
    await completed;
    const answer = JSON.parse(Buffer.from(payload).toString()) as unknown;
    answers.push(functionError === undefined ? answer : `failed: ${errorTypeOf(answer)}`);
  }
  return { answers, connections: server.accepted };
}

/** How the function of a program is configured when its service listens on `port`. */
export function programConfiguration(
  folder: string,
  { timeout, runtime, port }: { readonly timeout: number; readonly runtime: string | undefined; readonly port: number },
): Pick<FunctionConfiguration, 'codePath' | 'handler' | 'runtime'> & Partial<FunctionConfiguration> {
  return {
    codePath: folder,
    timeout,
    memorySize: 512,
    ...(isPython(folder)
      ? { runtime: runtime ?? 'python3.11', handler: 'app.handler', layers: [PACKAGES] }
      : { runtime: runtime ?? 'nodejs22.x', handler: 'index.handler' }),
    environment: {
      SERVICE_PORT: String(port),
      SERVICE_URL: `http://127.0.0.1:${port}`,
      DATABASE: 'host=127.0.0.1 dbname=orders user=orders password=orders',
    },
  };
}

function errorTypeOf(answer: unknown): string {
  const type = typeof answer === 'object' && answer !== null && 'errorType' in answer ? answer.errorType : undefined;
  return typeof type === 'string' ? type : JSON.stringify(answer);
}
