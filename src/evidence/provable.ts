import { UNUSED_SUPPRESSION } from '../analysis/suppressions';

/** Rules of which no quick fix changes what a run shows: comments that hide nothing, hints that only point at another place. */
export const RULES_WITHOUT_PROOF: ReadonlySet<string> = new Set([UNUSED_SUPPRESSION, 'client-behind-call']);
