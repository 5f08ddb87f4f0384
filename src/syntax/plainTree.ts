import type { Node, TreeCursor } from 'web-tree-sitter';

/** A node of a syntax tree that outlives the parser's tree. */
export interface PlainNode {
  readonly type: string;
  /** What the node is to its parent, e.g. `body`. */
  readonly field: string | undefined;
  /** False for keywords and punctuation. */
  readonly isNamed: boolean;
  /** Offsets in the text, in UTF-16 units; the end is just behind the last character. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly PlainNode[];
}

interface Growing extends PlainNode {
  readonly children: PlainNode[];
}

/** Texts that are nested deeper were not written by people; what is below is left out. */
const DEEPEST = 300;

/** Copies a tree in one walk: to look at a node of the parser's own costs a call into WebAssembly each time. */
export function plainTree(root: Node): PlainNode {
  const cursor = root.walk();
  try {
    return copy(cursor);
  } finally {
    cursor.delete();
  }
}

function copy(cursor: TreeCursor): PlainNode {
  const root = nodeAt(cursor);
  const path: Growing[] = [root];
  for (;;) {
    if (path.length <= DEEPEST && cursor.gotoFirstChild()) {
      path.push(adopted(path, cursor));
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      path.pop();
      if (path.length === 0 || !cursor.gotoParent()) return root;
    }
    path.pop();
    if (path.length === 0) return root;
    path.push(adopted(path, cursor));
  }
}

/** The node at the cursor, as the next child of the last one of `path`. */
function adopted(path: readonly Growing[], cursor: TreeCursor): Growing {
  const node = nodeAt(cursor);
  path.at(-1)?.children.push(node);
  return node;
}

function nodeAt(cursor: TreeCursor): Growing {
  return {
    type: cursor.nodeType,
    field: cursor.currentFieldName ?? undefined,
    isNamed: cursor.nodeIsNamed,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children: [],
  };
}
