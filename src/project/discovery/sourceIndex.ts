import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SyntaxParser } from '../../syntax/syntaxParser';
import { boundedParallel } from '../boundedParallel';
import { codeFolder, marksCodeFolder } from '../codeFolder';
import { findTemplates, isSearched } from '../findTemplates';
import { languageOfFile } from '../handlerFile';
import { compareText, problemAt } from '../projectFunction';
import type { Problem } from '../projectFunction';
import { findHandlers } from './findHandlers';
import type { FoundHandler } from './findHandlers';
import { localImports } from './localImports';
import { LONGEST_TEXT } from './locateHandler';
import { isAside, isSourceFile, mayHoldHandlers } from './sourceFiles';
import { sourceHandlers } from './sourceHandlers';
import type { SourceFile, SourceHandler } from './sourceHandlers';

const PARALLEL_READS = 8;

/** Projects with more source files than this are only searched in part. */
const MOST_FILES = 20_000;

export interface SourceIndexOptions {
  readonly syntax: SyntaxParser;
  /** Text of a file by its absolute path, unsaved edits included; undefined when there is none. */
  readonly text: (file: string) => Promise<string | undefined>;
}

/** The handlers in the source files of folders; a change re-reads the changed file only. */
export class SourceIndex {
  private readonly sources = new Map<string, SourceFile>();
  private readonly codeFolders = new Map<string, Promise<string>>();
  private found: readonly SourceHandler[] | undefined;
  private readonly folderProblems: Problem[] = [];

  /** `folders`: absolute paths of the project folders. */
  constructor(
    private readonly folders: readonly string[],
    private readonly options: SourceIndexOptions,
  ) {}

  /** In the order of their files. */
  get handlers(): readonly SourceHandler[] {
    const inOrder = [...this.sources].sort(([left], [right]) => compareText(left, right));
    return (this.found ??= sourceHandlers(new Map(inOrder)));
  }

  /** The function that a file declares itself under a handler's symbol; undefined for what leads elsewhere or is wrapped. */
  functionOf(file: string, symbol: string): FoundHandler | undefined {
    const found = this.sources.get(file)?.handlers.find((handler) => handler.symbol === symbol);
    return found?.shape === 'function' || found?.shape === 'arrow' ? found : undefined;
  }

  /** What keeps handlers from being found. */
  get problems(): readonly Problem[] {
    return this.folderProblems;
  }

  async readAll(): Promise<void> {
    this.folderProblems.length = 0;
    for (const folder of this.folders) {
      const { files } = await findTemplates(folder, isSourceFile);
      const searched = files.filter((file) => !isAside(folder, file));
      if (searched.length > MOST_FILES) this.folderProblems.push(tooMany(folder, searched.length));
      await boundedParallel(searched.slice(0, MOST_FILES), PARALLEL_READS, async (file) => {
        await this.read(file, folder);
      });
    }
  }

  /** Takes in that a file or folder was created, changed or removed. Gives the files whose handlers may be others now. */
  async update(changed: string): Promise<readonly string[]> {
    const isMarker = marksCodeFolder(path.basename(changed));
    if (isMarker) this.codeFolders.clear();
    const place = isMarker ? path.dirname(changed) : changed;
    const affected = new Set([...this.sources.keys()].filter((file) => file.startsWith(place + path.sep)));
    if (this.sources.has(changed) || this.rootOf(changed) !== undefined) affected.add(changed);
    const different: string[] = [];
    for (const file of affected) if (await this.reread(file)) different.push(file);
    if (different.length > 0) this.found = undefined;
    return different;
  }

  private async reread(file: string): Promise<boolean> {
    const before = this.sources.get(file);
    const root = this.rootOf(file);
    if (root === undefined) return false;
    await this.read(file, root);
    return !isDeepStrictEqual(before, this.sources.get(file));
  }

  /** The folder that a file is searched in; undefined when it is no source file of the project. */
  private rootOf(file: string): string | undefined {
    if (!isSourceFile(path.basename(file))) return undefined;
    return this.folders.find((folder) => isSearched(folder, file) && !isAside(folder, file));
  }

  private async read(file: string, root: string): Promise<void> {
    const text = await this.options.text(file);
    if (text === undefined || text.length > LONGEST_TEXT) {
      this.sources.delete(file);
      return;
    }
    const none = { handlers: [], reExports: [], stars: [] };
    const contents = mayHoldHandlers(text) ? await findHandlers(this.options.syntax, file, text) : none;
    const codePath = await this.codeFolder(file, root);
    this.sources.set(file, { ...contents, imports: localImports(file, text), root, codePath });
  }

  private codeFolder(file: string, root: string): Promise<string> {
    const folder = path.dirname(file);
    const language = languageOfFile(file) ?? 'node';
    const key = `${language}:${folder}`;
    let known = this.codeFolders.get(key);
    if (known === undefined) {
      known = codeFolder(folder, language, root);
      this.codeFolders.set(key, known);
    }
    return known;
  }
}

function tooMany(folder: string, count: number): Problem {
  const numbers = `Of ${String(count)} source files ${String(MOST_FILES)} are searched for handlers`;
  const message = `${numbers}; open folders of the project by themselves, or name the functions in a template.`;
  return problemAt({ file: folder, line: 1, column: 1 }, 'warning', message);
}
