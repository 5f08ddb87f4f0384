import type { Finding } from '../finding';
import type { ProgramLanguage } from '../program/program';
import type { Draft } from './draft';
import type { Fix, FixSource, LanguageFixes, TextEdit } from './fix';
import { suppressions } from './suppress';

/** A fix and the program after it. */
export interface AcceptedFix {
  readonly fix: Fix;
  readonly after: Draft;
}

/**
 * The fixes of a finding that hold what fixes promise: the text has no new mistakes of syntax, the finding is gone and
 * none is new. The best first, ways to ignore the finding last.
 */
export class AcceptedFixes {
  constructor(private readonly makers: Readonly<Record<ProgramLanguage, LanguageFixes>>) {}

  async of(draft: Draft, finding: Finding): Promise<AcceptedFix[]> {
    const source = await sourceOf(draft);
    if (source === undefined) return [];
    const accepted: AcceptedFix[] = [];
    for (const fix of this.made(finding, source)) {
      const taken = await acceptedOf(draft, finding, fix);
      if (taken !== undefined && !accepted.some(({ after }) => after.text === taken.after.text)) accepted.push(taken);
    }
    for (const places of suppressions(finding, source)) {
      const taken = await firstAccepted(draft, finding, places);
      if (taken !== undefined) accepted.push(taken);
    }
    return accepted;
  }

  /** The best fix of a finding that nobody has to look at. */
  async safe(draft: Draft, finding: Finding): Promise<AcceptedFix | undefined> {
    const source = await sourceOf(draft);
    if (source === undefined) return undefined;
    return firstAccepted(
      draft,
      finding,
      this.made(finding, source).filter(({ isSafe }) => isSafe),
    );
  }

  private made(finding: Finding, source: FixSource): Fix[] {
    const makers = this.makers[source.file.language][finding.code] ?? [];
    return makers.flatMap((make) => make(finding, source));
  }
}

async function sourceOf(draft: Draft): Promise<FixSource | undefined> {
  const root = await draft.syntax();
  return root === undefined ? undefined : { ...draft.edited, root, analysis: draft.analysis };
}

async function firstAccepted(draft: Draft, finding: Finding, fixes: readonly Fix[]): Promise<AcceptedFix | undefined> {
  for (const fix of fixes) {
    const accepted = await acceptedOf(draft, finding, fix);
    if (accepted !== undefined) return accepted;
  }
  return undefined;
}

async function acceptedOf(draft: Draft, finding: Finding, fix: Fix): Promise<AcceptedFix | undefined> {
  if (!isClear(fix.edits)) return undefined;
  const after = await draft.with(fix.edits);
  if (after.text === draft.text || (await after.mistakes()) > (await draft.mistakes())) return undefined;
  const before = counted(draft.findings, draft.findingsAround);
  const left = counted(after.findings, after.findingsAround);
  const isGone = (left.get(keyOf(finding)) ?? 0) < (before.get(keyOf(finding)) ?? 0);
  const isNoneNew = [...left].every(([key, count]) => count <= (before.get(key) ?? 0));
  return isGone && isNoneNew ? { fix, after } : undefined;
}

/** Whether no two edits change the same text. */
function isClear(edits: readonly TextEdit[]): boolean {
  const ordered = edits.toSorted((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  return ordered.every(({ span }, at) => span.start >= (ordered[at - 1]?.span.end ?? 0));
}

/** Edits move findings, and what is left of them may be said in other words: a rule finds more in a file or it does not. */
function keyOf({ file, code }: Finding): string {
  return `${code} ${file}`;
}

/** How often each is there. */
function counted(own: readonly Finding[], around: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of [...own, ...around].map(keyOf)) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
