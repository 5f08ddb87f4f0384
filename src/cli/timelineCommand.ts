import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer as readAll } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { toError, UserError } from '../lambda/errors';
import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { exportTimeline, type TimelineFormat } from '../timeline/exchange/exportTimeline';
import { importTimeline } from '../timeline/exchange/importTimeline';
import { timelineRows } from '../timeline/rows';
import { summarise, summaryText } from '../timeline/summary';
import { timelineText } from '../timeline/text';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { parseOptions } from './options';
import { paintFor, type Paint } from './terminal';

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  output: { type: 'string' },
} as const;

const EXPORTED: readonly TimelineFormat[] = ['trace', 'otlp', 'csv', 'invocations', 'events'];
const FORMATS: readonly string[] = ['text', 'summary', ...EXPORTED];
const DEFAULT_WIDTH = 100;

/** `warmpath timeline`: reads a log, a trace or saved events and shows or converts the lifecycle in it. */
export async function timelineCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('timeline', given, OPTIONS);
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0) {
    throw new UserError('Name one file, or - for standard input: "warmpath timeline <file>".');
  }
  if (!FORMATS.includes(values.format)) {
    throw new UserError(`--format takes ${FORMATS.slice(0, -1).join(', ')} or events, not "${values.format}".`);
  }
  const { style, events, notices } = importTimeline(await readSource(source, context));
  if (events.length === 0) throw new UserError(`${source === '-' ? 'Standard input' : source}: ${notices.join(' ')}`);
  const paint = paintFor(context.stderr, context.host.variables);
  context.stderr.write(paint('dim', `Read as ${style}.\n`));
  for (const notice of notices) context.stderr.write(`${paint('yellow', 'note:')} ${notice}\n`);
  const toTerminal = values.output === undefined;
  const text = converted(events, values.format, toTerminal ? context : undefined);
  if (values.output === undefined) context.stdout.write(text);
  else await writeOutput(path.resolve(context.workingFolder, values.output), text);
  return EXIT.done;
}

/** `screen` is where it will be shown; a file gets no colours. */
function converted(events: readonly LifecycleEvent[], format: string, screen: CommandContext | undefined): string {
  const exported = EXPORTED.find((each) => each === format);
  if (exported !== undefined) {
    const { text } = exportTimeline(events, exported);
    return text.endsWith('\n') ? text : `${text}\n`;
  }
  const summary = `${summaryText(summarise(events))}\n`;
  if (format === 'summary') return summary;
  const width = screen?.stdout.columns ?? DEFAULT_WIDTH;
  const paint: Paint = screen === undefined ? (_style, text) => text : paintFor(screen.stdout, screen.host.variables);
  return `${timelineText(timelineRows(events), { width, paint })}\n${summary}`;
}

async function readSource(source: string, context: CommandContext): Promise<string> {
  try {
    const bytes =
      source === '-' ? await readAll(context.stdin) : await readFile(path.resolve(context.workingFolder, source));
    // Exports to S3 are compressed.
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (thrown) {
    throw new UserError(`${source} cannot be read: ${toError(thrown).message}. Name a file, or - for standard input.`);
  }
}

async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (thrown) {
    throw new UserError(`${file} cannot be written: ${toError(thrown).message}. Choose another file.`);
  }
}
