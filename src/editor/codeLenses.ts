import * as vscode from 'vscode';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { SourceRange } from '../project/projectFunction';
import type { EnvironmentChanges } from './environmentChanges';
import { stateText } from './environmentStates';
import { functionKey } from './functionNames';
import type { HandlerPlaces, PlacedHandler } from './handlerPlaces';
import type { CommandId } from './identifiers';
import type { Settings } from './settings';
import type { WorkspaceFunctions } from './workspaceFunctions';

/** Languages whose files hold handlers. */
const HANDLER_LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'python'] as const;

/** Time in which the editor has resolved the lenses it was given. */
const QUIET_MS = 300;

type LensKind = 'invoke' | 'debug' | 'state';

/** A lens of which only the place is known; its command follows when it is seen. */
class HandlerLens extends vscode.CodeLens {
  constructor(
    readonly kind: LensKind,
    readonly handler: PlacedHandler,
  ) {
    super(toRange(handler.range));
  }
}

export interface CodeLensParts {
  readonly functions: WorkspaceFunctions;
  readonly places: HandlerPlaces;
  readonly environments: EnvironmentChanges;
  readonly settings: Settings;
}

/** Shows what can be done with each handler above it, and how its environments are. */
export class HandlerLenses implements vscode.CodeLensProvider<HandlerLens>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: Disposable[];
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(private readonly parts: CodeLensParts) {
    const { functions, environments, settings } = parts;
    const changed = (): void => this.refresh();
    const selector = HANDLER_LANGUAGES.map((language) => ({ language, scheme: 'file' }));
    this.subscriptions = [
      this.changes,
      functions.onChange(changed),
      environments.onChange(changed),
      settings.onChange(['codeLens.invoke', 'codeLens.debug', 'codeLens.state'], changed),
      vscode.workspace.onDidGrantWorkspaceTrust(changed),
      vscode.languages.registerCodeLensProvider(selector, this),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<HandlerLens[]> {
    const { functions, places, settings } = this.parts;
    const kinds: LensKind[] = [
      ...(settings.showInvokeLens ? ['invoke' as const] : []),
      ...(settings.showDebugLens && vscode.workspace.isTrusted ? ['debug' as const] : []),
      ...(settings.showStateLens && vscode.workspace.isTrusted ? ['state' as const] : []),
    ];
    if (kinds.length === 0) return [];
    const handlers = await places.in(document.uri.fsPath, await functions.load());
    return handlers.flatMap((handler) => kinds.map((kind) => new HandlerLens(kind, handler)));
  }

  resolveCodeLens(lens: HandlerLens): HandlerLens {
    lens.command = vscode.workspace.isTrusted ? this.command(lens) : trustCommand();
    return lens;
  }

  /**
   * Lenses that are replaced before they were resolved leave dead commands on the screen for a moment, so changes are
   * gathered.
   */
  private refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changes.fire();
    }, QUIET_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private command({ kind, handler: { functions } }: HandlerLens): vscode.Command {
    const keys = functions.map(functionKey);
    const names = functions.map(({ logicalName }) => logicalName).join(', ');
    switch (kind) {
      case 'invoke':
        return lensCommand(
          'warmpath.invoke',
          `$(play) ${vscode.l10n.t('Invoke')}`,
          vscode.l10n.t('Invoke {0}', names),
          keys,
        );
      case 'debug':
        return lensCommand(
          'warmpath.debug',
          `$(debug-alt) ${vscode.l10n.t('Debug')}`,
          vscode.l10n.t('Debug {0}', names),
          keys,
        );
      case 'state':
        return lensCommand('warmpath.revealFunction', this.state(functions), names, keys);
    }
  }

  private state(functions: PlacedHandler['functions']): string {
    const states = functions.map(({ configuration }) => this.parts.environments.states.of(configuration.name));
    const durations = states.flatMap(({ lastDurationMs }) => lastDurationMs ?? []);
    return stateText(
      { environments: states.flatMap(({ environments }) => environments), lastDurationMs: durations.at(-1) },
      vscode.l10n.t,
    );
  }
}

function lensCommand(command: CommandId, title: string, tooltip: string, keys: readonly string[]): vscode.Command {
  return { command, title, tooltip, arguments: [keys] };
}

function trustCommand(): vscode.Command {
  return {
    command: 'workbench.trust.manage',
    title: `$(workspace-untrusted) ${vscode.l10n.t('Trust this workspace to run the function')}`,
    tooltip: vscode.l10n.t('Functions are not run in Restricted Mode.'),
  };
}

function toRange({ line, column }: SourceRange): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, column - 1);
}
