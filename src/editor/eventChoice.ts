import * as vscode from 'vscode';
import { UserError } from '../lambda/errors';
import { eventFor, type ChosenEvent } from '../project/eventFor';
import type { EventMemory } from '../project/eventMemory';
import { findEvent } from '../project/events';
import type { ProjectFunction } from '../project/projectFunction';
import { eventsOf, savedEventsFor, type SavedEvent } from '../project/savedEvents';
import type { WorkspaceFunctions } from './workspaceFunctions';

const MEMORY_KEY = 'warmpath.lastEvents';

/** Finds the event to use for a function now, and remembers which one was used. */
export class EventChoice {
  readonly memory: EventMemory;

  constructor(
    private readonly functions: WorkspaceFunctions,
    state: vscode.Memento,
  ) {
    const used = (): Readonly<Record<string, string>> => state.get(MEMORY_KEY, {});
    this.memory = {
      lastUsed: (functionName) => used()[functionName],
      remember: (functionName, source) => void state.update(MEMORY_KEY, { ...used(), [functionName]: source }),
    };
  }

  /** The event to use for this function now. Throws a UserError when it is not JSON. */
  async current(found: ProjectFunction): Promise<ChosenEvent> {
    const saved = await this.saved(found);
    return eventFor(found, {
      folder: folderOf(found),
      saved,
      own: eventsOf(found, saved, this.functions.functions),
      memory: this.memory,
    });
  }

  /** The event of this name: a saved event, a file or `sample:<id>`. Throws a UserError when there is none. */
  async named(found: ProjectFunction, name: string): Promise<Uint8Array> {
    const saved = await this.saved(found);
    const payload = await findEvent(name, { folder: folderOf(found), saved, eventSources: found.eventSources });
    if (payload === undefined) {
      throw new UserError(`There is no event "${name}" for ${found.logicalName}; name a saved event, a file or sample:<id>.`);
    }
    return payload;
  }

  /** Events that belong to the function, the likeliest first. */
  async own(found: ProjectFunction): Promise<readonly SavedEvent[]> {
    return eventsOf(found, await this.saved(found), this.functions.functions);
  }

  private saved(found: ProjectFunction): Promise<SavedEvent[]> {
    return savedEventsFor(folderOf(found), found);
  }
}

/** The workspace folder of a function; its code folder when it lies in none. */
export function folderOf({ template, handlerFile, configuration }: ProjectFunction): string {
  const file = template?.file ?? handlerFile ?? configuration.codePath;
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? configuration.codePath;
}
