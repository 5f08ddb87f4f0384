import type { PlainNode } from '../../syntax/plainTree';
import type { Span } from '../facts/fileFacts';

/** The nodes that cover a stretch of the text, from the root to the smallest one. */
export function pathTo(root: PlainNode, { start, end }: Span): PlainNode[] {
  const path = [root];
  for (let node: PlainNode | undefined = root; node !== undefined;) {
    node = node.children.find((child) => child.start <= start && end <= child.end && child.start < child.end);
    if (node !== undefined) path.push(node);
  }
  return path;
}

/** A node and all that it is made of, in the order of the text; what is below a node that `enters` refuses is left out. */
export function* nodesIn(
  node: PlainNode,
  enters: (node: PlainNode) => boolean = () => true,
): Generator<PlainNode, void, undefined> {
  yield node;
  if (!enters(node)) return;
  for (const child of node.children) yield* nodesIn(child, enters);
}

export function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
