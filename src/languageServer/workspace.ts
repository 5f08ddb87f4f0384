import { NO_SETTINGS } from '../analysis/analysisSettings';
import type { AnalysisSettings } from '../analysis/analysisSettings';
import type { Finding } from '../analysis/finding';
import type { Observation } from '../analysis/observation';
import { toError } from '../lambda/errors';
import type { Linted } from '../linting/linted';
import { LintedFile } from '../linting/lintedFile';
import { LintedFolder } from '../linting/lintedFolder';
import { isWithin } from '../project/isWithin';
import type { Problem } from '../project/projectFunction';
import type { SyntaxParser } from '../syntax/syntaxParser';
import { PendingChanges } from './pendingChanges';

/** How the reading of a folder is told. */
export interface ReadingProgress {
  report(read: number, all: number): void;
  done(): void;
}

export interface WorkspaceOptions {
  readonly syntax: SyntaxParser;
  /** Begins to tell that a folder is read; `cancel` ends the reading, and the folder is not analysed. */
  readonly beginReading: (folder: string, cancel: () => void) => ReadingProgress;
  /** Something went wrong that no request is waiting for. */
  readonly onError: (what: string, error: Error) => void;
  /** Findings may be others than before; `texts`: because of edits of open documents and nothing else. */
  readonly onChange: (cause: 'other' | 'texts') => void;
}

interface Folder {
  readonly cancelling: AbortController;
  readonly opening: Promise<void>;
  linted?: LintedFolder;
  /** It has been read, or cannot be. */
  isOpen: boolean;
  /** Files and folders that changed on disk while it was read. */
  readonly missed: Set<string>;
}

/** The open folders and documents, analysed. All paths are absolute. */
export class Workspace {
  /** Counts whatever may make findings others than before. */
  revision = 0;
  private readonly folders = new Map<string, Folder>();
  /** Open documents that lie in no folder. */
  private readonly loose = new Map<string, LintedFile>();
  /** Texts of open documents. */
  private readonly texts = new Map<string, string>();
  private readonly pending: PendingChanges;
  private observations: readonly Observation[] = [];
  private settingsOf: (folder: string | undefined) => AnalysisSettings = () => NO_SETTINGS;

  constructor(private readonly options: WorkspaceOptions) {
    this.pending = new PendingChanges(
      (texts, places) => this.takeIn(texts, places),
      (error) => options.onError('A change could not be taken in', error),
    );
  }

  /** Everything that has been read, folders first. */
  get all(): readonly Linted[] {
    return [...[...this.folders.values()].flatMap(({ linted }) => linted ?? []), ...this.loose.values()];
  }

  /** Analysed files and those with problems, each once. */
  get files(): readonly string[] {
    const files = this.all.flatMap((linted) => [...linted.files, ...linted.problems.map(({ file }) => file)]);
    return [...new Set(files)];
  }

  get roots(): readonly string[] {
    return [...this.folders.keys()];
  }

  /** Whether a folder is read for the first time. */
  get isReading(): boolean {
    return [...this.folders.values()].some(({ isOpen }) => !isOpen);
  }

  /** What analyses a file: the innermost folder that has it. */
  lintedOf(file: string): Linted | undefined {
    const folder = this.folderOf(file);
    return folder === undefined ? this.loose.get(file) : this.folders.get(folder)?.linted;
  }

  findings(file: string): readonly Finding[] {
    return this.lintedOf(file)?.findings(file) ?? [];
  }

  problems(file: string): readonly Problem[] {
    return this.lintedOf(file)?.problems.filter((problem) => problem.file === file) ?? [];
  }

  addFolder(folder: string): void {
    if (this.folders.has(folder)) return;
    const cancelling = new AbortController();
    // What fails is told, and leaves a folder without findings.
    const opening = Promise.resolve().then(() => this.read(folder, cancelling));
    this.folders.set(folder, { cancelling, opening, isOpen: false, missed: new Set() });
    for (const file of [...this.loose.keys()]) if (isWithin(folder, file)) this.loose.delete(file);
  }

  removeFolder(folder: string): void {
    const known = this.folders.get(folder);
    if (known === undefined) return;
    this.folders.delete(folder);
    known.cancelling.abort();
    // Documents that stay open belong to another folder now, or to none.
    for (const [file, text] of this.texts) if (isWithin(folder, file)) this.pending.text(file, text);
    this.changed('other');
  }

  /** The text of an open document; undefined when it is closed, and the disk counts again. */
  setText(file: string, text: string | undefined): void {
    if (text === undefined) this.texts.delete(file);
    else this.texts.set(file, text);
    this.pending.text(file, text);
  }

  /** Files or folders were created, changed or removed on disk. */
  placesChanged(places: readonly string[]): void {
    for (const place of places) this.pending.place(place);
  }

  /** Settings by folder; those of documents without a folder are asked for with undefined. */
  async setSettings(settingsOf: (folder: string | undefined) => AnalysisSettings): Promise<void> {
    this.settingsOf = settingsOf;
    for (const [folder, { linted }] of this.folders) await linted?.setSettings(settingsOf(folder));
    for (const linted of this.loose.values()) await linted.setSettings(settingsOf(undefined));
    this.changed('other');
  }

  /** Says what runs have shown, in place of what was said before. */
  setObservations(observations: readonly Observation[]): void {
    this.observations = observations;
    for (const linted of this.all) linted.setObservations(observations);
    this.changed('other');
  }

  /** Settles when everything that is known by now is taken in. */
  async settled(): Promise<void> {
    await Promise.all([...this.folders.values()].map(({ opening }) => opening));
    await this.pending.takenIn();
  }

  dispose(): void {
    this.pending.dispose();
    for (const { cancelling } of this.folders.values()) cancelling.abort();
    this.folders.clear();
  }

  private folderOf(file: string): string | undefined {
    const around = this.roots.filter((folder) => isWithin(folder, file));
    return around.sort((left, right) => right.length - left.length)[0];
  }

  private async read(folder: string, cancelling: AbortController): Promise<void> {
    const { syntax, beginReading, onError } = this.options;
    const { signal } = cancelling;
    const progress = beginReading(folder, () => this.removeFolderOf(folder, cancelling));
    try {
      const unsaved = new Map(this.texts);
      const onProgress = (read: number, all: number): void => progress.report(read, all);
      const settings = this.settingsOf(folder);
      const linted = await LintedFolder.open(folder, { ...{ syntax, settings, unsaved, signal, onProgress } });
      const entry = this.folders.get(folder);
      if (signal.aborted || entry === undefined) return;
      entry.linted = linted;
      linted.setObservations(this.observations);
      // What came meanwhile came too early for it.
      await linted.setSettings(this.settingsOf(folder));
      await linted.change({ texts: this.textsSince(unsaved), places: entry.missed });
    } catch (thrown) {
      if (!signal.aborted) onError(`${folder} could not be read`, toError(thrown));
    } finally {
      progress.done();
      const entry = this.folders.get(folder);
      if (!signal.aborted && entry !== undefined) entry.isOpen = true;
      this.changed('other');
    }
  }

  private removeFolderOf(folder: string, cancelling: AbortController): void {
    if (this.folders.get(folder)?.cancelling === cancelling) this.removeFolder(folder);
  }

  private textsSince(before: ReadonlyMap<string, string>): Map<string, string | undefined> {
    const closed = [...before.keys()].filter((file) => !this.texts.has(file));
    return new Map<string, string | undefined>([...this.texts, ...closed.map((file) => [file, undefined] as const)]);
  }

  private async takeIn(texts: ReadonlyMap<string, string | undefined>, places: ReadonlySet<string>): Promise<void> {
    for (const { linted, missed } of [...this.folders.values()]) {
      if (linted === undefined) for (const place of places) missed.add(place);
      else await linted.change({ texts, places });
    }
    for (const [file, text] of texts) await this.takeInLoose(file, text);
    this.changed(places.size === 0 ? 'texts' : 'other');
  }

  private async takeInLoose(file: string, text: string | undefined): Promise<void> {
    const known = this.loose.get(file);
    if (text === undefined || this.folderOf(file) !== undefined) {
      this.loose.delete(file);
    } else if (known === undefined) {
      const { syntax } = this.options;
      const opened = await LintedFile.open(file, text, { syntax, settings: this.settingsOf(undefined) });
      opened.setObservations(this.observations);
      this.loose.set(file, opened);
    } else {
      await known.setText(text);
    }
  }

  private changed(cause: 'other' | 'texts'): void {
    this.revision++;
    this.options.onChange(cause);
  }
}
