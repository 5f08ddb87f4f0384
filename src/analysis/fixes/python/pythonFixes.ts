import type { LanguageFixes } from '../fix';

export const PYTHON_FIXES: LanguageFixes = {};
