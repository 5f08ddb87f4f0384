import { writeFile } from 'node:fs/promises';
import { toError, UserError } from '../lambda/errors';
import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { exportTimeline } from '../timeline/exchange/exportTimeline';

const KINDS = {
  trace: { name: 'trace', advice: 'open it at ui.perfetto.dev or in browser DevTools' },
  otlp: { name: 'OpenTelemetry traces', advice: 'send them to a collector, e.g. POST /v1/traces' },
  events: { name: 'events', advice: '"warmpath timeline" shows and converts them' },
} as const;
type Kind = keyof typeof KINDS;

/** Absolute paths of the files that are wanted. */
export type TimelineFiles = Readonly<Record<Kind, string | undefined>>;

/** Writes a run in the formats that are wanted; one line for each file says what to do with it. */
export async function writeTimelineFiles(events: readonly LifecycleEvent[], files: TimelineFiles): Promise<string[]> {
  const said: string[] = [];
  for (const kind of ['trace', 'otlp', 'events'] as const) {
    const file = files[kind];
    if (file === undefined) continue;
    const { name, advice } = KINDS[kind];
    await write(name, file, exportTimeline(events, kind).text);
    said.push(`${name.slice(0, 1).toUpperCase()}${name.slice(1)} written to ${file}; ${advice}.`);
  }
  return said;
}

async function write(name: string, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (thrown) {
    throw new UserError(`The ${name} cannot be written to ${file}: ${toError(thrown).message}. Choose another file.`);
  }
}
