import * as vscode from 'vscode';
import { DEBUG_TYPE, type LaunchConfiguration } from '../debugAdapter/configuration';
import { UserError } from '../lambda/errors';
import type { ProjectFunction, SourceLocation } from '../project/projectFunction';
import { mayRun, type CommandTable } from './commands';
import { CLIPBOARD, folderOf, type EventChoice } from './eventChoice';
import { openNewEvent } from './eventDocuments';
import type { EventPicker } from './eventPicker';
import type { FunctionHost } from './functionHost';
import { functionKey, placeOf, uniqueName } from './functionNames';
import type { FunctionPicker } from './functionPicker';
import type { FunctionsView } from './functionsView';
import type { HandlerPlaces } from './handlerPlaces';
import type { GivenEvent, Invocations } from './invocations';
import { invokeCommandLine } from './invokeCommandLine';
import { request, type LambdaSessions } from './lambdaSessions';
import type { LocalApis } from './localApis';
import type { Settings } from './settings';
import type { WorkspaceFunctions } from './workspaceFunctions';

export interface FunctionCommandParts {
  readonly functions: WorkspaceFunctions;
  readonly host: FunctionHost;
  readonly apis: LocalApis;
  readonly settings: Settings;
  readonly places: HandlerPlaces;
  readonly picker: FunctionPicker;
  readonly events: EventChoice;
  readonly eventPicker: EventPicker;
  readonly invocations: Invocations;
  readonly sessions: LambdaSessions;
  readonly view: FunctionsView;
}

type FunctionCommand =
  | 'warmpath.invoke'
  | 'warmpath.debug'
  | 'warmpath.invokeWithEvent'
  | 'warmpath.debugWithEvent'
  | 'warmpath.invokeAgain'
  | 'warmpath.detach'
  | 'warmpath.recycle'
  | 'warmpath.chooseEvent'
  | 'warmpath.newEvent'
  | 'warmpath.openHandler'
  | 'warmpath.openTemplate'
  | 'warmpath.openEvent'
  | 'warmpath.refresh'
  | 'warmpath.copyInvokeCommand'
  | 'warmpath.revealFunction';

/** The commands that are about a function. */
export function functionCommands(parts: FunctionCommandParts): Pick<CommandTable, FunctionCommand> {
  const commands = new FunctionCommands(parts);
  const { functions, view } = parts;
  const { t } = vscode.l10n;
  return {
    'warmpath.invoke': (given) => commands.run(given, t('Function to invoke'), (found) => commands.invoke(found)),
    'warmpath.debug': (given) => commands.run(given, t('Function to debug'), (found) => commands.debug(found)),
    'warmpath.invokeWithEvent': (given) =>
      commands.run(given, t('Function to invoke'), async (found) => {
        const event = await commands.event(given, found);
        if (event !== undefined) await commands.invoke(found, event);
      }),
    'warmpath.debugWithEvent': (given) =>
      commands.run(given, t('Function to debug'), async (found) => {
        const event = await commands.event(given, found);
        if (event !== undefined) await commands.debug(found, event);
      }),
    'warmpath.invokeAgain': () => commands.invokeAgain(),
    'warmpath.detach': () => commands.detach(),
    'warmpath.recycle': (given) =>
      commands.run(given, t('Function whose environments end'), (found) => commands.recycle(found)),
    'warmpath.copyInvokeCommand': (given) =>
      commands.run(given, t('Function to invoke'), (found) => commands.copyInvokeCommand(found)),
    'warmpath.chooseEvent': (given) =>
      commands.look(given, t('Function to choose the event of'), (found) => parts.eventPicker.choose(found)),
    'warmpath.newEvent': (given) =>
      commands.look(given, t('Function to write an event for'), async (found) => {
        const event = await parts.eventPicker.pick(found);
        // As soon as it is saved, it is the one to use.
        if (event !== undefined) parts.events.choose(found, await openNewEvent(found, event));
      }),
    'warmpath.openHandler': (given) =>
      commands.look(given, t('Function to open'), (found) => commands.openHandler(found)),
    'warmpath.openTemplate': (given) =>
      commands.look(given, t('Function to open'), (found) => open(found.template ?? placeOf(found))),
    'warmpath.openEvent': (given) => commands.look(given, t('Function to open'), (found) => commands.openEvent(found)),
    'warmpath.revealFunction': (given) =>
      commands.look(given, t('Function to show'), (found) => view.reveal(functionKey(found))),
    'warmpath.refresh': () => functions.refresh(),
  };
}

class FunctionCommands {
  constructor(private readonly parts: FunctionCommandParts) {}

  /** Does something with a function that runs its code, or would. */
  async run(given: unknown, placeHolder: string, action: (found: ProjectFunction) => Promise<unknown>): Promise<void> {
    if (await mayRun()) await this.look(given, placeHolder, action);
  }

  async look(given: unknown, placeHolder: string, action: (found: ProjectFunction) => Promise<unknown>): Promise<void> {
    const found = await this.parts.picker.choose(given, placeHolder);
    if (found !== undefined) await action(found);
  }

  /** While the function is debugged, its session invokes it, so that breakpoints are hit. */
  async invoke(found: ProjectFunction, event?: GivenEvent): Promise<void> {
    const { sessions, invocations } = this.parts;
    const session = sessions.of(found, this.nameOf(found));
    if (session === undefined) await invocations.invoke(found, event);
    else await request(session, 'invoke', event === undefined ? {} : { event: jsonOf(event) });
  }

  async debug(found: ProjectFunction, event?: GivenEvent): Promise<void> {
    const name = this.nameOf(found);
    if (this.parts.sessions.of(found, name) !== undefined) {
      await this.invoke(found, event);
      return;
    }
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(placeOf(found).file));
    const given: LaunchConfiguration = {
      function: name,
      ...(event === undefined ? {} : { event: event.source === CLIPBOARD ? jsonOf(event) : event.source }),
    };
    await vscode.debug.startDebugging(folder, {
      type: DEBUG_TYPE,
      request: 'launch',
      name: found.logicalName,
      ...given,
    });
  }

  /** The event of a row of the Functions view, else the one that the user picks. */
  async event(given: unknown, found: ProjectFunction): Promise<GivenEvent | undefined> {
    const { events, eventPicker } = this.parts;
    const isRow = typeof given === 'object' && given !== null && 'event' in given;
    if (!isRow || typeof given.event !== 'string') return eventPicker.choose(found);
    return { payload: await events.named(found, given.event), source: given.event };
  }

  async invokeAgain(): Promise<void> {
    const { sessions, invocations, functions } = this.parts;
    if (sessions.active !== undefined) {
      await request(sessions.active, 'invoke');
      return;
    }
    const { last } = invocations;
    if (last === undefined) {
      await vscode.commands.executeCommand('warmpath.invoke');
      return;
    }
    const key = functionKey(last.found);
    // Its template may have been changed since.
    const now = functions.functions.find((found) => functionKey(found) === key) ?? last.found;
    if (await mayRun()) await this.invoke(now, last.event);
  }

  async detach(): Promise<void> {
    const { active } = this.parts.sessions;
    if (active === undefined) throw new UserError(vscode.l10n.t('No function is being debugged.'));
    await request(active, 'detach');
  }

  recycle(found: ProjectFunction): Promise<void> {
    const { fleet } = this.parts.host;
    const { name } = found.configuration;
    if (fleet?.functions().some((served) => served.name === name) !== true) {
      throw new UserError(
        vscode.l10n.t('{0} has no environments yet; the next invocation is cold anyway.', found.logicalName),
      );
    }
    fleet.recycle(name, vscode.l10n.t('recycled in the editor'));
    return Promise.resolve();
  }

  async copyInvokeCommand(found: ProjectFunction): Promise<void> {
    const { host, apis, events, settings } = this.parts;
    await host.serve(found);
    const url = await apis.opened();
    if (url === undefined) {
      throw new UserError(
        vscode.l10n.t('The Invoke API of this window is switched off; switch on "warmpath.invokeApi.enabled".'),
      );
    }
    const { payload, source } = await events.current(found);
    const saved = (await events.saved(found)).find(({ name, text }) => name === source && text === undefined);
    const command = invokeCommandLine({
      functionName: found.configuration.name,
      url,
      region: settings.region,
      event: saved === undefined ? { json: Buffer.from(payload).toString() } : { file: saved.file },
      windows: process.platform === 'win32',
    });
    await vscode.env.clipboard.writeText(command);
    void vscode.window.setStatusBarMessage(vscode.l10n.t('The command is in the clipboard.'), 3_000);
  }

  async openHandler(found: ProjectFunction): Promise<void> {
    const located = await this.parts.places.locate(found);
    await open(located?.name ?? found.places.handler ?? placeOf(found));
  }

  async openEvent(found: ProjectFunction): Promise<void> {
    const own = await this.parts.events.own(found);
    if (own.length === 0) {
      throw new UserError(
        vscode.l10n.t('{0} has no saved events yet; "Warmpath: New Event" makes one.', found.logicalName),
      );
    }
    const items = own.map((event) => ({
      label: event.name,
      description: vscode.workspace.asRelativePath(event.file),
      event,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Event of {0}', found.logicalName),
    });
    if (picked !== undefined) await open({ file: picked.event.file, line: 1, column: 1 });
  }

  /** As launch configurations name the function. */
  private nameOf(found: ProjectFunction): string {
    return uniqueName(found, this.parts.functions.functions, folderOf(found));
  }
}

async function open({ file, line, column }: SourceLocation): Promise<void> {
  const at = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at) });
}

function jsonOf({ payload }: GivenEvent): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(payload).toString()) as Readonly<Record<string, unknown>>;
}
