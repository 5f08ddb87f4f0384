import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TreeSitter from 'web-tree-sitter';
import { useDirectNumbers } from './engineMemory';
import type { PlainNode } from './plainTree';
import { plainTree } from './plainTree';
import type { SyntaxLanguage } from './syntaxLanguage';
import { pointAt, textChange } from './textChange';

type TreeSitterModule = Pick<typeof TreeSitter, 'Edit' | 'Language' | 'Parser'>;

/** What reads the texts of one language. */
interface Reader {
  readonly parser: TreeSitter.Parser;
  readonly Edit: typeof TreeSitter.Edit;
}

const ENGINE = 'web-tree-sitter/web-tree-sitter.wasm';

const GRAMMARS: Readonly<Record<SyntaxLanguage, string>> = {
  hcl: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  javascript: '@vscode/tree-sitter-wasm/wasm/tree-sitter-javascript.wasm',
  python: '@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm',
  tsx: '@vscode/tree-sitter-wasm/wasm/tree-sitter-tsx.wasm',
  typescript: '@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm',
};

/**
 * How many texts' syntax is kept: one file is read by several, and edits of it follow each other. Of short texts there are
 * more, as many are read at the same time.
 */
const MOST_RECENT = 8;
const MOST_SHORT = 24;

/** How many UTF-16 units the texts have together whose syntax is kept, as long as there are more than `MOST_RECENT`. */
const LONGEST_RECENT = 500_000;

/** A text whose syntax is known. */
interface ReadText {
  readonly language: SyntaxLanguage;
  readonly text: string;
  readonly tree: TreeSitter.Tree;
  plain?: PlainNode;
}

/** Parses source text, however broken. A language's grammar is loaded when its first text comes. */
export class SyntaxParser {
  private readonly readers = new Map<SyntaxLanguage, Promise<Reader>>();
  /** The last one was asked for last. */
  private readonly recent: ReadText[] = [];

  /** The syntax tree of a text. The caller deletes it. */
  async parse(language: SyntaxLanguage, text: string): Promise<TreeSitter.Tree> {
    return parsed((await this.reader(language)).parser, text);
  }

  /** What `action` makes of a text's syntax tree, of which it must keep no node: the tree is deleted in time. */
  async read<Result>(
    language: SyntaxLanguage,
    text: string,
    action: (root: TreeSitter.Node) => Result,
  ): Promise<Result> {
    return action(this.known(await this.reader(language), language, text).tree.rootNode);
  }

  /** The syntax of a text as plain data. Where the text `before` an edit is given, only what is new in it is read. */
  async plain(language: SyntaxLanguage, text: string, before?: string): Promise<PlainNode> {
    const read = this.known(await this.reader(language), language, text, before);
    read.plain ??= plainTree(read.tree.rootNode);
    return read.plain;
  }

  private async reader(language: SyntaxLanguage): Promise<Reader> {
    let loading = this.readers.get(language);
    if (loading === undefined) {
      loading = load(GRAMMARS[language]);
      this.readers.set(language, loading);
    }
    return loading;
  }

  private known(reader: Reader, language: SyntaxLanguage, text: string, before?: string): ReadText {
    const known = this.take(language, text);
    const old = known === undefined && before !== undefined ? this.find(language, before) : undefined;
    const read =
      known ?? (old === undefined ? { language, text, tree: parsed(reader.parser, text) } : edited(reader, old, text));
    this.recent.push(read);
    this.forgetOld();
    return read;
  }

  private forgetOld(): void {
    let length = 0;
    const first = this.recent.findLastIndex(({ text }, at) => {
      length += text.length;
      const count = this.recent.length - at;
      return count > MOST_SHORT || (count > MOST_RECENT && length > LONGEST_RECENT);
    });
    for (const { tree } of this.recent.splice(0, first + 1)) tree.delete();
  }

  private find(language: SyntaxLanguage, text: string): ReadText | undefined {
    return this.recent.find((each) => each.language === language && each.text === text);
  }

  private take(language: SyntaxLanguage, text: string): ReadText | undefined {
    const found = this.find(language, text);
    if (found !== undefined) this.recent.splice(this.recent.indexOf(found), 1);
    return found;
  }
}

/** The syntax of a text that was another one before. */
function edited({ parser, Edit }: Reader, old: ReadText, text: string): ReadText {
  const change = textChange(old.text, text);
  const before = old.tree.copy();
  try {
    before.edit(
      new Edit({
        startIndex: change.start,
        oldEndIndex: change.oldEnd,
        newEndIndex: change.newEnd,
        startPosition: pointAt(text, change.start),
        oldEndPosition: pointAt(old.text, change.oldEnd),
        newEndPosition: pointAt(text, change.newEnd),
      }),
    );
    const tree = parsed(parser, text, before);
    if (tree.rootNode.hasError) {
      // How mistakes are mended depends on what was read before: a text with mistakes is read as if it were new.
      tree.delete();
      return { language: old.language, text, tree: parsed(parser, text) };
    }
    // What comes after mistakes is no sure sign of what is new.
    if (old.plain === undefined || old.tree.rootNode.hasError) return { language: old.language, text, tree };
    const changed = before
      .getChangedRanges(tree)
      .map(({ startIndex, endIndex }) => ({ start: startIndex, end: endIndex }));
    const plain = plainTree(tree.rootNode, { root: old.plain, change, changed });
    return { language: old.language, text, tree, plain };
  } finally {
    before.delete();
  }
}

function parsed(parser: TreeSitter.Parser, text: string, before?: TreeSitter.Tree): TreeSitter.Tree {
  const tree = parser.parse(text, before);
  if (tree === null) throw new Error('The parser gave up');
  return tree;
}

async function load(grammar: string): Promise<Reader> {
  const { Edit, Language, Parser } = await engine.started();
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(await programFile(grammar))));
  return { parser, Edit };
}

/** web-tree-sitter keeps its engine in its own module: two that are started at the same time spoil each other's parsers. */
class Engine {
  private starting: Promise<TreeSitterModule> | undefined;

  started(): Promise<TreeSitterModule> {
    this.starting ??= start();
    return this.starting;
  }
}

const engine = new Engine();

async function start(): Promise<TreeSitterModule> {
  const { treeSitter } = await import('./treeSitter');
  const options = { wasmBinary: await readFile(await programFile(ENGINE)) };
  await treeSitter.Parser.init(options);
  // The engine makes itself of the options that it is given.
  useDirectNumbers(options);
  return treeSitter;
}

/** A built program has these files beside it; from source they are in their packages. */
async function programFile(name: string): Promise<string> {
  const beside = path.join(__dirname, path.posix.basename(name));
  try {
    await access(beside);
    return beside;
  } catch {
    return createRequire(__filename).resolve(name);
  }
}
