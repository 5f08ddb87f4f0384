import type { Node, Tree } from 'web-tree-sitter';
import { moduleCandidates, submodule } from '../../syntax/localModules';
import type { SyntaxParser } from '../../syntax/syntaxParser';
import { partsOf, rangeOf } from '../discovery/handlerModule';
import type { Elsewhere } from '../discovery/handlerModule';
import { pythonScope } from '../discovery/pythonScope';
import type { PythonScope } from '../discovery/pythonScope';
import type { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import type { SourceRange } from '../projectFunction';

/** One file of a program. */
export interface PythonFile {
  /** Absolute path. */
  readonly file: string;
  readonly root: Node;
  readonly scope: PythonScope;
}

/** An expression with the file it stands in. */
export interface PythonExpression {
  readonly module: PythonFile;
  readonly node: Node;
}

export interface PythonProgramOptions {
  readonly syntax: SyntaxParser;
  readonly files: ProjectFiles;
  /** Absolute path of the folder that imported files may lie in. */
  readonly folder: string;
}

/** Programs are not larger; more files than this are read by mistake. */
const MOST_FILES = 200;
/** How far names may lead through files. */
const MOST_STEPS = 50;
/** Packages that are never files of the project. */
const PACKAGES = /^(?:pulumi\w*|os|sys|json|pathlib|typing|__future__)(?:\.|$)/;

/**
 * A Python program: a file and what it imports from the project. It is read, never executed. Lives until it is disposed
 * of, which whoever loads it has to do.
 */
export class PythonProgram {
  private readonly modules = new Map<string, PythonFile>();
  private readonly trees: Tree[] = [];

  private constructor(private readonly options: PythonProgramOptions) {}

  static async load(
    file: string,
    text: string,
    options: PythonProgramOptions,
    problems: ProblemList,
  ): Promise<PythonProgram> {
    const program = new PythonProgram(options);
    const waiting = [{ file, text }];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (program.modules.has(next.file) || program.modules.size >= MOST_FILES) continue;
      const module = await program.add(next.file, next.text);
      const mistake = firstMistake(module.root);
      if (mistake !== undefined) {
        const message = 'The program is not valid Python; correct it, what is written here may be left out.';
        problems.add(placeOf(module, mistake), 'error', message);
      }
      waiting.push(...(await program.importedBy(module)));
    }
    return program;
  }

  /** Calls in the order of files and places. */
  *calls(): Iterable<PythonExpression> {
    for (const module of this.modules.values()) {
      for (const node of module.root.descendantsOfType('call')) yield { module, node };
    }
  }

  /**
   * What an expression of names stands for: another expression of the program, or the full name of what a package has,
   * e.g. `pulumi_aws.lambda_.Function`. Undefined when it is neither.
   */
  target({ module, node }: PythonExpression, steps = MOST_STEPS): PythonExpression | string | undefined {
    if (steps <= 0) return undefined;
    if (node.type === 'parenthesized_expression') {
      const [inner] = partsOf(node);
      return inner === undefined ? undefined : this.target({ module, node: inner }, steps - 1);
    }
    if (node.type === 'identifier') return this.named(module, node.text, steps - 1);
    if (node.type !== 'attribute') return { module, node };
    const object = node.childForFieldName('object');
    const member = node.childForFieldName('attribute')?.text;
    if (object === null || member === undefined) return undefined;
    const owner = this.target({ module, node: object }, steps - 1);
    if (typeof owner !== 'string') return undefined;
    const file = this.modules.get(owner);
    return file === undefined ? `${owner}.${member}` : this.named(file, member, steps - 1);
  }

  dispose(): void {
    for (const tree of this.trees) tree.delete();
  }

  /** A module of the program is named by its file. */
  private named(module: PythonFile, name: string, steps: number): PythonExpression | string | undefined {
    const value = module.scope.bindings.get(name)?.value;
    if (value === undefined) return this.starred(module, name, steps);
    if ('from' in value) return this.imported(module, value, steps);
    return value.type === 'identifier' || value.type === 'attribute'
      ? this.target({ module, node: value }, steps - 1)
      : { module, node: value };
  }

  private starred(module: PythonFile, name: string, steps: number): PythonExpression | string | undefined {
    const { stars } = module.scope;
    for (const from of stars) {
      const file = this.moduleOf(module, from);
      // Shared out, so that files that import each other's everything come to an end.
      const share = Math.floor((steps - 1) / stars.length);
      const found = file === undefined || share <= 0 ? undefined : this.named(file, name, share);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private imported(
    module: PythonFile,
    { from, symbol }: Elsewhere,
    steps: number,
  ): PythonExpression | string | undefined {
    if (steps <= 0) return undefined;
    if (symbol === '') return this.moduleOf(module, from)?.file ?? from;
    const member = this.moduleOf(module, submodule(from, symbol));
    if (member !== undefined) return member.file;
    const file = this.moduleOf(module, from);
    return file === undefined ? `${from}.${symbol}` : this.named(file, symbol, steps - 1);
  }

  private moduleOf(module: PythonFile, from: string): PythonFile | undefined {
    if (PACKAGES.test(from)) return undefined;
    const candidates = moduleCandidates(module.file, from, this.options.folder);
    return candidates.map((file) => this.modules.get(file)).find((found) => found !== undefined);
  }

  private async add(file: string, text: string): Promise<PythonFile> {
    const tree = await this.options.syntax.parse('python', text);
    this.trees.push(tree);
    const module: PythonFile = { file, root: tree.rootNode, scope: pythonScope(tree.rootNode) };
    this.modules.set(file, module);
    return module;
  }

  /** Files of the project; whatever is imported from elsewhere is left out. */
  private async importedBy({ file, root, scope }: PythonFile): Promise<{ file: string; text: string }[]> {
    const names = new Set(scope.stars);
    for (const { value } of scope.bindings.values()) {
      if (!('from' in value)) continue;
      names.add(value.from);
      if (value.symbol !== '') names.add(submodule(value.from, value.symbol));
    }
    // `import a.b` gives the name `a` only.
    for (const node of root.descendantsOfType('import_statement')) {
      for (const part of node.childrenForFieldName('name')) names.add(part.text);
    }
    const found: { file: string; text: string }[] = [];
    for (const name of names) {
      if (PACKAGES.test(name) || !/^[.\w]+$/.test(name)) continue;
      for (const candidate of moduleCandidates(file, name, this.options.folder)) {
        const text = this.modules.has(candidate) ? undefined : await this.options.files.text(candidate);
        if (text === undefined) continue;
        found.push({ file: candidate, text });
        break;
      }
    }
    return found;
  }
}

/** Where an expression stands. */
export function placeOf({ file }: PythonFile, node: Node): SourceRange {
  return { file, ...rangeOf(node) };
}

function firstMistake(root: Node): Node | undefined {
  let node = root;
  while (node.hasError && !node.isError && !node.isMissing) {
    const next = node.children.find((child) => child.hasError || child.isMissing);
    if (next === undefined) break;
    node = next;
  }
  return root.hasError ? node : undefined;
}
