import * as vscode from 'vscode';
import { UserError } from '../lambda/errors';
import type { ChosenEvent } from '../project/eventFor';
import type { EventMemory } from '../project/eventMemory';
import type { ProjectFunction } from '../project/projectFunction';
import type { SavedEvent } from '../project/savedEvents';
import type { WorkspaceFunctions } from './workspaceFunctions';

const MEMORY_KEY = 'warmpath.lastEvents';

/** What the event is called that says nothing. */
export const EMPTY_EVENT = '{}';
/** What an event is called that was only in the clipboard; nobody can go back to it. */
export const CLIPBOARD = 'clipboard';

/** Finds the event to use for a function now, and remembers which one was used. */
export class EventChoice {
  readonly memory: EventMemory;

  constructor(
    private readonly functions: WorkspaceFunctions,
    private readonly state: vscode.Memento,
  ) {
    this.memory = {
      lastUsed: (functionName) => this.used()[functionName],
      // An event that was used for want of another one says nothing about the next time.
      remember: (functionName, source) => {
        if (source !== EMPTY_EVENT) this.store(functionName, source);
      },
    };
  }

  /** The user chose this event; it is used from now on, be it empty. */
  choose({ logicalName }: ProjectFunction, source: string): void {
    this.store(logicalName, source);
  }

  /** The event to use for this function now. Throws a UserError when it is not JSON. */
  async current(found: ProjectFunction): Promise<ChosenEvent> {
    if (this.memory.lastUsed(found.logicalName) === EMPTY_EVENT) {
      return { payload: emptyEvent(), source: EMPTY_EVENT, reason: 'used last' };
    }
    // Events need readers of several formats and all samples, which is much for starting up.
    const [{ eventFor }, { eventsOf }] = await Promise.all([
      import('../project/eventFor'),
      import('../project/savedEvents'),
    ]);
    const saved = await this.saved(found);
    return eventFor(found, {
      folder: folderOf(found),
      saved,
      own: eventsOf(found, saved, this.functions.functions),
      memory: this.memory,
    });
  }

  /** The event of this name: a saved event, a file, `sample:<id>` or `{}`. Throws a UserError when there is none. */
  async named(found: ProjectFunction, name: string): Promise<Uint8Array> {
    if (name === EMPTY_EVENT) return emptyEvent();
    const { findEvent } = await import('../project/events');
    const saved = await this.saved(found);
    const payload = await findEvent(name, { folder: folderOf(found), saved, eventSources: found.eventSources });
    if (payload === undefined) {
      throw new UserError(
        `There is no event "${name}" for ${found.logicalName}; name a saved event, a file or sample:<id>.`,
      );
    }
    return payload;
  }

  /** Events that belong to the function, the likeliest first. */
  async own(found: ProjectFunction): Promise<readonly SavedEvent[]> {
    const { eventsOf } = await import('../project/savedEvents');
    return eventsOf(found, await this.saved(found), this.functions.functions);
  }

  /** All events that are kept with the function's project. */
  async saved(found: ProjectFunction): Promise<SavedEvent[]> {
    const { savedEventsFor } = await import('../project/savedEvents');
    return savedEventsFor(folderOf(found), found);
  }

  private used(): Readonly<Record<string, string>> {
    return this.state.get(MEMORY_KEY, {});
  }

  private store(functionName: string, source: string): void {
    if (source !== CLIPBOARD) void this.state.update(MEMORY_KEY, { ...this.used(), [functionName]: source });
  }
}

function emptyEvent(): Uint8Array {
  return new TextEncoder().encode(EMPTY_EVENT);
}

/** The workspace folder of a function; its code folder when it lies in none. */
export function folderOf({ template, handlerFile, configuration }: ProjectFunction): string {
  const file = template?.file ?? handlerFile ?? configuration.codePath;
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? configuration.codePath;
}
