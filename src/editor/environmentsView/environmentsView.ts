import * as vscode from 'vscode';
import { EnvironmentEvidence, type ObservedEnvironment } from '../../evidence/environmentEvidence';
import { UserError } from '../../lambda/errors';
import type { Disposable } from '../../lambda/lifecycleEvents';
import type { CommandTable } from '../commands';
import type { EnvironmentChanges } from '../environmentChanges';
import type { FunctionHost } from '../functionHost';
import { functionKey } from '../functionNames';
import type { CommandId, ViewId } from '../identifiers';
import type { WorkspaceFunctions } from '../workspaceFunctions';
import { environmentRows, type EnvironmentRow, type RunningFunction } from './environmentRows';

const VIEW: ViewId = 'warmpath.environments';
const URIS = 'text/uri-list';
const QUIET_MS = 150;
/** Why an environment ended, as its events say it. */
const ENDED = 'stopped in the editor';

export interface EnvironmentsViewParts {
  readonly functions: WorkspaceFunctions;
  readonly environments: EnvironmentChanges;
  readonly host: FunctionHost;
}

/** The view of all environments with what survives in them. Files that are dropped on it open as timelines. */
export class EnvironmentsView
  implements vscode.TreeDataProvider<EnvironmentRow>, vscode.TreeDragAndDropController<EnvironmentRow>, Disposable
{
  readonly commands: Pick<CommandTable, 'warmpath.stopEnvironment'> = {
    'warmpath.stopEnvironment': (given) => this.stop(given),
  };
  readonly dropMimeTypes = [URIS];
  readonly dragMimeTypes = [];
  private readonly evidence = new EnvironmentEvidence();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<EnvironmentRow>;
  private readonly subscriptions: Disposable[];
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly parts: EnvironmentsViewParts) {
    const { environments, host, functions } = parts;
    this.view = vscode.window.createTreeView(VIEW, {
      treeDataProvider: this,
      dragAndDropController: this,
      showCollapseAll: true,
    });
    this.subscriptions = [
      this.changes,
      this.view,
      environments.onChange(() => this.refresh()),
      functions.onChange(() => this.refresh()),
      host.onEvent((event) => {
        if (this.evidence.record(event)) this.refresh();
      }),
    ];
  }

  /** What survives in an environment; undefined where nothing is known. */
  observed(environmentId: string): ObservedEnvironment | undefined {
    return this.evidence.of(environmentId);
  }

  getChildren(row?: EnvironmentRow): EnvironmentRow[] {
    if (row !== undefined) return [...row.children];
    return environmentRows(
      { functions: this.running(), evidence: (id) => this.evidence.of(id), now: () => Date.now() },
      vscode.l10n.t,
    );
  }

  getTreeItem(row: EnvironmentRow): vscode.TreeItem {
    const { id, kind, label, description, icon, color, place } = row;
    const item = new vscode.TreeItem(label, collapsibleState(row));
    item.id = id;
    item.contextValue = kind;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    if (description !== undefined) item.description = description;
    if (place !== undefined) item.command = openCommand(label, place.file, place.line);
    return item;
  }

  /** Ages are those of the moment at which somebody looks. */
  resolveTreeItem(item: vscode.TreeItem, { tooltip }: EnvironmentRow): vscode.TreeItem {
    if (tooltip !== undefined) item.tooltip = new vscode.MarkdownString(tooltip());
    return item;
  }

  async handleDrop(_target: EnvironmentRow | undefined, dropped: vscode.DataTransfer): Promise<void> {
    const command: CommandId = 'warmpath.importTimeline';
    const list = await dropped.get(URIS)?.asString();
    for (const line of list?.split(/\r?\n/) ?? []) {
      if (line !== '' && !line.startsWith('#')) await vscode.commands.executeCommand(command, vscode.Uri.parse(line));
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async stop(given: unknown): Promise<void> {
    const id = environmentIdOf(given) ?? environmentIdOf(this.view.selection[0]);
    const ended = id === undefined ? false : await this.parts.host.fleet?.endEnvironment(id, ENDED);
    if (ended !== true)
      throw new UserError(vscode.l10n.t('This environment is gone; choose one in the Environments view.'));
  }

  private running(): RunningFunction[] {
    const { states } = this.parts.environments;
    return states.functionNames().map((name) => {
      const found = this.parts.functions.functions.find(({ configuration }) => configuration.name === name);
      return {
        name,
        label: found?.logicalName ?? name,
        key: found === undefined ? undefined : functionKey(found),
        environments: states.of(name).environments,
      };
    });
  }

  private refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changes.fire();
    }, QUIET_MS);
  }
}

function collapsibleState({ kind, children }: EnvironmentRow): vscode.TreeItemCollapsibleState {
  if (children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return kind === 'runningFunction'
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function openCommand(title: string, file: string, line: number): vscode.Command {
  const at = new vscode.Position(line - 1, 0);
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at), preserveFocus: true };
  return { command: 'vscode.open', title, arguments: [vscode.Uri.file(file), options] };
}

function environmentIdOf(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('environmentId' in row)) return undefined;
  return typeof row.environmentId === 'string' ? row.environmentId : undefined;
}
