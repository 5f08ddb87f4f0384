import type { Stop } from './debugSessions';
import type { EditorWindow } from './editorWindow';

/** A debug session of type `lambda` in a window, as launch.json and the debug toolbar control it. */
export class LambdaSession {
  private constructor(
    private readonly window: EditorWindow,
    readonly id: string,
  ) {}

  /** Starts a session and waits until its parent runs. */
  static async start(window: EditorWindow, configuration: object): Promise<LambdaSession> {
    const from = window.sessions.records.length;
    await window.evaluate(
      (vscode, given) =>
        vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
          ...{ type: 'lambda', request: 'launch', name: 'Tested' },
          ...given,
        }),
      configuration,
    );
    const started = await window.sessions.record(
      ({ what, sessionType }) => what === 'started' && sessionType === 'lambda',
      from,
    );
    return new LambdaSession(window, started.sessionId);
  }

  /** Invokes once more; resolves when the invocation is over, so a breakpoint has to be continued meanwhile. */
  invoke(event?: unknown): Promise<unknown> {
    return this.window.sessions.request({ sessionId: this.id }, 'invoke', event === undefined ? undefined : { event });
  }

  /** Presses Stop. */
  async stop(): Promise<void> {
    await this.window.evaluate(async (vscode, id, { kept }) => {
      const sessions = kept['debugSessions'] as ReadonlyMap<string, Parameters<typeof vscode.debug.stopDebugging>[0]>;
      await vscode.debug.stopDebugging(sessions.get(id));
    }, this.id);
    await this.ended();
  }

  async detach(): Promise<void> {
    await this.window.sessions.request({ sessionId: this.id }, 'detach', undefined);
    await this.ended();
  }

  async ended(): Promise<void> {
    await this.window.sessions.record(({ what, sessionId }) => what === 'ended' && sessionId === this.id);
  }

  /** Everything the session printed. */
  output(): string {
    return this.window.sessions.records
      .filter(({ sessionId, message }) => sessionId === this.id && message?.event === 'output')
      .map(({ message }) => String(message?.body?.['output']))
      .join('');
  }

  /** Waits until the session has printed something that fits. */
  async printed(text: string | RegExp): Promise<void> {
    await this.window.sessions.record(() => {
      const output = this.output();
      return typeof text === 'string' ? output.includes(text) : text.test(output);
    });
  }

  /** Invokes, waits for the stop, looks at an expression there, and lets the invocation end. */
  async invokeAndLook(previous: Stop, expression: string): Promise<{ stop: Stop; value: string }> {
    const invoked = this.invoke();
    const stop = await this.window.sessions.stop(previous);
    const value = await this.window.sessions.evaluate(stop, expression);
    await this.window.sessions.continue(stop);
    await invoked;
    return { stop, value };
  }
}
