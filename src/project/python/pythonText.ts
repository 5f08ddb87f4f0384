import type { Node } from 'web-tree-sitter';
import { partsOf } from '../discovery/handlerModule';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\t': '\t',
  '\\r': '\r',
  '\\\\': '\\',
  "\\'": "'",
  '\\"': '"',
  '\\\n': '',
};

/**
 * The text that a literal of Python stands for; undefined for everything else. `interpolated` gives the text of an
 * expression in an f-string.
 */
export function plainText(
  node: Node,
  interpolated: (expression: Node) => string | undefined = () => undefined,
): string | undefined {
  if (node.type !== 'string') return undefined;
  const [opening, ...parts] = partsOf(node);
  const isRaw = /r/i.test(opening?.text ?? '');
  const isFormatted = /f/i.test(opening?.text ?? '');
  let text = '';
  for (const part of parts) {
    if (part.type === 'string_content') {
      const written = isFormatted ? part.text.replace(/([{}])\1/g, '$1') : part.text;
      text += isRaw ? written : written.replace(/\\[^]/g, (escape) => ESCAPES[escape] ?? escape);
    } else if (part.type === 'interpolation') {
      const expression = part.childForFieldName('expression');
      // A format such as `:>10` makes another text.
      const isPlain = partsOf(part).length === 1;
      const value = expression === null || !isPlain ? undefined : interpolated(expression);
      if (value === undefined) return undefined;
      text += value;
    }
  }
  return text;
}
