import * as vscode from 'vscode';
import type { Logger } from '../../lambda/ports';
import type { CommandId } from '../identifiers';

const MEMORY_KEY = 'warmpath.importNotices';
/** Files whose notices have been shown. */
const REMEMBERED = 50;

/** Shows what a reader had to say of a file, once for each file: its editor is filled again after a reload. */
export function importNotices(
  file: vscode.Uri,
  notices: readonly string[],
  { context, logger }: { readonly context: vscode.ExtensionContext; readonly logger: Logger },
): void {
  const { workspaceState } = context;
  const shown = workspaceState.get<readonly string[]>(MEMORY_KEY, []);
  const key = `${file.toString()} ${notices.join(' ')}`;
  if (shown.includes(key)) return;
  void workspaceState.update(MEMORY_KEY, [key, ...shown].slice(0, REMEMBERED));
  for (const notice of notices) logger.info(`${file.fsPath}: ${notice}`);
  void show(notices);
}

async function show(notices: readonly string[]): Promise<void> {
  const [first = '', ...others] = notices;
  if (others.length === 0) {
    void vscode.window.showInformationMessage(first);
    return;
  }
  const showLog = vscode.l10n.t('Show Log');
  const message = vscode.l10n.t('{0} ({1} more in the log)', first, others.length);
  const command: CommandId = 'warmpath.showLog';
  if ((await vscode.window.showInformationMessage(message, showLog)) === showLog)
    await vscode.commands.executeCommand(command);
}
