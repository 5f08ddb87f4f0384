import type { PlainNode } from '../../syntax/plainTree';
import type { SyntaxLanguage } from '../../syntax/syntaxLanguage';
import type { FileFacts } from '../facts/fileFacts';
import type { ProgramLanguage } from '../program/program';
import { javaScriptFacts } from './javascript/javaScriptFacts';
import { pythonFacts } from './python/pythonFacts';

/** The language whose rules apply to a syntax; undefined when the analyser has none for it. */
export function programLanguage(language: SyntaxLanguage | undefined): ProgramLanguage | undefined {
  if (language === undefined || language === 'hcl') return undefined;
  return language === 'python' ? 'python' : 'javascript';
}

/** The facts of a text. */
export function readFacts(language: ProgramLanguage, root: PlainNode, text: string): FileFacts {
  return language === 'python' ? pythonFacts(root, text) : javaScriptFacts(root, text);
}
