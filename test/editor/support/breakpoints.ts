import type { EditorWindow } from './editorWindow';

/** A breakpoint in a line (counted from 1); the expression and the text are those of the editor's dialogs. */
export interface Breakpoint {
  readonly line: number;
  readonly condition?: string;
  readonly logMessage?: string;
}

/** The breakpoints of a file, and no other ones; while an environment is debugged, its debugger knows them then. */
export async function setBreakpoints(
  window: EditorWindow,
  file: string,
  breakpoints: readonly (number | Breakpoint)[],
): Promise<void> {
  const from = window.sessions.records.length;
  const wanted = breakpoints.map((each) => (typeof each === 'number' ? { line: each } : each));
  await window.evaluate(
    (vscode, given) => {
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
      const uri = vscode.workspace.workspaceFolders?.[0]?.uri.with({ path: given.file });
      if (uri === undefined) return;
      vscode.debug.addBreakpoints(
        given.wanted.map(({ line, condition, logMessage }) => {
          const place = new vscode.Location(uri, new vscode.Position(line - 1, 0));
          return new vscode.SourceBreakpoint(place, true, condition, undefined, logMessage);
        }),
      );
    },
    { file, wanted },
  );
  const [last] = window.sessions.records.filter(({ sessionType }) => sessionType === 'lambda').slice(-1);
  if (last === undefined || last.what === 'ended') return;
  const isAnswered = (): boolean => {
    const messages = window.sessions.records
      .slice(from)
      .filter(({ message, sessionType }) => message?.command === 'setBreakpoints' && sessionType !== 'lambda');
    const asked = messages.filter(({ what }) => what === 'request');
    // js-debug has a session for the debugger, which answers at once, and one for the process.
    const answered = messages.filter(
      ({ what, message }) =>
        what === 'response' && (message?.body?.['breakpoints'] as unknown[] | undefined)?.length === wanted.length,
    );
    return (
      asked.length > 0 && asked.every(({ sessionId }) => answered.some((answer) => answer.sessionId === sessionId))
    );
  };
  await window.sessions.record(isAnswered, from);
}
