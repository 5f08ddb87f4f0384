import type { Language, Node, TreeCursor } from 'web-tree-sitter';
import type { TextChange } from './textChange';

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

/** The tree of the text before a change. */
export interface TreeBefore {
  readonly root: PlainNode;
  readonly change: TextChange;
  /** Where the syntax is another one than before, in offsets of the text after the change. */
  readonly changed: readonly { readonly start: number; readonly end: number }[];
}

interface Growing extends PlainNode {
  readonly children: PlainNode[];
}

/** Texts that are nested deeper were not written by people; what is below is left out. */
const DEEPEST = 300;

/**
 * Copies a tree in one walk: to look at a node of the parser's own costs calls into WebAssembly each time. What an edit
 * left as it was is taken from the copy before.
 */
export function plainTree(root: Node, before?: TreeBefore): PlainNode {
  const cursor = root.walk();
  try {
    return new TreeCopy(cursor, root.tree.language, before).copy();
  } finally {
    cursor.delete();
  }
}

class TreeCopy {
  /** The nodes from the root to the open one, each with the node that it was before. */
  private readonly open: { readonly node: Growing; readonly old: PlainNode | undefined }[] = [];

  constructor(
    private readonly cursor: TreeCursor,
    private readonly language: Language,
    private readonly before: TreeBefore | undefined,
  ) {}

  copy(): PlainNode {
    const root = this.nodeAt();
    this.open.push({ node: root, old: this.before?.root });
    let mayDescend = true;
    for (;;) {
      if (mayDescend && this.open.length <= DEEPEST && this.cursor.gotoFirstChild()) {
        mayDescend = this.adopt();
        continue;
      }
      while (!this.cursor.gotoNextSibling()) {
        this.open.pop();
        if (this.open.length === 0 || !this.cursor.gotoParent()) return root;
      }
      this.open.pop();
      if (this.open.length === 0) return root;
      mayDescend = this.adopt();
    }
  }

  /** Takes in the node at the cursor as the next child of the last open one. Whether its children are still to be read. */
  private adopt(): boolean {
    const parent = this.open.at(-1);
    const node = this.nodeAt();
    const old = parent?.old === undefined ? undefined : this.oldOf(node, parent.old);
    const kept = old === undefined ? undefined : this.kept(node, old);
    parent?.node.children.push(kept ?? node);
    this.open.push({ node, old });
    // Keywords and punctuation have no children.
    return kept === undefined && node.isNamed;
  }

  private nodeAt(): Growing {
    const { cursor, language } = this;
    const type = cursor.nodeTypeId;
    return {
      type: language.types[type] ?? cursor.nodeType,
      field: language.fields[cursor.currentFieldId] ?? undefined,
      isNamed: language.nodeTypeIsNamed(type),
      start: cursor.startIndex,
      end: cursor.endIndex,
      children: [],
    };
  }

  /** The child of a node before the change that a node was. */
  private oldOf({ start, end, type }: PlainNode, parent: PlainNode): PlainNode | undefined {
    if (this.before === undefined) return undefined;
    const { change } = this.before;
    const from = start < change.newEnd && start > change.start ? change.start : unmoved(change, start);
    const old = childAt(parent.children, from, unmoved(change, end));
    return old?.type === type ? old : undefined;
  }

  /** A node that is as it was before the change, moved to where it is now; undefined when it is another one. */
  private kept({ start, end, field }: PlainNode, old: PlainNode): PlainNode | undefined {
    if (this.before === undefined) return undefined;
    const { change, changed } = this.before;
    const isTouched = (range: { readonly start: number; readonly end: number }): boolean =>
      range.start <= end && range.end >= start;
    if (isTouched({ start: change.start, end: change.newEnd }) || changed.some(isTouched)) return undefined;
    const distance = start - old.start;
    if (end - old.end !== distance) return undefined;
    return old.field === field ? moved(old, distance) : { ...moved(old, distance), field };
  }
}

/** Where an offset was before a change. */
function unmoved({ newEnd, oldEnd }: TextChange, offset: number): number {
  return offset >= newEnd ? offset - newEnd + oldEnd : offset;
}

/** The child with both ends, or the one around them. */
function childAt(children: readonly PlainNode[], start: number, end: number): PlainNode | undefined {
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((children[middle]?.start ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const found = children[low];
  return found !== undefined && found.start <= start && found.end >= Math.min(start, end) ? found : undefined;
}

function moved(node: PlainNode, distance: number): PlainNode {
  if (distance === 0) return node;
  return {
    type: node.type,
    field: node.field,
    isNamed: node.isNamed,
    start: node.start + distance,
    end: node.end + distance,
    children: node.children.map((child) => moved(child, distance)),
  };
}
