import { existsSync } from 'node:fs';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { DEFAULT_FLEET_SETTINGS } from '../fleet/fleetSettings';
import { stateFolder } from '../fleet/stateFolder';
import { UserError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { LIMITS } from '../lambda/limits';
import { eventFor } from '../project/eventFor';
import { isInlineEvent, readEvent } from '../project/events';
import { withInlineCode } from '../project/inlineCode';
import type { Project } from '../project/project';
import type { ProjectFunction } from '../project/projectFunction';
import { StoredEventMemory } from '../project/storedEventMemory';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { InvocationEvidence } from './evidence/invocationEvidence';
import {
  environmentSettings,
  FUNCTION_OPTIONS,
  inlineFolder,
  localFleet,
  openProject,
  printProblems,
  requireRunnable,
  withEnvironmentFiles,
} from './functionOptions';
import { InvocationOutput } from './invocationOutput';
import { numberOption, parseOptions } from './options';
import { paintFor } from './terminal';

const OPTIONS = {
  ...FUNCTION_OPTIONS,
  event: { type: 'string' },
  times: { type: 'string' },
  concurrency: { type: 'string' },
  template: { type: 'string' },
  timeout: { type: 'string' },
  memory: { type: 'string' },
  runtime: { type: 'string' },
  json: { type: 'boolean' },
  trace: { type: 'string' },
  evidence: { type: 'boolean' },
  sarif: { type: 'string' },
} as const;

/** `warmpath invoke`: runs one function cold and warm and shows what happened. */
export async function invokeCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('invoke', given, OPTIONS);
  const [wanted, ...others] = positionals;
  if (wanted === undefined || others.length > 0) {
    throw new UserError('Name one function: "warmpath invoke <function>". "warmpath functions" lists them.');
  }
  const times = numberOption('times', values.times, { minimum: 1, maximum: 1_000_000 }) ?? 1;
  const concurrency = numberOption('concurrency', values.concurrency, { minimum: 1, maximum: 1_000 }) ?? 1;
  const paint = paintFor(context.stderr, context.host.variables);
  const project = await openProject(context, values.template, values);
  const described = await findFunction(project, wanted, context);
  const found = await withEnvironmentFiles(
    await withInlineCode(described, inlineFolder(context)),
    values['env-file'],
    context,
  );
  printProblems(found.problems, context.stderr, paint, context.workingFolder);
  requireRunnable(found);
  const configuration = withOverrides(found.configuration, values, concurrency);
  const payload = await eventPayload(values.event, project, found, context);

  const evidence =
    values.evidence === true || values.sarif !== undefined ? new InvocationEvidence(context, paint) : undefined;
  const environment = { ...environmentSettings(values, context), evidence: evidence !== undefined };
  const settings = { ...DEFAULT_FLEET_SETTINGS, environment, watchCode: false };
  const local = localFleet(settings, values, context);
  const output = new InvocationOutput(configuration, context, {
    json: values.json === true,
    times,
    verbose: values.verbose === true,
  });
  local.fleet.onEvent((event) => {
    output.record(event);
    evidence?.record(event);
  });
  const progress = { started: 0, interrupted: false };
  void context.interrupted.then(() => {
    progress.interrupted = true;
    // Whoever waits for an answer gets one: the environments are shut down under it.
    void local.dispose();
  });
  try {
    await local.fleet.serve(configuration);
    const worker = async (): Promise<void> => {
      while (progress.started < times && !progress.interrupted) {
        progress.started += 1;
        output.result(progress.started, await local.fleet.invoke(configuration.name, { payload }));
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, times) }, worker));
    await output.settled();
  } finally {
    await local.dispose();
  }
  const fromHere = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : path.resolve(context.workingFolder, file);
  const seen = await evidence?.report(project.folder, configuration.codePath, fromHere(values.sarif));
  await output.close(fromHere(values.trace), seen);
  if (progress.interrupted) {
    return EXIT.interrupted;
  }
  return output.failures > 0 ? EXIT.functionError : EXIT.done;
}

/** A path is meant from the working folder, wherever the template is. */
async function findFunction(project: Project, wanted: string, context: CommandContext): Promise<ProjectFunction> {
  const fromHere = path.relative(project.folder, path.resolve(context.workingFolder, wanted));
  try {
    return await project.find(wanted);
  } catch (thrown) {
    const found = fromHere === wanted ? undefined : await findByPath(project, fromHere);
    if (found !== undefined) {
      return found;
    }
    // A template that cannot be read may be the one that describes it.
    const paint = paintFor(context.stderr, context.host.variables);
    printProblems(project.problems, context.stderr, paint, context.workingFolder);
    throw thrown;
  }
}

/** Undefined when there is nothing below the project's folder that the path could mean. */
async function findByPath(project: Project, fromProject: string): Promise<ProjectFunction | undefined> {
  try {
    return await project.find(fromProject);
  } catch (thrown) {
    if (fromProject !== '' && !fromProject.startsWith('..')) {
      throw thrown;
    }
    return undefined;
  }
}

function withOverrides(
  configuration: FunctionConfiguration,
  values: {
    readonly timeout?: string | undefined;
    readonly memory?: string | undefined;
    readonly runtime?: string | undefined;
  },
  concurrency: number,
): FunctionConfiguration {
  const timeout = numberOption('timeout', values.timeout, LIMITS.timeoutSeconds);
  const memorySize = numberOption('memory', values.memory, LIMITS.memoryMB);
  const limit = configuration.reservedConcurrency ?? DEFAULT_FLEET_SETTINGS.defaultConcurrency;
  return {
    ...configuration,
    ...(timeout === undefined ? {} : { timeout }),
    ...(memorySize === undefined ? {} : { memorySize }),
    ...(values.runtime === undefined ? {} : { runtime: values.runtime }),
    // Who asks for more at the same time wants more environments, unless the template forbids it.
    ...(configuration.reservedConcurrency === undefined && concurrency > limit
      ? { reservedConcurrency: concurrency }
      : {}),
  };
}

async function eventPayload(
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
