import path from 'node:path';
import { DEFAULT_FLEET_SETTINGS } from '../fleet/fleetSettings';
import { UserError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { LIMITS } from '../lambda/limits';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { eventPayload } from './eventPayload';
import { InvocationEvidence } from './evidence/invocationEvidence';
import { environmentSettings, FUNCTION_OPTIONS, localFleet } from './functionOptions';
import { InvocationOutput } from './invocationOutput';
import { numberOption, parseOptions } from './options';
import { findRunnable } from './runnableFunction';
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
  otlp: { type: 'string' },
  events: { type: 'string' },
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
  const { project, found } = await findRunnable(wanted, values, context);
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
  const { trace, otlp, events } = values;
  await output.close({ trace: fromHere(trace), otlp: fromHere(otlp), events: fromHere(events) }, seen);
  if (progress.interrupted) {
    return EXIT.interrupted;
  }
  return output.failures > 0 ? EXIT.functionError : EXIT.done;
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
