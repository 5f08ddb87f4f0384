import type { Finding } from '../finding';
import type { AcceptedFixes } from './acceptedFixes';
import type { Draft } from './draft';
import type { TextEdit } from './fix';
import { lineEdits } from './lineEdits';

/** Each fix removes a finding, so there is an end; files that people wrote are far from this one. */
const MOST_FIXES = 200;

/** The result of all safe fixes of a file. */
export interface FixedText {
  readonly text: string;
  /** From the text before to this one. */
  readonly edits: readonly TextEdit[];
  /** The findings that a fix was made for, each as it was found in the text that the fix before left. */
  readonly fixed: readonly Finding[];
}

/** Makes the safe fixes of a file, of one rule or of all, each in the text that the one before left. */
export async function fixAll(draft: Draft, fixes: AcceptedFixes, code?: string): Promise<FixedText> {
  const fixed: Finding[] = [];
  let now = draft;
  // One fix may make another possible: until nothing changes.
  for (let before = -1; before < fixed.length && fixed.length < MOST_FIXES;) {
    before = fixed.length;
    now = await fixOnce(now, fixes, code, fixed);
  }
  return { text: now.text, edits: lineEdits(draft.text, now.text), fixed };
}

/** Tries each finding once. */
async function fixOnce(draft: Draft, fixes: AcceptedFixes, code: string | undefined, fixed: Finding[]): Promise<Draft> {
  let now = draft;
  for (let at = 0; fixed.length < MOST_FIXES;) {
    const finding = now.findings.filter((each) => code === undefined || each.code === code)[at];
    if (finding === undefined) break;
    const accepted = await fixes.safe(now, finding);
    if (accepted === undefined) {
      at += 1;
      continue;
    }
    // The next finding takes the place of the one that is gone.
    fixed.push(finding);
    now = accepted.after;
  }
  return now;
}
