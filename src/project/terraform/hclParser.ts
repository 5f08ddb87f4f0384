import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Parser, Tree } from 'web-tree-sitter';

const ENGINE = 'web-tree-sitter/web-tree-sitter.wasm';
const GRAMMAR = '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm';

/** The parser of HCL, which is loaded when the first text needs it. */
export class HclParser {
  private loading: Promise<Parser> | undefined;

  /** Parses a text, however broken. The caller deletes the tree. */
  async parse(text: string): Promise<Tree> {
    this.loading ??= load();
    const tree = (await this.loading).parse(text);
    if (tree === null) throw new Error('The parser of HCL gave up');
    return tree;
  }
}

async function load(): Promise<Parser> {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init({ wasmBinary: await readFile(await programFile(ENGINE)) });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(await programFile(GRAMMAR))));
  return parser;
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
