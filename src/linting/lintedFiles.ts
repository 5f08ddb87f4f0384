import path from 'node:path';
import type { Analyser } from '../analysis/analyser';
import { isModuleConfiguration } from '../analysis/program/moduleAliases';
import { isAside, isSourceFile } from '../project/discovery/sourceFiles';
import { isSearched } from '../project/findTemplates';
import { compareText } from '../project/projectFunction';
import { isAnalysisConfiguration } from './analysisConfiguration';
import type { FolderFiles } from './folderFiles';

/** The files of a folder that an analyser is told of. All paths are absolute. */
export class LintedFiles {
  private readonly sources = new Set<string>();
  private readonly bundles = new Set<string>();
  private readonly settings = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly disk: FolderFiles,
    private readonly analyser: Analyser,
  ) {}

  /** Whether a file of this name, wherever it is, may be told. */
  static recognises(fileName: string): boolean {
    return isSourceFile(fileName) || isModuleConfiguration(fileName) || isAnalysisConfiguration(fileName);
  }

  /** In alphabetical order. */
  get analysed(): readonly string[] {
    return [...this.sources].sort(compareText);
  }

  /** Those that look like the output of a bundler, in alphabetical order. */
  get skipped(): readonly string[] {
    return [...this.bundles].sort(compareText);
  }

  /** Those that say how others are analysed. */
  get configurations(): readonly string[] {
    return [...this.settings];
  }

  get all(): readonly string[] {
    return [...this.sources, ...this.bundles, ...this.settings];
  }

  /** Whether a file, by its place and name, is one of them. */
  has(file: string): boolean {
    const name = path.basename(file);
    if (!LintedFiles.recognises(name) || !isSearched(this.folder, file)) return false;
    return !isSourceFile(name) || !isAside(this.folder, file);
  }

  /** Tells the analyser what a file holds now, and gives the text; undefined when there is no such file. */
  async read(file: string): Promise<string | undefined> {
    const text = await this.disk.text(file);
    if (text === undefined) this.analyser.remove(file);
    const isSource = isSourceFile(path.basename(file));
    const isTold = text !== undefined && (isSource || isModuleConfiguration(file));
    const isAnalysed = isTold && (await this.analyser.update(file, text));
    put(this.sources, file, isAnalysed);
    put(this.bundles, file, isSource && isTold && !isAnalysed);
    put(this.settings, file, text !== undefined && isAnalysisConfiguration(file));
    return text;
  }
}

function put(files: Set<string>, file: string, isIn: boolean): void {
  if (isIn) files.add(file);
  else files.delete(file);
}
