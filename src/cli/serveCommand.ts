import path from 'node:path';
import { logText } from '../environment/logs/format';
import { DEFAULT_FLEET_SETTINGS, type FleetSettings } from '../fleet/fleetSettings';
import { openFleet } from '../fleet/remote/openFleet';
import { stateFolder } from '../fleet/stateFolder';
import { Gateway } from '../gateway/gateway';
import { HttpFronts } from '../gateway/http/httpFronts';
import type { Disposable } from '../lambda/lifecycleEvents';
import { systemClock } from '../lambda/ports';
import { readEnvironmentFile, withEnvironmentFile } from '../project/environmentFile';
import { kindOf } from '../project/handlerFile';
import { routesOf } from '../project/httpRoutes';
import { withInlineCode } from '../project/inlineCode';
import type { ProjectFunction } from '../project/projectFunction';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { eventLine } from './eventLine';
import {
  environmentSettings,
  FUNCTION_OPTIONS,
  inlineFolder,
  localFleet,
  openProjectModel,
  placeOf,
  printProblems,
} from './functionOptions';
import { numberOption, parseOptions } from './options';
import { ProjectWatcher } from './projectWatcher';
import { ServedProject } from './servedProject';
import { streamLogger } from './streamLogger';
import { paintFor } from './terminal';

const DEFAULT_PORT = 9010;

/** `warmpath serve`: all functions of a folder behind the Invoke API, their URLs and APIs until the user stops it. */
export async function serveCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('serve', given, {
    ...FUNCTION_OPTIONS,
    port: { type: 'string' },
    'keep-alive': { type: 'string' },
  });
  const port = numberOption('port', values.port, { minimum: 0, maximum: 65_535 }) ?? DEFAULT_PORT;
  const keepAlive = numberOption('keep-alive', values['keep-alive'], { minimum: 1, maximum: 86_400 });
  const paint = paintFor(context.stderr, context.host.variables);
  const logger = streamLogger(context.stderr, paint, values.verbose === true);
  const watcher = new ProjectWatcher(systemClock, logger);
  const model = await openProjectModel(context, positionals[0], values, watcher);
  const settings: FleetSettings = {
    ...DEFAULT_FLEET_SETTINGS,
    environment: environmentSettings(values, context),
    isTemplate: (file) => model.isTemplate(file),
    ...(keepAlive === undefined ? {} : { keepAliveMs: keepAlive * 1000 }),
  };
  const local = localFleet(settings, values, context);
  local.fleet.onEvent((event) => {
    const configuration = local.fleet.functions().find(({ name }) => name === event.functionName);
    const logged = configuration === undefined ? '' : logText(event, configuration.logging);
    const text = logged === '' ? eventLine(event, paint) : logged;
    if (text !== '') {
      const prefix = `${paint('cyan', event.functionName)} `;
      context.stderr.write(text.replaceAll(/^(?=.)/gm, prefix));
    }
  });
  const fronts = new HttpFronts({
    invoker: local.fleet,
    logger,
    region: settings.environment.region,
    onOpen: (lines) => context.stdout.write(lines),
  });
  const environmentFiles = (values['env-file'] ?? []).map((file) => path.resolve(context.workingFolder, file));
  const place = placeOf(context, positionals[0]);
  const project = new ServedProject({
    fleet: local.fleet,
    logger,
    clock: systemClock,
    model,
    watcher,
    folder: (await kindOf(place)) === 'file' ? path.dirname(place) : place,
    environmentFiles,
    prepare: async (functions) => {
      const files = await Promise.all(environmentFiles.map(readEnvironmentFile));
      return Promise.all(
        functions.map(async (found) =>
          files.reduce(withEnvironmentFile, await withInlineCode(found, inlineFolder(context))),
        ),
      );
    },
    onProblems: (problems) => {
      printProblems(problems, context.stderr, paint, context.workingFolder);
    },
    onServed: (functions) => fronts.update(routesOf(functions)),
    onChange: (message) => context.stderr.write(`${message}\n`),
  });
  const gateway = new Gateway({
    invoker: local.fleet,
    logger,
    clock: systemClock,
    region: settings.environment.region,
  });
  let door: Disposable | undefined;
  try {
    const served = await project.start();
    const address = await gateway.listen({ port });
    door = await openFleet(local.fleet, stateFolder(context.host), logger);
    announce(context, served, address.url);
    await context.interrupted;
    context.stderr.write('Shutting down ...\n');
  } finally {
    door?.dispose();
    await project.dispose();
    await fronts.dispose();
    await gateway.dispose();
    await local.dispose();
  }
  return EXIT.done;
}

function announce(context: CommandContext, served: readonly ProjectFunction[], url: string): void {
  const paint = paintFor(context.stdout, context.host.variables);
  context.stdout.write(
    `Serving ${String(served.length)} function${served.length === 1 ? '' : 's'} at ${paint('bold', url)}\n`,
  );
  for (const { configuration, confidence, origin } of served) {
    // What nobody described may be no function at all.
    const found = origin === 'convention' ? `, found in its code (${confidence})` : '';
    context.stdout.write(`  ${configuration.name}  ${paint('dim', configuration.runtime + found)}\n`);
  }
  const [first] = served;
  if (first !== undefined) {
    context.stdout.write(
      `Try: aws lambda invoke --endpoint-url ${url} --function-name ${first.configuration.name} out.json\n`,
    );
  }
}
