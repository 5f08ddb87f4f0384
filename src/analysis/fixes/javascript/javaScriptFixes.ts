import type { LanguageFixes } from '../fix';

export const JAVASCRIPT_FIXES: LanguageFixes = {};
