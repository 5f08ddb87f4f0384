import path from 'node:path';
import * as vscode from 'vscode';
import type { ProjectFunction } from '../project/projectFunction';
import type { SavedEvent } from '../project/savedEvents';
import { CLIPBOARD, EMPTY_EVENT, folderOf, type EventChoice } from './eventChoice';
import { eventPicks, type EventPick, type NamedEvent } from './eventPicks';
import type { GivenEvent } from './invocations';

/** Asks which event to use, in one pick. */
export class EventPicker {
  constructor(private readonly events: EventChoice) {}

  /** The chosen event, which is used from now on. Undefined when none was chosen. Throws a UserError when it is not JSON. */
  async choose(found: ProjectFunction): Promise<GivenEvent | undefined> {
    const event = await this.pick(found);
    if (event !== undefined) this.events.choose(found, event.source);
    return event;
  }

  /** The chosen event, for this once. Throws a UserError as `choose` does. */
  async pick(found: ProjectFunction): Promise<GivenEvent | undefined> {
    const picked = await this.ask(found);
    if (picked === undefined) return undefined;
    if (picked.clipboard === true) {
      const { parseEvent } = await import('../project/events');
      const payload = parseEvent(await vscode.env.clipboard.readText(), vscode.l10n.t('the clipboard'));
      return { payload, source: CLIPBOARD };
    }
    const source = picked.source ?? EMPTY_EVENT;
    return { payload: await this.events.named(found, source), source };
  }

  private async ask(found: ProjectFunction): Promise<EventPick | undefined> {
    const { SAMPLES, samplesFor } = await import('../project/samples/registry');
    const own = await this.events.own(found);
    const all = await this.events.saved(found);
    const named = ({ name, file }: SavedEvent): NamedEvent => ({
      name,
      file: path.relative(folderOf(found), file).split(path.sep).join('/'),
    });
    const picks = eventPicks(
      {
        last: this.events.memory.lastUsed(found.logicalName),
        own: own.map(named),
        others: all.filter((event) => !own.some((other) => isSame(other, event))).map(named),
        fitting: samplesFor(found.eventSources).map(({ sample }) => sample),
        samples: SAMPLES,
      },
      vscode.l10n.t,
    );
    const items = picks.map(({ isHeading, label, description, ...pick }) => ({
      label,
      ...(description === undefined ? {} : { description }),
      kind: isHeading ? vscode.QuickPickItemKind.Separator : vscode.QuickPickItemKind.Default,
      pick: { isHeading, label, ...pick },
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Event for {0}', found.logicalName),
      matchOnDescription: true,
    });
    return chosen?.pick;
  }
}

function isSame(one: SavedEvent, other: SavedEvent): boolean {
  return one.name === other.name && one.file === other.file;
}
