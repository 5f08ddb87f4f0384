import { readFile } from 'node:fs/promises';
import type { Finding } from '../analysis/finding';
import type { LineEvidence } from '../evidence/lineEvidence';
import type { RunEvidence } from '../evidence/runEvidence';
import { observationsOf, seenLines } from '../evidence/seenLines';
import { isWithin } from '../project/isWithin';
import { SyntaxParser } from '../syntax/syntaxParser';
import { LintedFolder } from './lintedFolder';

/** What analysis and runs say together. */
export interface Observed {
  readonly folder: LintedFolder;
  /** In the order of files and their texts; those that were seen in runs say so. */
  readonly findings: readonly Finding[];
  /** What runs have shown, also where it is no finding. */
  readonly evidence: readonly LineEvidence[];
}

/**
 * The findings of a folder after its functions have run; `codePath` limits them to the code of one function. Throws a
 * UserError when the folder does not exist.
 */
export async function observeFolder(folder: string, codePath: string, runs: RunEvidence): Promise<Observed> {
  const linted = await LintedFolder.open(folder, { syntax: new SyntaxParser() });
  const texts = await textsOf(linted.files.filter((file) => isWithin(codePath, file)));
  const textOf = (file: string): string | undefined => texts.get(file);
  const evidence = runs.lines(textOf);
  linted.setObservations(observationsOf(seenLines(evidence, textOf)));
  const findings = [...texts.keys()].flatMap((file) => linted.findings(file));
  return { folder: linted, findings, evidence };
}

async function textsOf(files: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, await readFile(file, 'utf8'));
  return texts;
}
