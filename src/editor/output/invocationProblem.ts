import * as vscode from 'vscode';
import { LambdaServiceError, toError, UserError } from '../../lambda/errors';
import type { Logger } from '../../lambda/ports';
import type { ProjectFunction } from '../../project/projectFunction';
import type { CommandId } from '../identifiers';

/** What a button of a notification opens. */
interface Remedy {
  readonly title: string;
  readonly open: () => Thenable<unknown>;
}

const SHOW_LOG: CommandId = 'warmpath.showLog';

/** Says in one notification why a function could not be invoked, with a button where there is something to open. */
export async function showInvocationProblem(thrown: unknown, found: ProjectFunction, logger: Logger): Promise<void> {
  const error = toError(thrown);
  if (!(error instanceof UserError || error instanceof LambdaServiceError)) {
    logger.error(`${found.logicalName} could not be invoked`, error);
  }
  const remedy = remedyFor(error, found);
  const chosen = await vscode.window.showErrorMessage(
    error instanceof UserError
      ? error.message
      : vscode.l10n.t('{0} was not invoked: {1}', found.logicalName, error.message),
    ...(remedy === undefined ? [] : [remedy.title]),
  );
  if (chosen !== undefined) await remedy?.open();
}

function remedyFor(error: Error, found: ProjectFunction): Remedy | undefined {
  if (!(error instanceof UserError)) {
    return error instanceof LambdaServiceError
      ? undefined
      : { title: vscode.l10n.t('Show Log'), open: () => vscode.commands.executeCommand(SHOW_LOG) };
  }
  if (!vscode.workspace.isTrusted) {
    return {
      title: vscode.l10n.t('Manage Workspace Trust'),
      open: () => vscode.commands.executeCommand('workbench.trust.manage'),
    };
  }
  const problem = found.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) {
    const position = new vscode.Position(problem.line - 1, problem.column - 1);
    return {
      title: vscode.l10n.t('Open Template'),
      open: () =>
        vscode.window.showTextDocument(vscode.Uri.file(problem.file), {
          selection: new vscode.Range(position, position),
        }),
    };
  }
  return /\bsettings?\b/.test(error.message)
    ? {
        title: vscode.l10n.t('Open Settings'),
        open: () => vscode.commands.executeCommand('workbench.action.openSettings', 'warmpath.'),
      }
    : undefined;
}
