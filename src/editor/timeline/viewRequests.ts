import * as vscode from 'vscode';
import { UserError } from '../../lambda/errors';
import { FUNCTION_DEFAULTS } from '../../lambda/functionConfiguration';
import type { ExportFormat, HostMessage, ViewMessage, ViewPlace } from '../../timeline/viewMessages';
import type { FunctionHost } from '../functionHost';
import { functionKey } from '../functionNames';
import type { CommandId } from '../identifiers';
import type { WorkspaceFunctions } from '../workspaceFunctions';
import { invocationLog } from './invocationLog';
import type { InvocationTextStore } from './invocationTexts';
import type { ViewRequests } from './timelineConnection';
import type { TimelineDocuments } from './timelineDocuments';
import type { TimelineSource } from './timelineSource';

export interface EditorRequestParts {
  readonly functions: WorkspaceFunctions;
  readonly host: FunctionHost;
  readonly texts: InvocationTextStore;
  readonly documents: TimelineDocuments;
  readonly clear: (source: TimelineSource) => Promise<void>;
  readonly save: (source: TimelineSource, format: ExportFormat) => Promise<void>;
}

/** What the page of a timeline can have done in the editor. */
export class EditorRequests implements ViewRequests {
  constructor(private readonly parts: EditorRequestParts) {}

  async handle(
    message: Exclude<ViewMessage, { type: 'ready' }>,
    source: TimelineSource,
  ): Promise<HostMessage | undefined> {
    switch (message.type) {
      case 'askInvocation':
        return { type: 'invocation', requestId: message.requestId, ...this.parts.texts.of(message.requestId) };
      case 'openHandler':
        await this.openHandler(message.functionName, message.place);
        return undefined;
      case 'openLog':
        await this.openLog(message.requestId, source);
        return undefined;
      case 'openEvent':
        await this.openEvent(message.requestId);
        return undefined;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return undefined;
      case 'clear':
        await this.parts.clear(source);
        return undefined;
      case 'export':
        await this.parts.save(source, message.format);
        return undefined;
    }
  }

  private async openHandler(functionName: string, place: ViewPlace | undefined): Promise<void> {
    if (place !== undefined) {
      const at = new vscode.Position(place.line - 1, 0);
      await vscode.window.showTextDocument(vscode.Uri.file(place.file), { selection: new vscode.Range(at, at) });
      return;
    }
    const all = await this.parts.functions.load();
    const found = all.find(({ configuration }) => configuration.name === functionName);
    if (found === undefined) {
      throw new UserError(
        vscode.l10n.t('{0} is none of the functions of this window; open the folder that it is in.', functionName),
      );
    }
    const command: CommandId = 'warmpath.openHandler';
    await vscode.commands.executeCommand(command, functionKey(found));
  }

  private async openLog(requestId: string, source: TimelineSource): Promise<void> {
    const { host, documents } = this.parts;
    const { events } = await source.content();
    const functionName = events.find((event) => event.requestId === requestId)?.functionName;
    const served = host.fleet?.functions().find(({ name }) => name === functionName);
    const text = invocationLog(events, requestId, served?.logging ?? FUNCTION_DEFAULTS.logging);
    if (text === '') throw new UserError(vscode.l10n.t('Nothing was logged in this invocation.'));
    await documents.showLog(requestId, text);
  }

  private async openEvent(requestId: string): Promise<void> {
    const { texts, documents } = this.parts;
    const event = texts.of(requestId)?.event;
    if (event === undefined) {
      throw new UserError(vscode.l10n.t('The event of this invocation is not kept; only those of this session are.'));
    }
    await documents.showEvent(requestId, event);
  }
}
