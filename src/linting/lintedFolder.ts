import path from 'node:path';
import type { AnalysedHandler } from '../analysis/analysedHandler';
import { Analyser } from '../analysis/analyser';
import { NO_SETTINGS } from '../analysis/analysisSettings';
import type { AnalysisSettings } from '../analysis/analysisSettings';
import { ClientCatalogue } from '../analysis/catalogue/clientCatalogue';
import type { Finding } from '../analysis/finding';
import type { Fix } from '../analysis/fixes/fix';
import type { FixedText } from '../analysis/fixes/fixAll';
import type { Observation } from '../analysis/observation';
import type { ClientCall } from '../analysis/program/clientCalls';
import { UserError } from '../lambda/errors';
import { findTemplates, isSearched } from '../project/findTemplates';
import { kindOf } from '../project/handlerFile';
import { isWithin } from '../project/isWithin';
import type { Problem } from '../project/projectFunction';
import { ProjectModel } from '../project/projectModel';
import { READERS } from '../project/readers';
import type { SyntaxParser } from '../syntax/syntaxParser';
import { isAnalysisConfiguration, readSettings } from './analysisConfiguration';
import { FirstReading } from './firstReading';
import type { ReadingOptions } from './firstReading';
import { FolderFiles } from './folderFiles';
import type { Linted } from './linted';
import { LintedFiles } from './lintedFiles';
import { LocatedHandlers } from './locatedHandlers';

/** Folders that change a lot and say nothing about functions. */
const UNINTERESTING = /[/\\](?:node_modules|\.git|\.venv|venv|__pycache__|\.mypy_cache|\.pytest_cache)[/\\]/;

export interface LintedFolderOptions extends ReadingOptions {
  readonly syntax: SyntaxParser;
  readonly settings?: AnalysisSettings;
  /** Unsaved texts by their absolute paths; those outside of the folder are of no interest. */
  readonly unsaved?: ReadonlyMap<string, string>;
}

/** What is other than before. All paths are absolute. */
export interface FolderChanges {
  /** Texts that are shown in place of what is on disk; `undefined` ends that. */
  readonly texts?: ReadonlyMap<string, string | undefined>;
  /** Files and folders that were created, changed or removed on disk. */
  readonly places?: Iterable<string>;
}

interface FolderParts {
  readonly disk: FolderFiles;
  readonly analyser: Analyser;
  readonly linted: LintedFiles;
  readonly model: ProjectModel;
  readonly located: LocatedHandlers;
}

/**
 * The analysis of a folder, kept in step with its files. The handlers are those of the templates in it, and where no
 * template names them, those that look like handlers. Nothing outside of the folder is read, and nothing of it is run.
 */
export class LintedFolder implements Linted {
  private configurationProblems: readonly Problem[] = [];
  /** Changes are taken in one after the other. */
  private working: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly folder: string,
    private readonly parts: FolderParts,
    private settings: AnalysisSettings,
  ) {}

  /** Reads a folder, given by its absolute path. Throws a UserError when there is none. */
  static async open(folder: string, options: LintedFolderOptions): Promise<LintedFolder> {
    if ((await kindOf(folder)) !== 'folder') throw new UserError(`There is no folder ${folder}; name an existing one.`);
    const { syntax, settings = NO_SETTINGS, unsaved } = options;
    const disk = new FolderFiles(folder, unsaved);
    const analyser = new Analyser({ syntax, catalogue: ClientCatalogue.shipped(), folder });
    const linted = new LintedFiles(folder, disk, analyser);
    const { files } = await findTemplates(folder, (name) => LintedFiles.recognises(name));
    // A file that is not saved yet is on no disk.
    const all = new Set([...files, ...disk.unsavedTexts().map(([file]) => file)].filter((file) => linted.has(file)));
    const reading = new FirstReading(disk, linted, all, options);
    const model = await ProjectModel.open([folder], { readers: READERS, syntax, files: reading });
    await reading.finish();
    const located = new LocatedHandlers({ syntax, files: disk, folder, model });
    const opened = new LintedFolder(folder, { disk, analyser, linted, model, located }, settings);
    for (const [file, text] of disk.unsavedTexts()) await model.override(file, text);
    await opened.configure();
    await opened.followHandlers();
    return opened;
  }

  get files(): readonly string[] {
    return this.parts.linted.analysed;
  }

  get skipped(): readonly string[] {
    return this.parts.linted.skipped;
  }

  get handlers(): readonly AnalysedHandler[] {
    return this.parts.analyser.followedHandlers;
  }

  get problems(): readonly Problem[] {
    return this.configurationProblems;
  }

  findings(file: string): readonly Finding[] {
    return this.parts.analyser.findings(file);
  }

  clientCallAt(file: string, place: { readonly line: number; readonly column: number }): ClientCall | undefined {
    return this.parts.analyser.clientCallAt(file, place);
  }

  fixes(finding: Finding): Promise<readonly Fix[]> {
    return this.parts.analyser.fixes(finding);
  }

  fixAll(file: string, code?: string): Promise<FixedText | undefined> {
    return this.parts.analyser.fixAll(file, code);
  }

  setObservations(observations: readonly Observation[]): void {
    this.parts.analyser.setObservations(observations);
  }

  setSettings(settings: AnalysisSettings): Promise<void> {
    return this.afterOthers(async () => {
      this.settings = settings;
      await this.configure();
    });
  }

  /** Takes in what is other than before; what lies outside of the folder is of no interest. */
  change(changes: FolderChanges): Promise<void> {
    return this.afterOthers(() => this.takeIn(changes));
  }

  private afterOthers(action: () => Promise<void>): Promise<void> {
    const done = this.working.then(action);
    // A change that fails does not keep the next ones away.
    this.working = done.catch(() => undefined);
    return done;
  }

  private async takeIn({ texts = new Map(), places = [] }: FolderChanges): Promise<void> {
    const { disk, linted, model, located } = this.parts;
    const files = new Set<string>();
    for (const [file, text] of texts) {
      if (!disk.has(file)) continue;
      disk.override(file, text);
      files.add(file);
    }
    for (const place of places) for (const file of await this.filesAt(place)) files.add(file);
    let isOther = false;
    for (const file of files) {
      if (linted.has(file)) await linted.read(file);
      const different = await model.override(file, disk.unsaved(file));
      const isOnWay = located.forget(file);
      isOther ||= isOnWay || different.length > 0;
    }
    if ([...files].some(isAnalysisConfiguration)) await this.configure();
    if (isOther) await this.followHandlers();
  }

  /** The files that a changed place stands for: itself, and what was or is in it. */
  private async filesAt(place: string): Promise<readonly string[]> {
    const { disk, linted } = this.parts;
    if (!disk.has(place) || UNINTERESTING.test(place)) return [];
    // A template may depend on files where nobody searches for handlers.
    if (!isSearched(this.folder, place)) return [place];
    const before = linted.all.filter((file) => file !== place && isWithin(place, file));
    const isSearchedFolder = isSearched(this.folder, path.join(place, '*')) && (await kindOf(place)) === 'folder';
    const now = isSearchedFolder ? (await findTemplates(place, () => true)).files : [];
    return [place, ...before, ...now];
  }

  private async configure(): Promise<void> {
    const { analyser, disk, linted } = this.parts;
    const { settings, problems } = await readSettings(linted.configurations, disk, this.settings);
    analyser.setSettings(settings);
    this.configurationProblems = problems;
  }

  private async followHandlers(): Promise<void> {
    const { analyser, located, model } = this.parts;
    analyser.setHandlers(await located.of(model.functions));
  }
}
