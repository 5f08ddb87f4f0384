import { existsSync } from 'node:fs';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { stateFolder } from '../fleet/stateFolder';
import { eventFor } from '../project/eventFor';
import { isInlineEvent, readEvent } from '../project/events';
import type { Project } from '../project/project';
import type { ProjectFunction } from '../project/projectFunction';
import { StoredEventMemory } from '../project/storedEventMemory';
import type { CommandContext } from './commandContext';

/** The event that `--event` names, or the one to use now. Throws a UserError when there is no such event. */
export async function eventPayload(
  source: string | undefined,
  project: Project,
  found: ProjectFunction,
  context: CommandContext,
): Promise<Uint8Array> {
  const folder = context.workingFolder;
  const saved = await project.savedEvents(found);
  const memory = new StoredEventMemory(stateFolder(context.host), path.dirname(found.template?.file ?? folder));
  if (source === undefined) {
    const chosen = await eventFor(found, { folder, saved, own: project.ownEvents(found, saved), memory });
    if (chosen.reason !== 'empty') {
      context.stderr.write(`Event: ${chosen.source} (${CHOSEN[chosen.reason]}); --event takes another.\n`);
    }
    return chosen.payload;
  }
  const payload = await readEvent(source, {
    folder,
    saved,
    eventSources: found.eventSources,
    ...(source === '-' ? { standardInput: await readAll(context.stdin) } : {}),
  });
  const file = path.resolve(folder, source);
  // The next command may run in another folder. What was typed as JSON is not kept.
  if (source !== '-' && !isInlineEvent(source)) memory.remember(found.logicalName, existsSync(file) ? file : source);
  return payload;
}

const CHOSEN = {
  'used last': 'used last time',
  saved: 'saved for this function',
  sample: 'a sample of its first event source',
} as const;
