import * as vscode from 'vscode';
import { toError } from '../lambda/errors';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { Logger } from '../lambda/ports';
import type { Problem, ProjectFunction } from '../project/projectFunction';
import type { ProjectModel } from '../project/projectModel';
import type { SyntaxParser } from '../syntax/syntaxParser';
import type { Settings } from './settings';

/** Saving and generating touch many files; the model takes them in together. */
const QUIET_MS = 100;
/** Folders whose files say nothing about functions; `.aws-sam` and `cdk.out` do. */
const UNINTERESTING = /[/\\](?:node_modules|\.git|\.venv|venv|__pycache__|\.mypy_cache|\.pytest_cache)[/\\]/;

/**
 * The functions of the open folders. They are read when first asked for, and follow the files from then on, unsaved
 * texts included.
 */
export class WorkspaceFunctions implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: Disposable[] = [this.changes];
  private opening: Promise<ProjectModel | undefined> | undefined;
  private model: ProjectModel | undefined;
  private known: Pick<ProjectModel, 'functions' | 'problems'> | undefined;
  private changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  /** Fires when functions or problems are other than before. */
  readonly onChange = this.changes.event;

  constructor(
    private readonly settings: Settings,
    private readonly syntax: SyntaxParser,
    private readonly logger: Logger,
  ) {
    this.subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      this.settings.onChange(['project.parameters', 'project.stage'], () => this.refresh()),
    );
  }

  /** What is known now, without waiting: nothing before the first reading is over. The same list until it changes. */
  get functions(): readonly ProjectFunction[] {
    return this.known?.functions ?? [];
  }

  /** What is wrong with folders and templates; the problems of a function are its own. */
  get problems(): readonly Problem[] {
    return this.known?.problems ?? [];
  }

  /** Whether a file (absolute path) is a template that the functions come from. */
  isTemplate(file: string): boolean {
    return this.model?.isTemplate(file) ?? false;
  }

  /** Whether the folders have been read. */
  get ready(): boolean {
    return this.known !== undefined;
  }

  /** Reads the folders when that has not been done. */
  async load(): Promise<readonly ProjectFunction[]> {
    this.opening ??= this.open();
    await this.opening;
    return this.functions;
  }

  /** Reads everything anew. */
  refresh(): void {
    this.opening = this.open();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async open(): Promise<ProjectModel | undefined> {
    const folders = (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath);
    try {
      // The readers are the heaviest part of the extension; nobody needs them before the first question.
      const [{ ProjectModel }, { READERS }] = await Promise.all([
        import('../project/projectModel'),
        import('../project/readers'),
      ]);
      const { stage } = this.settings;
      const model = await ProjectModel.open(folders, {
        readers: READERS,
        syntax: this.syntax,
        parameters: this.settings.templateParameters,
        environment: variablesOfHost(),
        ...(stage === undefined ? {} : { stage }),
      });
      if (this.model === undefined) this.follow();
      this.model = model;
      for (const document of vscode.workspace.textDocuments) {
        if (document.isDirty && isFile(document.uri)) await model.override(document.uri.fsPath, document.getText());
      }
      await this.announce(model);
      return model;
    } catch (thrown) {
      this.logger.error('The functions of the workspace could not be read', toError(thrown));
      return undefined;
    }
  }

  private follow(): void {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const touched = (uri: vscode.Uri): void => this.touch(uri);
    this.subscriptions.push(
      watcher,
      watcher.onDidCreate(touched),
      watcher.onDidChange(touched),
      watcher.onDidDelete(touched),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.touch(document.uri)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.touch(uri)),
    );
  }

  private touch(uri: vscode.Uri): void {
    if (!isFile(uri) || UNINTERESTING.test(uri.fsPath)) return;
    this.changed.add(uri.fsPath);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.takeIn(), QUIET_MS);
  }

  private async takeIn(): Promise<void> {
    const { model } = this;
    const files = [...this.changed];
    this.changed = new Set();
    if (model === undefined) return;
    let different = 0;
    for (const file of files) {
      const dirty = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
      const affected = await model.override(file, dirty?.getText());
      different += affected.length;
    }
    if (different > 0 && model === this.model) await this.announce(model);
  }

  /** Functions of the same name are told apart: all of them share the fleet of the window. */
  private async announce({ functions, problems }: ProjectModel): Promise<void> {
    const { withDistinctNames } = await import('../project/distinctNames');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    this.known = { functions: withDistinctNames(functions, folder?.uri.fsPath ?? ''), problems };
    this.changes.fire();
  }
}

function isFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file';
}

function variablesOfHost(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
