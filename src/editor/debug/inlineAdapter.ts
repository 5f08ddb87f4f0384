import type { DebugSession } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';

/** A debug adapter that runs in the extension host. */
export class InlineAdapter extends vscode.Disposable implements vscode.DebugAdapter {
  private readonly messages = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.messages.event;

  constructor(private readonly session: DebugSession) {
    super(() => {
      this.messages.dispose();
      session.dispose();
    });
    session.onDidSendMessage((message) => this.messages.fire(message));
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.session.handleMessage(message as DebugProtocol.ProtocolMessage);
  }
}
