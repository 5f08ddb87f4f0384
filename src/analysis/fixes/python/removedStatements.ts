import type { PlainNode } from '../../../syntax/plainTree';
import type { FixSource, TextEdit } from '../fix';
import type { StatementPlace } from './codeBlocks';
import { removal } from './codeBlocks';

/** Removes statements of any blocks; undefined when a block would have nothing left. */
export function removedStatements(source: FixSource, places: readonly StatementPlace[]): TextEdit[] | undefined {
  const blocks = new Map<PlainNode, StatementPlace[]>();
  for (const place of places) blocks.set(place.block, [...(blocks.get(place.block) ?? []), place]);
  const edits: TextEdit[] = [];
  for (const inBlock of blocks.values()) {
    const removed = removal(source, inBlock);
    if (removed === undefined) return undefined;
    edits.push(...removed);
  }
  return edits;
}
