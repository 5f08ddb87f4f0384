import type { CodeLens } from 'vscode-languageserver/node';
import { rangeOf } from './diagnostics';
import type { Workspace } from './workspace';

/** One line above each handler of a file (absolute path): what it is, and how much is found in code that it leads to. */
export function codeLenses(file: string, workspace: Workspace): CodeLens[] {
  const handlers = workspace.lintedOf(file)?.handlers.filter((handler) => handler.file === file) ?? [];
  return handlers.map(({ code, name, runtime }) => {
    const { start } = rangeOf(code);
    const title = runtime === undefined ? `Lambda handler ${name}` : `Lambda handler ${name} (${runtime})`;
    // A lens without a command's name only shows its title.
    return { range: { start, end: start }, command: { title, command: '' } };
  });
}
