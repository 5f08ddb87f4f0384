import * as vscode from 'vscode';
import type { CommandTable } from '../commands';
import type { RunCommands } from './runCommands';
import type { RevealedPlace, Timelines } from './timelines';

export type TimelineCommand =
  | 'warmpath.openTimeline'
  | 'warmpath.revealInTimeline'
  | 'warmpath.timelineFit'
  | 'warmpath.timelineJumpToNow'
  | 'warmpath.timelineSearch'
  | 'warmpath.timelineTable'
  | 'warmpath.timelineGaps'
  | 'warmpath.timelineZoomIn'
  | 'warmpath.timelineZoomOut'
  | 'warmpath.timelineCompare'
  | 'warmpath.timelineKeys'
  | 'warmpath.clearTimeline'
  | 'warmpath.exportTimeline'
  | 'warmpath.importTimeline'
  | 'warmpath.keepRun'
  | 'warmpath.openKeptRun'
  | 'warmpath.deleteKeptRun';

/** What loads the timelines when they are needed first. */
export interface TimelineCommandParts {
  readonly timelines: () => Promise<Timelines>;
  readonly runs: () => Promise<RunCommands>;
}

/** The commands of the timeline. */
export function timelineCommands({ timelines, runs }: TimelineCommandParts): Pick<CommandTable, TimelineCommand> {
  return {
    'warmpath.openTimeline': async () => (await timelines()).openPanel(),
    'warmpath.revealInTimeline': async (given) => (await timelines()).reveal(placeIn(given)),
    'warmpath.timelineFit': async () => (await timelines()).command('fit'),
    'warmpath.timelineJumpToNow': async () => (await timelines()).command('jumpToNow'),
    'warmpath.timelineSearch': async () => (await timelines()).command('search'),
    'warmpath.timelineTable': async () => (await timelines()).command('toggleTable'),
    'warmpath.timelineGaps': async () => (await timelines()).command('toggleGaps'),
    'warmpath.timelineZoomIn': async () => (await timelines()).command('zoomIn'),
    'warmpath.timelineZoomOut': async () => (await timelines()).command('zoomOut'),
    'warmpath.timelineCompare': async () => (await timelines()).command('compare'),
    'warmpath.timelineKeys': async () => (await timelines()).command('showKeys'),
    'warmpath.clearTimeline': async () => (await runs()).clear(),
    'warmpath.exportTimeline': async () => (await runs()).export((await timelines()).current),
    'warmpath.importTimeline': async (given) => (await runs()).import(given instanceof vscode.Uri ? [given] : []),
    'warmpath.keepRun': async () => (await runs()).keep(),
    'warmpath.openKeptRun': async () => (await runs()).open(),
    'warmpath.deleteKeptRun': async () => (await runs()).delete(),
  };
}

/** What a command was given: a request id, a row of an environment, or nothing. */
function placeIn(given: unknown): RevealedPlace {
  if (typeof given === 'string') return { requestId: given };
  if (typeof given !== 'object' || given === null) return {};
  const { environmentId, requestId } = given as Readonly<Record<string, unknown>>;
  return {
    ...(typeof environmentId === 'string' ? { environmentId } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
  };
}
