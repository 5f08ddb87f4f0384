import * as vscode from 'vscode';
import { LambdaServiceError, toError, UserError } from '../lambda/errors';
import type { Logger } from '../lambda/ports';
import type { CommandId } from './identifiers';

/** What every command of package.json does; the compiler sees to it that none is missing. */
export type CommandTable = Readonly<Record<CommandId, (argument: unknown) => unknown>>;

/** Registers commands; what goes wrong in one is shown in one line. */
export function registerCommands(table: CommandTable, logger: Logger): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(table).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          await run(argument);
        } catch (thrown) {
          await showError(toError(thrown), id, logger);
        }
      }),
    ),
  );
}

/** Tells the user in one line what went wrong; what is nobody's mistake is in the log, too. */
export async function showError(error: Error, command: string, logger: Logger): Promise<void> {
  if (error instanceof UserError || error instanceof LambdaServiceError) {
    void vscode.window.showErrorMessage(error.message);
    return;
  }
  logger.error(`${command} failed`, error);
  const showLog = vscode.l10n.t('Show Log');
  const id: CommandId = 'warmpath.showLog';
  if ((await vscode.window.showErrorMessage(error.message, showLog)) === showLog)
    await vscode.commands.executeCommand(id);
}

/** Says why nothing is run in Restricted Mode, and offers to change it; whether something may be run. */
export async function mayRun(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const trust = vscode.l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Functions are not run in Restricted Mode; trust this workspace to run the code that is in it.'),
    trust,
  );
  if (chosen === trust) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
