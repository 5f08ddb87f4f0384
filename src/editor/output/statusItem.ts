import * as vscode from 'vscode';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { EnvironmentStates } from '../environmentStates';
import type { FunctionHost } from '../functionHost';
import type { CommandId } from '../identifiers';
import { statusText, statusTooltip } from './statusText';

const SHOW_OUTPUT: CommandId = 'warmpath.showOutput';
const SHOW_LOG: CommandId = 'warmpath.showLog';
/** Many environments may change at once; nobody reads faster. */
const QUIET_MS = 100;

/** The one entry of the status bar: what is running and what is warm. It is there once something was invoked. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('warmpath.status', vscode.StatusBarAlignment.Left);
  private readonly running: string[] = [];
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: FunctionHost,
    private readonly states: Pick<EnvironmentStates, 'of'>,
  ) {
    this.item.name = 'Warmpath';
    this.item.command = SHOW_OUTPUT;
    this.subscription = host.onEvent((event) => this.record(event));
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
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.item.dispose();
  }

  /** Log lines change nothing here, and there may be many. */
  private record({ type }: LifecycleEvent): void {
    if (type === 'function' || type === 'extension') return;
    this.timer ??= setTimeout(() => this.render(), QUIET_MS);
  }

  private render(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const served = this.host.fleet?.functions() ?? [];
    const functions = served.map(({ name }) => ({ name, state: this.states.of(name) }));
    const states = functions.map(({ state }) => state);
    const tooltip = new vscode.MarkdownString(
      statusTooltip({ functions, invokeApiUrl: this.host.invokeApiUrl }, vscode.l10n.t),
    );
    tooltip.isTrusted = { enabledCommands: [SHOW_OUTPUT, SHOW_LOG] };
    this.item.text = statusText(this.running, states, vscode.l10n.t);
    this.item.tooltip = tooltip;
    this.item.show();
  }
}
