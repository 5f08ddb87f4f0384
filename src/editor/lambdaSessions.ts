import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../debugAdapter/configuration';
import type { SessionRequest } from '../debugAdapter/lambdaDebugSession';
import type { ProjectFunction } from '../project/projectFunction';
import type { ContextId } from './identifiers';

const DEBUGGING: ContextId = 'warmpath.debugging';

/** The debug sessions of functions in this window. */
export class LambdaSessions implements vscode.Disposable {
  private readonly sessions = new Set<vscode.DebugSession>();
  private readonly subscriptions: vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.debug.onDidStartDebugSession((session) => {
        if (session.type === DEBUG_TYPE) this.sessions.add(session);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.sessions.delete(session)),
      vscode.debug.onDidChangeActiveDebugSession((session) => {
        void vscode.commands.executeCommand('setContext', DEBUGGING, parentOf(session) !== undefined);
      }),
    ];
  }

  /** The session that is looked at now; undefined when it is not one of a function. */
  get active(): vscode.DebugSession | undefined {
    return parentOf(vscode.debug.activeDebugSession);
  }

  /** The session that debugs this function; `name` is the one that launch configurations have for it. */
  of({ logicalName, configuration }: ProjectFunction, name: string): vscode.DebugSession | undefined {
    return [...this.sessions].find(({ configuration: launched }) =>
      [name, logicalName, configuration.name].includes(String(launched['function'] ?? '')),
    );
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Asks something of the session of a function that the debug protocol has no request for. */
export async function request(session: vscode.DebugSession, command: SessionRequest, given?: object): Promise<void> {
  await session.customRequest(command, given);
}

/** The session of the function, also for the debugger of one of its environments. */
function parentOf(session: vscode.DebugSession | undefined): vscode.DebugSession | undefined {
  let current = session;
  while (current !== undefined && current.type !== DEBUG_TYPE) current = current.parentSession;
  return current;
}
