import type { PlainNode } from '../../../syntax/plainTree';
import type { FixSource } from '../fix';
import { nodesIn } from '../syntaxPath';
import { lineBreakOf } from '../textLayout';

/** How a file is written, so that what is added to it looks the same. */
export interface WritingStyle {
  readonly semicolon: '' | ';';
  readonly quote: '"' | "'";
  /** One level. */
  readonly indent: string;
  readonly lineBreak: string;
  /** It is TypeScript. */
  readonly isTyped: boolean;
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'expression_statement',
  'import_statement',
  'lexical_declaration',
  'return_statement',
  'variable_declaration',
]);

/** How many statements tell enough. */
const ENOUGH = 200;

export function styleOf({ file, text, root }: FixSource): WritingStyle {
  let withSemicolon = 0;
  let statements = 0;
  for (const node of nodesIn(root)) {
    if (!STATEMENTS.has(node.type)) continue;
    statements += 1;
    if (text[node.end - 1] === ';') withSemicolon += 1;
    if (statements >= ENOUGH) break;
  }
  const lineBreak = lineBreakOf(text);
  return {
    semicolon: withSemicolon * 2 >= statements ? ';' : '',
    quote: quoteOf(text, root),
    indent: /\n(\t| {2,8})\S/.exec(text)?.[1] ?? '  ',
    lineBreak,
    isTyped: /\.[cm]?tsx?$/.test(file.file),
  };
}

function quoteOf(text: string, root: PlainNode): '"' | "'" {
  let single = 0;
  let strings = 0;
  for (const node of nodesIn(root)) {
    if (node.type !== 'string') continue;
    strings += 1;
    if (text[node.start] === "'") single += 1;
    if (strings >= ENOUGH) break;
  }
  return single * 2 >= strings ? "'" : '"';
}
