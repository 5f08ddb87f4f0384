import * as vscode from 'vscode';
import type { HandlerPlaces } from './handlerPlaces';
import type { ContextId } from './identifiers';
import type { WorkspaceFunctions } from './workspaceFunctions';

const HANDLER_FILES: ContextId = 'warmpath.handlerFiles';
const READY: ContextId = 'warmpath.ready';
const HAS_FUNCTIONS: ContextId = 'warmpath.hasFunctions';

/** Tells menus which files hold handlers, and whether there are functions at all. */
export function registerFunctionContexts(functions: WorkspaceFunctions, places: HandlerPlaces): vscode.Disposable {
  const announce = async (): Promise<void> => {
    const all = functions.functions;
    const files = await places.files(all);
    // A reading that is over in the meantime tells it by itself.
    if (all !== functions.functions) return;
    await Promise.all([
      set(HANDLER_FILES, [...files]),
      set(HAS_FUNCTIONS, all.length > 0 || functions.problems.length > 0),
      set(READY, functions.ready),
    ]);
  };
  return functions.onChange(() => void announce());
}

function set(context: ContextId, value: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', context, value);
}
