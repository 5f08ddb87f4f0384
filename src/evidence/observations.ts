import type { Observation } from '../analysis/observation';
import type { LineEvidence } from './lineEvidence';

/** What of the evidence speaks for findings; `textOf` gives the text of a file as it was when it ran. */
export function observationsOf(
  evidence: readonly LineEvidence[],
  textOf: (file: string) => string | undefined,
): Observation[] {
  return evidence.flatMap(({ file, line, note, confirms }) => {
    const lineText = confirms === undefined ? undefined : textOf(file)?.split('\n')[line - 1];
    return lineText === undefined || confirms === undefined ? [] : [{ file, line, lineText, codes: confirms, note }];
  });
}
