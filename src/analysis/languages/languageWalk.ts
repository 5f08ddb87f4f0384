import type { PlainNode } from '../../syntax/plainTree';
import { FactsBuilder } from '../facts/factsBuilder';
import type { Expression } from '../facts/fileFacts';

/** What comments have that are meant for Warmpath: in a text without it, nobody asks for them. */
const WARMPATH = 'warmpath-';

export const NOTHING: Expression = { kind: 'literal' };

/** What every language needs to walk a text's tree. */
export class LanguageWalk {
  readonly facts: FactsBuilder;

  constructor(
    readonly root: PlainNode,
    private readonly source: string,
  ) {
    this.facts = new FactsBuilder(root);
    if (source.includes(WARMPATH)) this.collectComments();
  }

  text(node: PlainNode | undefined): string {
    return node === undefined ? '' : this.source.slice(node.start, node.end);
  }

  private collectComments(): void {
    const open = [this.root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.type === 'comment') this.facts.comment({ start: node.start, end: node.end });
      else open.push(...node.children);
    }
  }
}

export function child(node: PlainNode | undefined, field: string): PlainNode | undefined {
  // A loop: this is asked for nearly every node, and a function made for each question is what it would cost.
  for (const each of node?.children ?? []) if (each.field === field) return each;
  return undefined;
}

export function childrenOf(node: PlainNode | undefined, field: string): PlainNode[] {
  return node?.children.filter((each) => each.field === field) ?? [];
}

/** Children that mean something. */
export function parts(node: PlainNode | undefined): PlainNode[] {
  return node?.children.filter(({ isNamed, type }) => isNamed && type !== 'comment') ?? [];
}

export function hasWord(node: PlainNode, word: string): boolean {
  return node.children.some(({ isNamed, type }) => !isNamed && type === word);
}

export function spanOf({ start, end }: PlainNode): { start: number; end: number } {
  return { start, end };
}

/** A number as both languages write it: `0.5`, `1_000`, `1e3`. */
export function numberOf(text: string): number | undefined {
  const number = Number(text.replaceAll('_', ''));
  return Number.isFinite(number) ? number : undefined;
}

/** One expression for several. */
export function made(given: readonly Expression[]): Expression {
  return given.length === 0 ? NOTHING : { kind: 'made', parts: given };
}
