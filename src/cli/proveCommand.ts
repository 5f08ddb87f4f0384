import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../analysis/finding';
import { withEdits, type Fix } from '../analysis/fixes/fix';
import { DEFAULT_FLEET_SETTINGS } from '../fleet/fleetSettings';
import { stateFolder } from '../fleet/stateFolder';
import { UserError } from '../lambda/errors';
import { LintedFolder } from '../linting/lintedFolder';
import { isWithin } from '../project/isWithin';
import type { ProjectFunction } from '../project/projectFunction';
import { proofRows, proofText, verdict } from '../proof/proofText';
import { isProved, proveFix, type Proof, type ProofHost } from '../proof/proveFix';
import { SyntaxParser } from '../syntax/syntaxParser';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { eventPayload } from './eventPayload';
import { environmentSettings, FUNCTION_OPTIONS, localFleet, type FunctionOptionValues } from './functionOptions';
import { isSuppression } from './lint/shownFinding';
import { numberOption, parseOptions } from './options';
import { findRunnable } from './runnableFunction';

const OPTIONS = {
  ...FUNCTION_OPTIONS,
  event: { type: 'string' },
  template: { type: 'string' },
  times: { type: 'string' },
  at: { type: 'string' },
  rule: { type: 'string' },
  fix: { type: 'string' },
  all: { type: 'boolean' },
  apply: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const WARM_INVOCATIONS = 5;

/** A finding and the fix that is to be proved. */
interface Candidate {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** `warmpath prove`: runs a function before and after a quick fix and shows both side by side. */
export async function proveCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('prove', given, OPTIONS);
  const [wanted, ...others] = positionals;
  if (wanted === undefined || others.length > 0) {
    throw new UserError('Name one function: "warmpath prove <function>". "warmpath functions" lists them.');
  }
  if (values.all === true && values.apply === true) {
    throw new UserError(
      '--apply changes the code, and with it what is left to prove; prove and apply one by one (--at).',
    );
  }
  const warmInvocations = numberOption('times', values.times, { minimum: 1, maximum: 1_000 }) ?? WARM_INVOCATIONS;
  const { project, found } = await findRunnable(wanted, values, context);
  const { configuration } = found;
  const candidates = await candidatesOf(project.folder, found, values, context);
  const payload = await eventPayload(values.event, project, found, context);
  const host = proofHost(values, context);
  const proofs: Proof[] = [];
  for (const { finding, fix } of values.all === true ? candidates : candidates.slice(0, 1)) {
    const { file, code, range } = finding;
    const request = {
      ...{ configuration, folder: project.folder, payload, fix, warmInvocations },
      finding: { file, code, line: range.line },
    };
    const proof = await proveFix(request, host);
    proofs.push(proof);
    if (values.json !== true) context.stdout.write(shownProof(proof, context));
  }
  if (values.json === true) {
    const all = proofs.map((each) => asJson(each, context));
    context.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
  } else {
    tellOthers(candidates.slice(proofs.length), context);
  }
  if (values.apply === true) for (const proof of proofs) await apply(proof, context);
  return proofs.every(isProved) ? EXIT.done : EXIT.functionError;
}

/** Throws a UserError when there is nothing to prove. */
async function candidatesOf(
  folder: string,
  { configuration, handlerFile }: ProjectFunction,
  {
    at,
    rule,
    fix: title,
  }: { readonly at?: string | undefined; readonly rule?: string | undefined; readonly fix?: string | undefined },
  context: CommandContext,
): Promise<Candidate[]> {
  const linted = await LintedFolder.open(folder, { syntax: new SyntaxParser() });
  // What lies in the file of another handler is nothing that this function runs.
  const others = new Set(linted.handlers.map(({ file }) => file));
  const findings = linted.files
    .filter((file) => isWithin(configuration.codePath, file) && (file === handlerFile || !others.has(file)))
    .flatMap((file) => linted.findings(file))
    .filter(({ code }) => rule === undefined || code === rule)
    .filter((finding) => at === undefined || isAt(finding, at, context));
  const candidates: Candidate[] = [];
  for (const finding of findings) {
    const fixes = (await linted.fixes(finding)).filter((fix) => !isSuppression(fix));
    const fix = title === undefined ? fixes[0] : fixes.find((each) => each.title.includes(title));
    if (fix !== undefined) candidates.push({ finding, fix });
  }
  if (candidates.length === 0) {
    const where = [rule === undefined ? '' : ` of ${rule}`, at === undefined ? ' in the function' : ` at ${at}`].join(
      '',
    );
    throw new UserError(`Nothing to prove: no finding with a quick fix${where}. "warmpath lint" lists what there is.`);
  }
  return candidates;
}

/** Throws a UserError for a place that is none. */
function isAt({ file, range }: Finding, at: string, { workingFolder }: CommandContext): boolean {
  const [, name, line] = /^(.+):(\d+)$/.exec(at) ?? [];
  if (name === undefined) throw new UserError(`--at takes file:line, not "${at}".`);
  return path.resolve(workingFolder, name) === file && Number(line) >= range.line && Number(line) <= range.endLine;
}

function proofHost(values: FunctionOptionValues, context: CommandContext): ProofHost {
  const environment = { ...environmentSettings(values, context), evidence: true };
  const settings = { ...DEFAULT_FLEET_SETTINGS, environment, watchCode: false };
  const stopping = new AbortController();
  void context.interrupted.then(() => stopping.abort());
  return {
    openFleet: () => localFleet(settings, values, context),
    copiesFolder: path.join(stateFolder(context.host), 'proofs'),
    signal: stopping.signal,
  };
}

function shownProof(proof: Proof, context: CommandContext): string {
  const { file, line, code } = proof.finding;
  return `${shown(file, context)}:${String(line)} ${code}\n${proofText(proof)}\n`;
}

function tellOthers(others: readonly Candidate[], context: CommandContext): void {
  if (others.length === 0) return;
  const places = others.map(
    ({ finding: { file, range, code } }) => `${shown(file, context)}:${String(range.line)} ${code}`,
  );
  context.stderr.write(
    `${String(others.length)} more can be proved (--at file:line, or --all): ${places.join(', ')}\n`,
  );
}

async function apply(proof: Proof, context: CommandContext): Promise<void> {
  const { file } = proof.finding;
  if (!isProved(proof)) {
    context.stderr.write(`${shown(file, context)} is left as it is: the proof failed.\n`);
    return;
  }
  await writeFile(file, withEdits(await readFile(file, 'utf8'), proof.fix.edits));
  context.stderr.write(`${shown(file, context)} was changed: ${proof.fix.title}.\n`);
}

function asJson(proof: Proof, context: CommandContext): unknown {
  const { finding, fix, before, after, results } = proof;
  return {
    path: shown(finding.file, context),
    line: finding.line,
    rule: finding.code,
    fix: fix.title,
    before,
    after,
    rows: proofRows(proof),
    results: { equal: results.equal, different: results.different, ignored: results.ignored },
    verdict: verdict(proof),
  };
}

function shown(file: string, { workingFolder }: CommandContext): string {
  return path.relative(workingFolder, file).split(path.sep).join('/');
}
