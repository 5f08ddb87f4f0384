import * as vscode from 'vscode';
import { UserError } from '../../lambda/errors';
import type { ProjectFunction } from '../../project/projectFunction';

/** What a button of a notification opens. */
interface Remedy {
  readonly title: string;
  readonly open: () => Thenable<unknown>;
}

/**
 * Shows why a function could not be invoked together with a button that leads to the place to change; whether there is
 * one. Otherwise nothing is shown.
 */
export function offerRemedy(thrown: unknown, found: ProjectFunction): boolean {
  const remedy = thrown instanceof UserError ? remedyFor(thrown, found) : undefined;
  if (!(thrown instanceof UserError) || remedy === undefined) return false;
  void vscode.window.showErrorMessage(thrown.message, remedy.title).then(async (chosen) => {
    if (chosen !== undefined) await remedy.open();
  });
  return true;
}

function remedyFor(error: UserError, found: ProjectFunction): Remedy | undefined {
  const problem = found.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) {
    const at = new vscode.Position(problem.line - 1, problem.column - 1);
    return {
      title: vscode.l10n.t('Open Template'),
      open: () =>
        vscode.window.showTextDocument(vscode.Uri.file(problem.file), { selection: new vscode.Range(at, at) }),
    };
  }
  return /\bsettings?\b/.test(error.message)
    ? {
        title: vscode.l10n.t('Open Settings'),
        open: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:warmpath.warmpath runtime'),
      }
    : undefined;
}
