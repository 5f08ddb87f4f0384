import * as vscode from 'vscode';
import type { EnvironmentChanges } from '../environmentChanges';
import type { FunctionHost } from '../functionHost';
import type { CommandId } from '../identifiers';
import type { LocalApis } from '../localApis';
import { statusText, statusTooltip } from './statusText';

const SHOW_OUTPUT: CommandId = 'warmpath.showOutput';
const SHOW_LOG: CommandId = 'warmpath.showLog';

/** The one entry of the status bar: what is running and what is warm. It is there once something was invoked. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('warmpath.status', vscode.StatusBarAlignment.Left);
  private readonly running: string[] = [];
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly host: FunctionHost,
    private readonly environments: EnvironmentChanges,
    private readonly apis: LocalApis,
  ) {
    this.item.name = 'Warmpath';
    this.item.command = SHOW_OUTPUT;
    this.subscription = environments.onChange(() => this.render());
  }

  /** A function is at work until the result is disposed. */
  begin(label: string): vscode.Disposable {
    this.running.push(label);
    this.render();
    return new vscode.Disposable(() => {
      this.running.splice(this.running.indexOf(label), 1);
      this.render();
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private render(): void {
    const served = this.host.fleet?.functions() ?? [];
    const functions = served.map(({ name }) => ({ name, state: this.environments.states.of(name) }));
    const tooltip = new vscode.MarkdownString(
      statusTooltip({ functions, invokeApiUrl: this.apis.invokeApiUrl }, vscode.l10n.t),
    );
    tooltip.isTrusted = { enabledCommands: [SHOW_OUTPUT, SHOW_LOG] };
    const states = functions.map(({ state }) => state);
    this.item.text = statusText(this.running, states, vscode.l10n.t);
    this.item.tooltip = tooltip;
    this.item.show();
  }
}
