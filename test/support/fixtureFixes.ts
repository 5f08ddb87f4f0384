import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Analyser } from '../../src/analysis/analyser';
import { ClientCatalogue } from '../../src/analysis/catalogue/clientCatalogue';
import type { Finding } from '../../src/analysis/finding';
import type { Fix } from '../../src/analysis/fixes/fix';
import { withEdits } from '../../src/analysis/fixes/fix';
import { lineEdits } from '../../src/analysis/fixes/lineEdits';
import { isModuleConfiguration } from '../../src/analysis/program/moduleAliases';
import { lintPlaces } from '../../src/linting/lintPlaces';
import { findTemplates } from '../../src/project/findTemplates';
import { SyntaxParser } from '../../src/syntax/syntaxParser';

/** One fix that is offered for a finding in a folder of fixtures. */
export interface OfferedFix {
  readonly finding: Finding;
  readonly fix: Fix;
  /** The file's text before and after it. */
  readonly before: string;
  readonly after: string;
}

/** A folder of fixtures with what is found in it and what is offered for that. */
export interface FixedFolder {
  readonly analyser: Analyser;
  readonly findings: readonly Finding[];
  readonly offered: readonly OfferedFix[];
}

/** Asks for the fixes of everything that is found in a folder. */
export async function offeredIn(folder: string): Promise<FixedFolder> {
  const { analysed, handlers, findings } = await lintPlaces([folder]);
  const analyser = new Analyser({ syntax: new SyntaxParser(), catalogue: ClientCatalogue.shipped(), folder });
  const configurations = await findTemplates(folder, isModuleConfiguration);
  for (const file of [...configurations.files, ...analysed]) await analyser.update(file, readFileSync(file, 'utf8'));
  analyser.setHandlers(handlers);
  const offered: OfferedFix[] = [];
  for (const finding of findings) {
    const before = readFileSync(finding.file, 'utf8');
    for (const fix of await analyser.fixes(finding)) {
      offered.push({ finding, fix, before, after: withEdits(before, fix.edits) });
    }
  }
  return { analyser, findings, offered };
}

/** Changes of a folder that are made together: at most one of each of its files and folders. */
export interface ChangedCopy {
  readonly copy: string;
  readonly made: readonly OfferedFix[];
  /** What is found then, everything read anew from the disk; with the files that were copied. */
  readonly findings: readonly Finding[];
}

/** Makes every fix that is offered in a folder in a copy of it in `scratch`. */
export async function fixedCopies(
  folder: string,
  offered: readonly OfferedFix[],
  scratch: string,
): Promise<ChangedCopy[]> {
  const groups: Map<string, OfferedFix>[] = [];
  for (const each of offered) {
    const [entry = ''] = path.relative(folder, each.finding.file).split(path.sep);
    const group = groups.find((made) => !made.has(entry));
    if (group === undefined) groups.push(new Map([[entry, each]]));
    else group.set(entry, each);
  }
  const copies = groups.map((group, index) => {
    const copy = path.join(scratch, String(index));
    cpSync(folder, copy, { recursive: true });
    const made = [...group.values()];
    for (const { finding, after } of made) writeFileSync(path.join(copy, path.relative(folder, finding.file)), after);
    return { copy, made };
  });
  const { findings } = await lintPlaces(copies.map(({ copy }) => copy));
  return copies.map(({ copy, made }) => {
    const here = findings.filter(({ file }) => file.startsWith(copy + path.sep));
    const known = here.map((each) => ({ ...each, file: path.join(folder, path.relative(copy, each.file)) }));
    return { copy, made, findings: known };
  });
}

/** What a finding is known by; positions shift with edits, and what one says of another file changes with that. */
export function keyOf({ file, code }: Finding): string {
  return `${file} ${code}`;
}

/** How often each finding is there. */
export function counted(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}

/** A text with the lines that another one has instead: `-` and `+` in front of them. */
export function difference(before: string, after: string): string {
  let lines = '';
  let offset = 0;
  const marked = (sign: string, text: string): string => text.replace(/^(?=.|\n)/gm, sign);
  for (const { span, text } of lineEdits(before, after)) {
    lines += marked('  ', before.slice(offset, span.start));
    lines += marked('- ', before.slice(span.start, span.end)) + marked('+ ', text);
    offset = span.end;
  }
  return (lines + marked('  ', before.slice(offset))).replace(/[^\S\n]+$/gm, '');
}
