import * as vscode from 'vscode';
import { toError } from '../lambda/errors';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { Logger } from '../lambda/ports';
import type { ProjectFunction } from '../project/projectFunction';
import type { SavedEvent } from '../project/savedEvents';
import type { EnvironmentChanges } from './environmentChanges';
import type { EventChoice } from './eventChoice';
import { functionKey } from './functionNames';
import { functionRows, type Row } from './functionRows';
import type { ViewId } from './identifiers';
import type { MissingInterpreters } from './missingInterpreters';
import type { Settings } from './settings';
import type { WorkspaceFunctions } from './workspaceFunctions';

const VIEW: ViewId = 'warmpath.functions';
/** Files whose coming and going changes which events are saved. */
const EVENT_FILES = '**/{events/**/*.json,events/**/*.jsonc,event.json,*.event.json,samconfig.toml,launch.json}';
const QUIET_MS = 150;

export interface FunctionsViewParts {
  readonly functions: WorkspaceFunctions;
  readonly events: EventChoice;
  readonly environments: EnvironmentChanges;
  readonly interpreters: MissingInterpreters;
  readonly settings: Settings;
  readonly logger: Logger;
}

/** The view of all functions, with what is wrong with them, what runs of them, and their events. */
export class FunctionsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: Disposable[];
  private readonly view: vscode.TreeView<Row>;
  private readonly savedEvents = new Map<string, readonly SavedEvent[]>();
  private readonly missing = new Map<string, string>();
  private readonly parents = new Map<string, Row>();
  private timer: NodeJS.Timeout | undefined;
  /** What is read from disk for the rows has to be read anew. */
  private stale = true;
  /** The functions that it was read for. */
  private readFor = '';

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly parts: FunctionsViewParts) {
    const { functions, environments, settings } = parts;
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    const watcher = vscode.workspace.createFileSystemWatcher(EVENT_FILES, false, true);
    const reread = (): void => this.refresh(true);
    this.subscriptions = [
      this.changes,
      this.view,
      watcher,
      watcher.onDidCreate(reread),
      watcher.onDidDelete(reread),
      functions.onChange(() => this.refresh(this.readFor !== summary(functions.functions))),
      environments.onChange(() => this.refresh(false)),
      settings.onChange(['runtime.nodePath', 'runtime.pythonPath'], reread),
      vscode.workspace.onDidGrantWorkspaceTrust(reread),
    ];
  }

  /** The rows below a row; the topmost ones are made anew. */
  async getChildren(row?: Row): Promise<Row[]> {
    if (row !== undefined) return [...row.children];
    const { functions, environments } = this.parts;
    const all = await functions.load();
    if (this.stale) {
      this.stale = false;
      void this.readMore();
    }
    const rows = functionRows(
      {
        folders: (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ path: uri.fsPath, name })),
        functions: all,
        problems: functions.problems,
        events: this.savedEvents,
        missing: this.missing,
        state: (name) => environments.states.of(name),
        trusted: vscode.workspace.isTrusted,
      },
      vscode.l10n.t,
    );
    this.parents.clear();
    this.remember(rows);
    return rows;
  }

  getParent(row: Row): Row | undefined {
    return this.parents.get(row.id);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { id, kind, label, description, tooltip, icon, color } = row;
    const item = new vscode.TreeItem(label, stateOf(row));
    item.id = id;
    item.contextValue = kind;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    if (description !== undefined) item.description = description;
    if (tooltip !== undefined) item.tooltip = tooltip;
    const command = clickCommand(row);
    if (command !== undefined) item.command = command;
    return item;
  }

  /** Shows the row of a function. */
  async reveal(key: string): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    const rows = await this.getChildren();
    const row = rows.flatMap((each) => [each, ...each.children]).find(({ id }) => id === `function:${key}`);
    if (row !== undefined) await this.view.reveal(row, { select: true, expand: true });
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private refresh(stale: boolean): void {
    this.stale ||= stale;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changes.fire();
    }, QUIET_MS);
  }

  /** What is on the disk comes into the tree when it is known; nobody waits for it. */
  private async readMore(): Promise<void> {
    const { functions, events, interpreters, logger } = this.parts;
    const { functions: all } = functions;
    this.readFor = summary(all);
    try {
      const saved = await Promise.all(all.map(async (found) => [functionKey(found), await events.own(found)] as const));
      const missing = vscode.workspace.isTrusted ? await interpreters.of(all) : new Map<string, string>();
      if (summary(all) !== summary(functions.functions)) return;
      replace(this.savedEvents, saved);
      replace(this.missing, missing);
      this.refresh(false);
    } catch (thrown) {
      logger.warn('Saved events could not be read', toError(thrown));
    }
  }

  private remember(rows: readonly Row[]): void {
    for (const row of rows) {
      for (const child of row.children) this.parents.set(child.id, row);
      this.remember(row.children);
    }
  }
}

/** Other functions have other events and interpreters; where their code stands does not matter. */
function summary(functions: readonly ProjectFunction[]): string {
  return functions
    .map((found) => [functionKey(found), found.configuration.runtime, found.configuration.codePath].join('|'))
    .join('\n');
}

function stateOf({ kind, children }: Row): vscode.TreeItemCollapsibleState {
  if (children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return kind === 'project' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function clickCommand({ place, command, label }: Row): vscode.Command | undefined {
  if (command !== undefined) return { command: command.id, title: label, arguments: [...command.arguments] };
  if (place === undefined) return undefined;
  const at = new vscode.Position(place.line - 1, place.column - 1);
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at), preserveFocus: true };
  return { command: 'vscode.open', title: label, arguments: [vscode.Uri.file(place.file), options] };
}

function replace<Value>(map: Map<string, Value>, entries: Iterable<readonly [string, Value]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
