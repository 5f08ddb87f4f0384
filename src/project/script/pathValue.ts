import path from 'node:path';
import type { Evaluated } from '../cloudformation/evaluated';
import { memberPath } from './scriptModule';
import { child, childList, identifier } from './scriptSyntax';
import type { Syntax } from './scriptSyntax';

/** The paths that programs name their files by: `__dirname`, `import.meta.dirname`, and `path.join` of them. */
export function pathValue(file: string, node: Syntax, read: (part: Syntax) => Evaluated): string | undefined {
  if (identifier(node) === '__dirname') return path.dirname(file);
  if (node.type === 'MemberExpression') {
    const isMeta = child(node, 'object')?.type === 'MetaProperty';
    return isMeta && identifier(child(node, 'property')) === 'dirname' ? path.dirname(file) : undefined;
  }
  const [object, method, ...more] = node.type === 'CallExpression' ? (memberPath(child(node, 'callee')) ?? []) : [];
  if (object !== 'path' || more.length > 0 || (method !== 'join' && method !== 'resolve')) return undefined;
  const parts = childList(node, 'arguments').map(read);
  const texts = parts.flatMap((part) => (part.kind === 'scalar' ? [part.text] : []));
  return texts.length === parts.length && texts.length > 0 ? path.join(...texts) : undefined;
}
