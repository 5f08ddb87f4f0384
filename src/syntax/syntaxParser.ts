import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TreeSitter from 'web-tree-sitter';
import type { SyntaxLanguage } from './syntaxLanguage';

type TreeSitterModule = Pick<typeof TreeSitter, 'Language' | 'Parser'>;

const ENGINE = 'web-tree-sitter/web-tree-sitter.wasm';

const GRAMMARS: Readonly<Record<SyntaxLanguage, string>> = {
  hcl: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  javascript: '@vscode/tree-sitter-wasm/wasm/tree-sitter-javascript.wasm',
  python: '@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm',
  tsx: '@vscode/tree-sitter-wasm/wasm/tree-sitter-tsx.wasm',
  typescript: '@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm',
};

/** Parses source text, however broken. A language's grammar is loaded when its first text comes. */
export class SyntaxParser {
  private readonly parsers = new Map<SyntaxLanguage, Promise<TreeSitter.Parser>>();

  /** The syntax tree of a text. The caller deletes it. */
  async parse(language: SyntaxLanguage, text: string): Promise<TreeSitter.Tree> {
    let loading = this.parsers.get(language);
    if (loading === undefined) {
      loading = load(GRAMMARS[language]);
      this.parsers.set(language, loading);
    }
    const tree = (await loading).parse(text);
    if (tree === null) throw new Error(`The parser of ${language} gave up`);
    return tree;
  }

  /** What `action` makes of a text's syntax tree, of which it must keep no node: the tree is deleted afterwards. */
  async read<Result>(
    language: SyntaxLanguage,
    text: string,
    action: (root: TreeSitter.Node) => Result,
  ): Promise<Result> {
    const tree = await this.parse(language, text);
    try {
      return action(tree.rootNode);
    } finally {
      tree.delete();
    }
  }
}

async function load(grammar: string): Promise<TreeSitter.Parser> {
  const { Language, Parser } = await engine.started();
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(await programFile(grammar))));
  return parser;
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
  await treeSitter.Parser.init({ wasmBinary: await readFile(await programFile(ENGINE)) });
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
