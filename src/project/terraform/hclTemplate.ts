import type { Node } from 'web-tree-sitter';
import type { SourceRange } from '../projectFunction';
import type { Expression } from './hclTree';

/** A quoted template or a heredoc; `read` turns the expressions in it into ours. */
export function templateExpression(node: Node, at: SourceRange, read: (expression: Node) => Expression): Expression {
  const [template] = node.namedChildren;
  const first = template?.namedChildren.find(({ type }) => OPENING.has(type));
  const last = template?.namedChildren.at(-1);
  if (template === undefined || first === undefined || last === undefined) return unread(at);
  const isHeredoc = template.type === 'heredoc_template';
  const parts: Expression[] = [];
  // The grammar leaves spaces around interpolations out of its literals, so texts are what lies between.
  let from = isHeredoc ? lineAfter(template, first.endIndex) : first.endIndex;
  const addText = (to: number): void => {
    const written = template.text.slice(from - template.startIndex, to - template.startIndex);
    const text = isHeredoc ? plain(written) : unescaped(written);
    if (text !== '') parts.push({ kind: 'literal', at, text });
  };
  for (const child of template.namedChildren) {
    if (child.type === 'template_directive') {
      return { kind: 'unsupported', at, reason: 'its template directive is not evaluated; set the value locally' };
    }
    if (child.type !== 'template_interpolation') continue;
    addText(child.startIndex);
    from = child.endIndex;
    const inner = child.namedChildren.find(({ type }) => type === 'expression');
    if (inner !== undefined) parts.push(read(inner));
  }
  addText(isHeredoc ? lineBefore(template, last.startIndex) : last.startIndex);
  const isIndented = isHeredoc && template.text.startsWith('<<-');
  return { kind: 'template', at, parts: isIndented ? withoutIndent(parts) : parts };
}

const OPENING: ReadonlySet<string> = new Set(['quoted_template_start', 'heredoc_identifier']);

function unread(at: SourceRange): Expression {
  return { kind: 'unsupported', at, reason: 'it cannot be read; correct it' };
}

/** A heredoc begins on the line after its identifier, and the closing identifier's indent is no part of it. */
function lineAfter({ text, startIndex }: Node, index: number): number {
  const end = text.indexOf('\n', index - startIndex);
  return end < 0 ? index : startIndex + end + 1;
}

function lineBefore({ text, startIndex }: Node, index: number): number {
  return startIndex + text.lastIndexOf('\n', index - startIndex - 1) + 1;
}

/** The text behind the escape sequences of a quoted text. */
export function unescaped(text: string): string {
  const replaced = text.replace(
    /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/g,
    (whole, short: string | undefined, long: string | undefined, letter: string | undefined) => {
      const code = short ?? long;
      if (code !== undefined) return codePoint(Number.parseInt(code, 16));
      return ESCAPES[letter ?? ''] ?? letter ?? whole;
    },
  );
  return plain(replaced);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function codePoint(code: number): string {
  return code > 0x10ffff ? '' : String.fromCodePoint(code);
}

function plain(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

/** `<<-` removes the indent that all lines share. Every line of the text starts in a literal part. */
function withoutIndent(parts: readonly Expression[]): Expression[] {
  const indents = parts.flatMap((part, index) =>
    part.kind === 'literal' ? [...part.text.matchAll(lineStarts(index))].map(([, indent = '']) => indent.length) : [],
  );
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  return parts.map((part, index) =>
    part.kind === 'literal'
      ? { ...part, text: part.text.replace(lineStarts(index), (indent) => indent.slice(shared)) }
      : part,
  );
}

/** The indent of each line; only the first part begins with a line. */
function lineStarts(index: number): RegExp {
  return index === 0 ? /^([ \t]*)(?=\S)/gm : /(?<=\n)([ \t]*)(?=\S)/g;
}
