import * as vscode from 'vscode';
import { EnvironmentStates } from './environmentStates';
import type { FunctionHost } from './functionHost';

/** Many environments may change at once; nobody reads faster. */
const QUIET_MS = 100;

/** The environments of this window's functions, and when they are other than before. */
export class EnvironmentChanges implements vscode.Disposable {
  readonly states = new EnvironmentStates();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  /** Fires a few times a second at most. */
  readonly onChange = this.changes.event;

  constructor(host: FunctionHost) {
    this.subscription = host.onEvent((event) => {
      if (!this.states.record(event)) return;
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.changes.fire();
      }, QUIET_MS);
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changes.dispose();
  }
}
