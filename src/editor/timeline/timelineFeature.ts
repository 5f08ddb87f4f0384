import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable, LifecycleEvent } from '../../lambda/lifecycleEvents';
import { systemClock, type Logger } from '../../lambda/ports';
import { showError, type CommandTable } from '../commands';
import type { FunctionHost } from '../functionHost';
import { TIMELINE_FILE_EDITOR, TIMELINE_PANEL, type ViewId } from '../identifiers';
import type { Settings } from '../settings';
import type { WorkspaceFunctions } from '../workspaceFunctions';
import type { FileTimeline } from './fileTimeline';
import type { InvocationTextStore } from './invocationTexts';
import { registerRequestLinks } from './requestLinks';
import type { RunCommands } from './runCommands';
import { timelineCommands, type TimelineCommand } from './timelineCommands';
import { TimelineDocuments } from './timelineDocuments';
import { TimelineHistory } from './timelineHistory';
import type { Timelines } from './timelines';

const VIEW: ViewId = 'warmpath.timeline';
/** Length of the history as JSON: what a page gets at once. Its file may be twice as long. */
const MAXIMUM_CHARACTERS = 32 * 1024 * 1024;

export interface TimelineFeatureParts {
  readonly context: vscode.ExtensionContext;
  readonly functions: WorkspaceFunctions;
  readonly host: FunctionHost;
  readonly texts: InvocationTextStore;
  readonly settings: Settings;
  readonly logger: Logger;
}

interface Loaded {
  readonly timelines: Timelines;
  readonly runs: RunCommands;
}

/** The timeline: its history from the first event on, what shows it when somebody looks. */
export class TimelineFeature implements Disposable {
  readonly commands: Pick<CommandTable, TimelineCommand>;
  private readonly history: TimelineHistory;
  private readonly documents = new TimelineDocuments();
  private readonly subscriptions: Disposable[];
  private loading: Promise<Loaded> | undefined;
  private loaded: Loaded | undefined;

  constructor(private readonly parts: TimelineFeatureParts) {
    const { host, settings, logger } = parts;
    this.history = new TimelineHistory({
      source: host,
      clock: systemClock,
      logger,
      title: vscode.l10n.t('Timeline'),
      endCause: vscode.l10n.t('its window was closed'),
      limits: () => ({ events: settings.maximumTimelineEvents, characters: MAXIMUM_CHARACTERS }),
      file: () => this.stored('history.jsonl'),
    });
    this.commands = timelineCommands({
      timelines: async () => (await this.load()).timelines,
      runs: async () => (await this.load()).runs,
    });
    this.subscriptions = [
      this.documents,
      registerRequestLinks(),
      vscode.window.registerWebviewViewProvider(VIEW, {
        resolveWebviewView: async (view) => (await this.load()).timelines.resolveView(view),
      }),
      vscode.window.registerWebviewPanelSerializer(TIMELINE_PANEL, {
        deserializeWebviewPanel: async (panel) => (await this.load()).timelines.resolvePanel(panel),
      }),
      vscode.window.registerCustomEditorProvider(TIMELINE_FILE_EDITOR, {
        openCustomDocument: (uri) => this.openFile(uri),
        resolveCustomEditor: async (file: FileTimeline, panel) =>
          (await this.load()).timelines.resolveFile(panel, file),
      }),
    ];
  }

  /** What has happened in the window, also before it was reloaded. */
  async events(): Promise<readonly LifecycleEvent[]> {
    return (await this.history.content()).events;
  }

  dispose(): void {
    this.history.dispose();
    this.loaded?.timelines.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Path of something that is kept with the workspace; undefined where nothing may be kept. */
  private stored(name: string): string | undefined {
    const folder = this.parts.context.storageUri?.fsPath;
    return folder === undefined || !vscode.workspace.isTrusted ? undefined : path.join(folder, 'timeline', name);
  }

  private async openFile(uri: vscode.Uri): Promise<FileTimeline> {
    const [{ FileTimeline }, { importNotices }] = await Promise.all([
      import('./fileTimeline'),
      import('./importNotices'),
    ]);
    return new FileTimeline(uri, (notices) => importNotices(uri, notices, this.parts));
  }

  private load(): Promise<Loaded> {
    this.loading ??= this.loadAll();
    return this.loading;
  }

  private async loadAll(): Promise<Loaded> {
    const [{ Timelines }, { EditorRequests }, { RunCommands }, { KeptRuns }] = await Promise.all([
      import('./timelines'),
      import('./viewRequests'),
      import('./runCommands'),
      import('./keptRuns'),
    ]);
    const { history, documents } = this;
    const { context, functions, host, texts, logger } = this.parts;
    const runs = new RunCommands({
      history,
      runs: () => {
        const folder = this.stored('runs');
        return folder === undefined ? undefined : new KeptRuns(folder);
      },
    });
    const requests = new EditorRequests({
      ...{ functions, host, texts, documents },
      clear: (source) => runs.clearSource(source),
      save: (source, format) => runs.save(source, format),
    });
    const timelines = new Timelines({
      ...{ extensionUri: context.extensionUri, history, requests, clock: systemClock, logger },
      showError: (error) => void showError(error, VIEW, logger),
    });
    this.loaded = { timelines, runs };
    return this.loaded;
  }
}
