import type { Finding } from '../../analysis/finding';
import type { Fix } from '../../analysis/fixes/fix';

/** A finding with the changes that resolve it. */
export interface ShownFinding {
  readonly finding: Finding;
  readonly fixes: readonly Fix[];
}

/** Findings with their fixes, where somebody wants them; to write a comment that hides one is for people to decide. */
export async function withFixes(
  findings: readonly Finding[],
  fixesOf: (finding: Finding) => Promise<readonly Fix[]> = () => Promise.resolve([]),
): Promise<ShownFinding[]> {
  const shown: ShownFinding[] = [];
  for (const finding of findings) {
    const fixes = await fixesOf(finding);
    shown.push({ finding, fixes: fixes.filter((fix) => !isSuppression(fix)) });
  }
  return shown;
}

/** It only hides the finding. */
export function isSuppression({ edits }: Fix): boolean {
  return edits.every(({ text }) => text.includes('warmpath-ignore'));
}
