import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../lambda/errors';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { SyntaxParser } from '../syntax/syntaxParser';
import { boundedParallel } from './boundedParallel';
import type { BareHandlerOptions } from './conventionFunction';
import { conventionFunctions } from './conventionFunctions';
import type { FoundHandler } from './discovery/findHandlers';
import { SourceIndex } from './discovery/sourceIndex';
import { findTemplates, isSearched } from './findTemplates';
import { handlerParts, kindOf, languageOfRuntime } from './handlerFile';
import { isWithin } from './isWithin';
import { DISK_FILES } from './projectFiles';
import { compareText } from './projectFunction';
import type { Problem, ProjectFunction } from './projectFunction';
import { readTemplateFile } from './readTemplateFile';
import type { ReadTemplate } from './readTemplateFile';
import type { TemplateOptions, TemplateReader } from './templateReader';

/** Templates that are read at the same time; more only wait for the same disk and processor. */
const PARALLEL_READS = 8;

/** Tells about files of folders that are created, changed or removed. */
export interface FileChanges {
  /** Calls `listener` with the absolute path of each file, until the result is disposed of. */
  watch(folders: readonly string[], listener: (file: string) => void): Disposable;
}

export interface ProjectModelOptions extends TemplateOptions, BareHandlerOptions {
  readonly readers: readonly TemplateReader[];
  /** Parses source files: with it, handlers that no template names are found, too. */
  readonly syntax?: SyntaxParser;
}

export interface ProjectChange {
  /** Absolute paths of the templates whose functions or problems are other than before. */
  readonly templates: readonly string[];
  /** Absolute paths of the source files whose handlers are other than before. */
  readonly sources: readonly string[];
}

interface Root {
  /** Absolute path of a folder, or of one template. */
  readonly place: string;
  readonly kind: 'file' | 'folder';
}

/**
 * The functions of one or more folders, kept in step with their files: a change re-reads only the templates that depend
 * on the changed file. Nothing of the project is executed.
 */
export class ProjectModel {
  private readonly templates = new Map<string, ReadTemplate>();
  private readonly unsaved = new Map<string, string>();
  private readonly listeners = new Set<(change: ProjectChange) => void>();
  private folderProblems: readonly Problem[] = [];
  private shown: readonly ReadTemplate[] | undefined;
  private conventions: readonly ProjectFunction[] | undefined;
  private readonly sources: SourceIndex | undefined;
  /** Changes are taken in one after the other. */
  private working: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly roots: readonly Root[],
    private readonly options: ProjectModelOptions,
  ) {
    const { syntax, files = DISK_FILES } = options;
    const text = async (file: string): Promise<string | undefined> => this.unsaved.get(file) ?? files.text(file);
    const folders = roots.flatMap(({ place, kind }) => (kind === 'folder' ? [place] : []));
    this.sources = syntax === undefined ? undefined : new SourceIndex(folders, { syntax, text });
  }

  /** Reads the templates below folders, or single template files. Throws a UserError when there is no such path. */
  static async open(places: readonly string[], options: ProjectModelOptions): Promise<ProjectModel> {
    const roots: Root[] = [];
    for (const given of places) {
      const place = path.resolve(given);
      const kind = await kindOf(place);
      if (kind === undefined) throw new UserError(`There is no folder ${place}; name the folder of your project.`);
      roots.push({ place, kind });
    }
    const model = new ProjectModel(roots, options);
    await model.readAll();
    return model;
  }

  /** In the order of the roots and of their templates; those without a template come last. */
  get functions(): readonly ProjectFunction[] {
    const described = this.show().flatMap(({ contents }) => contents.functions);
    if (this.sources === undefined) return described;
    this.conventions ??= conventionFunctions(this.sources.handlers, described, this.options);
    return [...described, ...this.conventions];
  }

  /** What is wrong with folders and templates; the problems of a function are its own. */
  get problems(): readonly Problem[] {
    const inSources = this.sources?.problems ?? [];
    return [...this.folderProblems, ...inSources, ...this.show().flatMap(({ contents }) => contents.problems)];
  }

  /** The function that a file (absolute path) declares itself as a handler; undefined when that is not known. */
  functionOf(file: string, symbol: string): FoundHandler | undefined {
    return this.sources?.functionOf(file, symbol);
  }

  /** Whether functions are described in a file (absolute path). */
  isTemplate(file: string): boolean {
    return this.templates.has(file);
  }

  /** Calls `listener` after every change of functions or problems, until the result is disposed of. */
  onChange(listener: (change: ProjectChange) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  /** Follows the files of the folders until the result is disposed of. */
  watch(changes: FileChanges): Disposable {
    const folders = this.roots.map(({ place, kind }) => (kind === 'folder' ? place : path.dirname(place)));
    return changes.watch([...new Set(folders)], (file) => void this.update(file));
  }

  /**
   * Takes in that a file or folder was created, changed or removed. Gives the templates whose contents changed and the
   * source files whose handlers did.
   */
  update(file: string): Promise<readonly string[]> {
    const done = this.working.then(() => this.takeIn(path.resolve(file)));
    this.working = done;
    return done;
  }

  /** Shows an unsaved text in place of what is on disk; `undefined` ends that. */
  override(file: string, text: string | undefined): Promise<readonly string[]> {
    const absolute = path.resolve(file);
    if (text === undefined) this.unsaved.delete(absolute);
    else this.unsaved.set(absolute, text);
    return this.update(absolute);
  }

  private async readAll(): Promise<void> {
    const files: string[] = [];
    const problems: Problem[] = [];
    for (const { place, kind } of this.roots) {
      const found = kind === 'file' ? { files: [place], problems: [] } : await findTemplates(place, this.recognises);
      files.push(...found.files);
      problems.push(...found.problems);
    }
    this.folderProblems = problems;
    await boundedParallel([...new Set(files)], PARALLEL_READS, async (file) => {
      this.templates.set(file, await this.read(file));
    });
    await this.sources?.readAll();
  }

  private async takeIn(changed: string): Promise<readonly string[]> {
    const affected: string[] = [];
    for (const [file, template] of this.templates) {
      if (await isAffected(file, template, changed)) affected.push(file);
    }
    if (!this.templates.has(changed) && this.belongs(changed)) affected.push(changed);
    const different: string[] = [];
    await boundedParallel(affected, PARALLEL_READS, async (file) => {
      if (await this.reread(file)) different.push(file);
    });
    const sources = (await this.sources?.update(changed)) ?? [];
    if (different.length + sources.length === 0) return [];
    if (different.length > 0) this.shown = undefined;
    this.conventions = undefined;
    const templates = different.sort(compareText);
    for (const listener of [...this.listeners]) listener({ templates, sources });
    return [...templates, ...sources];
  }

  /** Whether the template has other contents than before. */
  private async reread(file: string): Promise<boolean> {
    const before = this.templates.get(file);
    const now = await this.read(file);
    if (now.missing) return this.templates.delete(file);
    this.templates.set(file, now);
    return !isDeepStrictEqual(before?.contents, now.contents);
  }

  private read(file: string): Promise<ReadTemplate> {
    const { readers, ...options } = this.options;
    const isGiven = this.roots.some(({ place }) => place === file);
    const suited = isGiven ? readers : readers.filter((reader) => reader.recognises(path.basename(file)));
    const root = this.roots.find(({ place, kind }) => kind === 'folder' && isWithin(place, file));
    const inFolder = root === undefined ? options : { folder: root.place, ...options };
    return readTemplateFile(file, suited, inFolder, this.unsaved);
  }

  private readonly recognises = (fileName: string): boolean =>
    this.options.readers.some((reader) => reader.recognises(fileName));

  /** Whether a file is, by its place and name, one of the templates. */
  private belongs(file: string): boolean {
    return this.roots.some(({ place, kind }) =>
      kind === 'file' ? place === file : isSearched(place, file) && this.recognises(path.basename(file)),
    );
  }

  /** The templates in their order, without those whose functions another one has as a nested application. */
  private show(): readonly ReadTemplate[] {
    this.shown ??= this.inOrder(withoutNested(this.templates));
    return this.shown;
  }

  private inOrder(templates: readonly (readonly [file: string, template: ReadTemplate])[]): ReadTemplate[] {
    const rootOf = (file: string): number => this.roots.findIndex(({ place }) => isWithin(place, file));
    return templates
      .map(([file, template]) => ({ file, template, root: rootOf(file), folders: path.dirname(file).split(path.sep) }))
      .sort(
        (left, right) =>
          left.root - right.root || compareFolders(left.folders, right.folders) || compareText(left.file, right.file),
      )
      .map(({ template }) => template);
  }
}

/** A folder comes before the folders in it, and these in alphabetical order. */
function compareFolders(left: readonly string[], right: readonly string[]): number {
  const index = left.findIndex((name, position) => name !== right[position]);
  if (index < 0) return left.length - right.length;
  const other = right[index];
  return other === undefined ? 1 : compareText(left[index] ?? '', other);
}

function withoutNested(templates: ReadonlyMap<string, ReadTemplate>): [string, ReadTemplate][] {
  const nested = new Set([...templates.values()].flatMap(({ contents }) => contents.nested ?? []));
  const outermost = [...templates].filter(([file]) => !nested.has(file));
  // Templates that contain each other have no outermost one.
  const reached = new Set(outermost.flatMap(([, { contents }]) => contents.nested ?? []));
  return [...templates].filter(([file]) => !reached.has(file));
}

/** Whether a template may have other contents now that `changed` is other than it was. */
async function isAffected(file: string, template: ReadTemplate, changed: string): Promise<boolean> {
  if (isWithin(changed, file) || template.dependencies.has(changed)) return true;
  for (const each of template.contents.functions) if (await findsHandlerAnew(each, changed)) return true;
  return false;
}

/** Handler files count by being there: what is in them is not the template's matter. */
async function findsHandlerAnew(
  { configuration: { codePath, handler, runtime }, handlerFile }: ProjectFunction,
  changed: string,
): Promise<boolean> {
  if (handlerFile !== undefined && isWithin(changed, handlerFile)) return (await kindOf(handlerFile)) !== 'file';
  const language = languageOfRuntime(runtime);
  if (language === undefined || !isWithin(codePath, changed)) return false;
  if (handlerFile === undefined) return true;
  const parts = handlerParts(handler, language);
  const module = changed.slice(0, changed.length - path.extname(changed).length);
  return parts !== undefined && path.resolve(codePath, parts.modulePath) === module;
}
