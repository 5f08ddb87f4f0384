import path from 'node:path';
import { UserError } from '../lambda/errors';
import type { ProjectFunction } from '../project/projectFunction';
import { generateEvent } from '../project/samples/generate';
import { findSample, SAMPLES, samplesFor } from '../project/samples/registry';
import type { Sample } from '../project/samples/sample';
import type { SavedEvent } from '../project/savedEvents';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { openProject } from './functionOptions';
import { parseOptions } from './options';
import { paintFor, type Paint } from './terminal';

const OPTIONS = {
  param: { type: 'string', multiple: true },
  in: { type: 'string', multiple: true },
  template: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  stage: { type: 'string' },
} as const;

interface ListValues {
  readonly template?: string | undefined;
  readonly parameter?: readonly string[] | undefined;
  readonly stage?: string | undefined;
}

/** `warmpath events`: saved events, samples, and samples as JSON. */
export async function eventsCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('events', given, OPTIONS);
  const [action, wanted, ...others] = positionals;
  if (action === 'list' && others.length === 0) return list(wanted, values, context);
  if (action === 'generate' && wanted !== undefined && others.length === 0) {
    const event = generate(wanted, values.in ?? [], values.param ?? []);
    context.stdout.write(`${JSON.stringify(event, undefined, 2)}\n`);
    return EXIT.done;
  }
  throw new UserError('It is "warmpath events list [function]" or "warmpath events generate <sample>".');
}

function generate(id: string, carriers: readonly string[], given: readonly string[]): unknown {
  const values = new Map([
    [id, new Map<string, string>()],
    ...carriers.map((each) => [each, new Map<string, string>()] as const),
  ]);
  for (const pair of given) {
    const [, owner = id, name = '', value = ''] = /^(?:([^.=]+)\.)?([^.=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === '') throw new UserError(`--param takes name=value, not "${pair}".`);
    const known = values.get(owner);
    if (known === undefined) throw new UserError(`--param ${owner}.${name} needs --in ${owner}.`);
    known.set(name, value);
  }
  const valuesOf = (each: string): Record<string, string> => Object.fromEntries(values.get(each) ?? []);
  return generateEvent({
    id: findSample(id).id,
    values: valuesOf(id),
    carriers: carriers.map((each) => ({ id: each, values: valuesOf(each) })),
  });
}

async function list(wanted: string | undefined, values: ListValues, context: CommandContext): Promise<ExitCode> {
  const paint = paintFor(context.stdout, context.host.variables);
  const project = await openProject(context, values.template, values);
  const found = wanted === undefined ? undefined : await project.find(wanted);
  const functions: readonly ProjectFunction[] = found === undefined ? project.functions : [found];
  const saved = new Map<string, { readonly event: SavedEvent; readonly owners: string[] }>();
  for (const each of functions) {
    const events = await project.savedEvents(each);
    const own = project.ownEvents(each, events);
    for (const event of [...own, ...events.filter((other) => !own.includes(other))]) {
      const key = `${event.file}\n${event.text ?? ''}`;
      const entry = saved.get(key) ?? { event, owners: [] };
      if (own.includes(event)) entry.owners.push(each.logicalName);
      saved.set(key, entry);
    }
  }
  const rows = [...saved.values()].map(({ event, owners }): Row => {
    const place = path.relative(context.workingFolder, event.file);
    return [event.name, owners.length === 0 ? place : `${place} (${owners.join(', ')})`];
  });
  context.stdout.write(
    table('Saved events', rows.length === 0 ? [['none', 'put JSON files into events/']] : rows, paint),
  );
  const fitting = functions.flatMap(({ eventSources }) => samplesFor(eventSources).map(({ sample }) => sample));
  const first = SAMPLES.filter((sample) => fitting.includes(sample));
  const rest = SAMPLES.filter((sample) => !first.includes(sample));
  if (first.length > 0) context.stdout.write(table('Samples of its event sources', first.map(sampleRow), paint));
  context.stdout.write(table(first.length > 0 ? 'Other samples' : 'Samples', rest.map(sampleRow), paint));
  return EXIT.done;
}

type Row = readonly [name: string, description: string];

function sampleRow({ id, title, parameters }: Sample): Row {
  return [`sample:${id}`, `${title}: ${Object.keys(parameters).join(', ')}`];
}

function table(title: string, rows: readonly Row[], paint: Paint): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${paint('bold', title)}\n${rows.map(([name, text]) => `  ${name.padEnd(width)}  ${paint('dim', text)}\n`).join('')}`;
}
