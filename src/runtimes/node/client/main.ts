import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { defineAwslambda } from './awslambdaGlobal';
import { builtIns } from './builtIns';
import { Runtime } from './callbackRuntime';
import { takeConfiguration, takeProbeFile, type ClientConfiguration } from './configuration';
import { beforeFirstInvocation, patchConsole } from './console';
import { ContextFactory } from './context';
import { DeadlineClock } from './deadline';
import { EmptyLoop } from './emptyLoop';
import { describeError, ErrorLog } from './errorFormat';
import { FatalErrors } from './fatalErrors';
import { loadHandler, type Handler } from './handlerLoader';
import { parseHandlerString } from './handlerString';
import { InvokeStore } from './invokeStore';
import { BufferedInvokeProcessor, StreamingInvokeProcessor } from './promiseRuntime';
import { RuntimeApi } from './runtimeApi';
import { RuntimeApiConnection } from './runtimeApiConnection';
import type { RuntimeServices } from './runtimeServices';
import type { StreamingInvocation } from './streaming';

/** Node.js' own exit code for a top-level await that never settles. */
const UNSETTLED_AWAIT_EXIT = 13;

/** The Node.js runtime client: initialises the function, then runs its invocations one after the other. */
async function run(configuration: ClientConfiguration): Promise<void> {
  // Leaves the frames of loading this file behind, so that they are not in the stack traces of failed imports.
  await builtIns.resolved;
  const { rules, debuggerRendezvous } = configuration;
  if (debuggerRendezvous !== undefined) {
    const { awaitDebugger } = await import('./debuggerRendezvous');
    const { folder, module } = parseHandlerString(configuration.handler, rules);
    await awaitDebugger(
      debuggerRendezvous,
      configuration.handlerFile ?? resolve(configuration.taskRoot, folder, module),
    );
  }
  const logged = beforeFirstInvocation(rules);
  patchConsole(console, configuration.logging, logged);
  // Connecting takes place while user code is imported.
  const connection = new RuntimeApiConnection(configuration.runtimeApi, (reason) => {
    stop(`Lost the Runtime API at ${configuration.runtimeApi}: ${reason.message}`);
  });
  const services: RuntimeServices = {
    rules,
    api: new RuntimeApi(connection, (answer) => stop(`The Runtime API gave no invocation: ${answer}`)),
    contexts: new ContextFactory(rules, configuration.function, new DeadlineClock(configuration.deadlineDescriptor)),
    errorLog: new ErrorLog(rules, configuration.logging.format),
    logged,
    invokeStore: rules === 'promise' ? new InvokeStore() : undefined,
  };
  if (configuration.globalAwslambda) defineAwslambda(services.invokeStore);
  if (rules === 'promise') await runByPromiseRules(configuration, services);
  else await runByCallbackRules(configuration, services);
}

async function runByPromiseRules(configuration: ClientConfiguration, services: RuntimeServices): Promise<void> {
  let handler: Handler;
  try {
    handler = await loadHandler(configuration);
  } catch (error) {
    services.errorLog.log('Init Error', error);
    services.api.initError(describeError(error, services.rules), () => builtIns.exit(1));
    return;
  }
  const streaming = await streamingFor(handler);
  if (streaming === undefined) new BufferedInvokeProcessor(services, handler).next();
  else new StreamingInvokeProcessor(services, handler, streaming).next();
}

async function runByCallbackRules(configuration: ClientConfiguration, services: RuntimeServices): Promise<void> {
  const loop = new EmptyLoop();
  loop.listen(() => builtIns.exit(UNSETTLED_AWAIT_EXIT));
  const fatalErrors = new FatalErrors(services.errorLog, (error, exit) => {
    services.api.initError(describeError(error, services.rules), exit);
  });
  let handler: Handler;
  try {
    handler = await loadHandler(configuration);
  } catch (error) {
    fatalErrors.uncaughtException(error);
    return;
  }
  loop.listen(undefined);
  if (fatalErrors.reported) return;
  new Runtime(services, loop, fatalErrors, handler, await streamingFor(handler)).start();
}

/** What streaming takes is loaded for streaming handlers only. */
async function streamingFor(handler: Handler): Promise<typeof StreamingInvocation | undefined> {
  return handler.streaming ? (await import('./streaming')).StreamingInvocation : undefined;
}

function readConfiguration(): ClientConfiguration | undefined {
  try {
    return takeConfiguration(process.env);
  } catch (error) {
    stop(`${(error as Error).message} Start this program as the runtime of a Lambda execution environment.`);
    return undefined;
  }
}

/** Observes the function from here on. It reads and deletes variables of its own, so it goes first. */
function loadProbe(file: string | undefined): void {
  if (file === undefined) return;
  try {
    createRequire(__filename)(file);
  } catch {
    // Only evidence is lost, and the host notices that nobody reports.
  }
}

/** Ends the process: without the platform there is nothing left to do. */
function stop(reason: string): void {
  try {
    builtIns.writeSync(2, `${reason}\n`);
  } catch {
    // Standard error may have gone with the platform.
  }
  builtIns.exit(1);
}

loadProbe(takeProbeFile(process.env));
const configuration = readConfiguration();
if (configuration !== undefined) void run(configuration);
