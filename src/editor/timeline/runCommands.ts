import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../lambda/errors';
import { exportTimeline, type TimelineFormat } from '../../timeline/exchange/exportTimeline';
import { TIMELINE_FILE_EDITOR } from '../identifiers';
import { fileName, type KeptRun, type KeptRuns } from './keptRuns';
import type { TimelineHistory } from './timelineHistory';
import type { TimelineSource } from './timelineSource';

export interface RunCommandParts {
  readonly history: TimelineHistory;
  /** Undefined where nothing may be kept. */
  readonly runs: () => KeptRuns | undefined;
}

interface FormatChoice extends vscode.QuickPickItem {
  readonly format: TimelineFormat;
}

/** Keeping, opening, exporting and importing what the timeline shows. */
export class RunCommands {
  constructor(private readonly parts: RunCommandParts) {}

  clear(): Promise<void> {
    return this.parts.history.clear();
  }

  /** Clears what a timeline shows. Throws a UserError for one that is a file. */
  async clearSource(source: TimelineSource): Promise<void> {
    if (source !== this.parts.history) {
      throw new UserError(vscode.l10n.t('Only the timeline of this window is cleared; a kept run can be deleted.'));
    }
    await this.clear();
  }

  /** Asks for a format, then for a file. */
  async export(source: TimelineSource): Promise<void> {
    const picked = await vscode.window.showQuickPick(formatChoices(), { placeHolder: vscode.l10n.t('Format') });
    if (picked !== undefined) await this.save(source, picked.format);
  }

  /** Asks for a file and writes it. */
  async save(source: TimelineSource, format: TimelineFormat): Promise<void> {
    const { title, events } = await source.content();
    if (events.length === 0) throw new UserError(vscode.l10n.t('The timeline is empty; invoke a function first.'));
    const { text, extension } = exportTimeline(events, format);
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(startFolder(), `${fileName(title)}.${extension}`),
      filters: { [extension.toUpperCase()]: [extension] },
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, Buffer.from(text));
    void vscode.window.setStatusBarMessage(vscode.l10n.t('The timeline is in {0}.', path.basename(target.path)), 5_000);
  }

  /** Opens files as timelines; asks for them when none is named. */
  async import(named: readonly vscode.Uri[]): Promise<void> {
    const files = named.length > 0 ? named : await this.chooseFiles();
    for (const file of files) await openTimeline(file);
  }

  /** Keeps the history under a name. */
  async keep(): Promise<void> {
    const runs = this.keptRuns();
    const { events } = await this.parts.history.content();
    if (events.length === 0) throw new UserError(vscode.l10n.t('The timeline is empty; invoke a function first.'));
    const taken = new Set((await runs.list()).map(({ name }) => name));
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('Keep Run'),
      prompt: vscode.l10n.t('Name of the run, such as “before the fix”'),
      validateInput: (value) => nameMessage(value, taken),
    });
    if (name === undefined) return;
    const run = await runs.keep(name, events);
    void vscode.window.setStatusBarMessage(vscode.l10n.t('The run is kept as “{0}”.', run.name), 5_000);
  }

  async open(): Promise<void> {
    const run = await this.choose(vscode.l10n.t('Kept run to open'));
    if (run !== undefined) await openTimeline(vscode.Uri.file(run.file));
  }

  async delete(): Promise<void> {
    const run = await this.choose(vscode.l10n.t('Kept run to delete'));
    if (run === undefined) return;
    const remove = vscode.l10n.t('Delete');
    const message = vscode.l10n.t('Delete the kept run “{0}”?', run.name);
    if ((await vscode.window.showWarningMessage(message, { modal: true }, remove)) !== remove) return;
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter(({ input }) => isOf(input, run)));
    await this.keptRuns().remove(run);
  }

  private keptRuns(): KeptRuns {
    const runs = this.parts.runs();
    if (runs === undefined) throw new UserError(vscode.l10n.t('Runs are kept in a folder that is open and trusted.'));
    return runs;
  }

  private async choose(placeHolder: string): Promise<KeptRun | undefined> {
    const runs = await this.keptRuns().list();
    if (runs.length === 0) throw new UserError(vscode.l10n.t('No run is kept yet; “Warmpath: Keep Run…” keeps one.'));
    const picked = await vscode.window.showQuickPick(
      runs.map((run) => ({ label: run.name, run })),
      { placeHolder },
    );
    return picked?.run;
  }

  private async chooseFiles(): Promise<readonly vscode.Uri[]> {
    const files = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import into the Timeline'),
      openLabel: vscode.l10n.t('Import'),
      canSelectMany: true,
      defaultUri: startFolder(),
    });
    return files ?? [];
  }
}

async function openTimeline(file: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', file, TIMELINE_FILE_EDITOR);
}

function formatChoices(): FormatChoice[] {
  const { t } = vscode.l10n;
  return [
    { label: t('Trace events'), description: t('Perfetto, Chrome DevTools'), format: 'trace' },
    { label: t('OpenTelemetry'), description: t('OTLP as JSON'), format: 'otlp' },
    { label: t('Invocations'), description: t('CSV, one line for each'), format: 'invocations' },
    { label: t('Summary'), description: t('CSV'), format: 'csv' },
    { label: t('Lifecycle events'), description: t('for Warmpath'), format: 'events' },
  ];
}

/** What keeps a name from being taken; one that is taken may be used again knowingly. */
function nameMessage(value: string, taken: ReadonlySet<string>): vscode.InputBoxValidationMessage | undefined {
  const name = fileName(value);
  if (name === '') {
    return { message: vscode.l10n.t('A run needs a name.'), severity: vscode.InputBoxValidationSeverity.Error };
  }
  return taken.has(name)
    ? {
        message: vscode.l10n.t('There is a run of this name; it is replaced.'),
        severity: vscode.InputBoxValidationSeverity.Warning,
      }
    : undefined;
}

function isOf(input: unknown, { file }: KeptRun): boolean {
  return input instanceof vscode.TabInputCustom && input.uri.fsPath === file;
}

function startFolder(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(process.cwd());
}
