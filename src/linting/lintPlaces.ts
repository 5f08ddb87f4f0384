import type { AnalysedHandler } from '../analysis/analysedHandler';
import type { Finding } from '../analysis/finding';
import type { Fix } from '../analysis/fixes/fix';
import { UserError } from '../lambda/errors';
import { kindOf } from '../project/handlerFile';
import { DISK_FILES } from '../project/projectFiles';
import { compareText, inOrder } from '../project/projectFunction';
import type { Problem } from '../project/projectFunction';
import { SyntaxParser } from '../syntax/syntaxParser';
import type { Linted } from './linted';
import { LintedFile } from './lintedFile';
import { LintedFolder } from './lintedFolder';

export interface LintResult {
  /** In the order of files and their texts. */
  readonly findings: readonly Finding[];
  /** Handlers that were followed through the code. */
  readonly handlers: readonly AnalysedHandler[];
  /** Absolute paths of the files that were analysed, and of those that are output of a bundler. */
  readonly analysed: readonly string[];
  readonly skipped: readonly string[];
  /** What is wrong in files that say how others are analysed. */
  readonly problems: readonly Problem[];
  /** Changes that resolve one of the findings, the best first. */
  fixes(finding: Finding): Promise<readonly Fix[]>;
}

/**
 * What the analyser finds in files and folders, given by absolute paths. Nothing outside of the paths is read. Throws a
 * UserError when a path does not exist.
 */
export async function lintPlaces(places: readonly string[]): Promise<LintResult> {
  return joined(await openPlaces(places));
}

/** Files and folders, given by absolute paths. Throws a UserError when a path does not exist. */
export async function openPlaces(places: readonly string[]): Promise<readonly (LintedFile | LintedFolder)[]> {
  const syntax = new SyntaxParser();
  const all: (LintedFile | LintedFolder)[] = [];
  for (const place of places) {
    const kind = await kindOf(place);
    if (kind === undefined) throw new UserError(`There is no file or folder ${place}; name what is to be linted.`);
    const text = kind === 'folder' ? undefined : await DISK_FILES.text(place);
    all.push(
      kind === 'folder'
        ? await LintedFolder.open(place, { syntax })
        : await LintedFile.open(place, text ?? '', { syntax }),
    );
  }
  return all;
}

/** Each finding once, although paths may overlap. */
function joined(all: readonly Linted[]): LintResult {
  const findings = new Map<string, { readonly finding: Finding; readonly linted: Linted }>();
  for (const linted of all) {
    for (const finding of linted.files.flatMap((file) => linted.findings(file))) {
      findings.set(identityOf(finding), { finding, linted });
    }
  }
  const ordered = [...findings.values()]
    .map(({ finding }) => finding)
    .sort((left, right) => compareText(left.file, right.file) || left.span.start - right.span.start);
  return {
    findings: ordered,
    handlers: all.flatMap(({ handlers }) => handlers),
    analysed: [...new Set(all.flatMap(({ files }) => files))],
    skipped: [...new Set(all.flatMap(({ skipped }) => skipped))],
    problems: inOrder(all.flatMap(({ problems }) => problems)),
    fixes: (finding) => findings.get(identityOf(finding))?.linted.fixes(finding) ?? Promise.resolve([]),
  };
}

function identityOf({ file, span, code }: Finding): string {
  return [file, span.start, span.end, code].join(':');
}
