import { clientInHandler } from './clientInHandler';
import type { Rule } from './rule';

/** Every rule, in the order in which its findings of one place are shown. */
export const RULES: readonly Rule[] = [clientInHandler];
