import * as vscode from 'vscode';
import type { ChildSession, ChildSessions } from '../../debugAdapter/ports';
import { childConfiguration, ENVIRONMENT_PROPERTY, PYTHON_DEBUG_TYPE, type OwnFiles } from './childConfiguration';

/** Starts the debuggers of one parent session's environments as sessions below it. */
export class EditorChildSessions implements ChildSessions {
  private readonly sessions = new Map<string, vscode.DebugSession>();
  /** Debuggers that can be asked something, the newest last: js-debug makes a session of its own for the process. */
  private debuggers: vscode.DebugSession[] = [];
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly parent: vscode.DebugSession,
    private readonly own: OwnFiles,
  ) {
    this.subscriptions = [
      vscode.debug.onDidStartDebugSession((session) => {
        const environmentId = environmentOf(session);
        if (environmentId !== undefined && session.parentSession?.id === parent.id) {
          this.sessions.set(environmentId, session);
        }
        // js-debug has a session of its own below, which it names after a process it does not know; debugpy knows them.
        const above = session.parentSession;
        if (
          above?.parentSession?.id === parent.id &&
          environmentOf(above) !== undefined &&
          session.type !== PYTHON_DEBUG_TYPE
        ) {
          session.name = above.name;
        }
        if (this.isBelow(session)) this.debuggers.push(session);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.debuggers = this.debuggers.filter(({ id }) => id !== session.id);
        const environmentId = environmentOf(session);
        if (environmentId !== undefined && this.sessions.get(environmentId)?.id === session.id) {
          this.sessions.delete(environmentId);
        }
      }),
    ];
  }

  async start(child: ChildSession): Promise<boolean> {
    return vscode.debug.startDebugging(this.parent.workspaceFolder, childConfiguration(child, this.own), {
      parentSession: this.parent,
      consoleMode: vscode.DebugConsoleMode.MergeWithParent,
      // Stop on an environment is Stop of the whole session.
      lifecycleManagedByParent: true,
      compact: false,
      suppressSaveBeforeStart: true,
    });
  }

  async evaluate(expression: string, context: string | undefined): Promise<string | undefined> {
    const answer: unknown = await this.debuggers.at(-1)?.customRequest('evaluate', { expression, context });
    return answer === undefined ? undefined : (answer as { readonly result: string }).result;
  }

  /** Ending a session through VS Code would end what it is attached to. */
  async detach(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    const answers = sessions.map((session) => session.customRequest('disconnect', { terminateDebuggee: false }));
    // One that ends at this moment does not answer.
    await Promise.allSettled(answers);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private isBelow({ parentSession }: vscode.DebugSession): boolean {
    return parentSession !== undefined && (parentSession.id === this.parent.id || this.isBelow(parentSession));
  }
}

function environmentOf(session: vscode.DebugSession): string | undefined {
  const id: unknown = session.configuration[ENVIRONMENT_PROPERTY];
  return typeof id === 'string' ? id : undefined;
}
