import { isLogLevelName, LOG_LEVELS, type LogLevel } from './logLevels';

/**
 * How handlers are called (lambda-contract §9.2): `callback` up to nodejs22.x, `promise` from nodejs24.x on.
 * The configured runtime decides, not the version of Node.js that happens to run it.
 */
export type HandlerRules = 'callback' | 'promise';

export interface LoggingConfiguration {
  readonly format: 'TEXT' | 'JSON';
  readonly minimumLevel: LogLevel;
  /** Write end of the framed log stream (lambda-contract §7.3); undefined: standard output. */
  readonly descriptor: number | undefined;
}

/** What the context object tells about the function; undefined where the variable is missing, as with AWS's clients. */
export interface FunctionVariables {
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  readonly memoryLimitInMB: string | undefined;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
}

export interface ClientConfiguration {
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string;
  readonly handler: string;
  readonly taskRoot: string;
  /** The file to load for the handler's module: output of a build. Undefined: the handler string names it. */
  readonly handlerFile: string | undefined;
  readonly rules: HandlerRules;
  readonly logging: LoggingConfiguration;
  /** The deadline file, readable; undefined: the deadline header alone counts. */
  readonly deadlineDescriptor: number | undefined;
  /** Whether `globalThis.awslambda` is made. */
  readonly globalAwslambda: boolean;
  readonly warnAboutCallbacks: boolean;
  readonly function: FunctionVariables;
  /** `host:port/token` of the host's door for debuggers; undefined: nobody debugs. */
  readonly debuggerRendezvous: string | undefined;
}

/** The first runtime without callbacks. */
const FIRST_PROMISE_RUNTIME = 24;

/** The probe that is to observe the function, an absolute path; undefined: nobody wants to know. Deletes the variable. */
export function takeProbeFile(environment: NodeJS.ProcessEnv): string | undefined {
  return take(environment, '_WARMPATH_PROBE_FILE');
}

/**
 * Reads the client's configuration and deletes from `environment` what is between the platform and the client only.
 * Throws an Error when a variable that every Lambda runtime has is missing.
 */
export function takeConfiguration(environment: NodeJS.ProcessEnv): ClientConfiguration {
  const noGlobal = environment['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'];
  return {
    runtimeApi: required(environment, 'AWS_LAMBDA_RUNTIME_API'),
    handler: required(environment, '_HANDLER'),
    taskRoot: environment['LAMBDA_TASK_ROOT'] ?? process.cwd(),
    handlerFile: take(environment, '_WARMPATH_HANDLER_FILE'),
    debuggerRendezvous: take(environment, '_WARMPATH_DEBUGGER'),
    rules: handlerRules(environment['AWS_EXECUTION_ENV']),
    logging: {
      format: environment['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON' ? 'JSON' : 'TEXT',
      minimumLevel: minimumLevel(environment['AWS_LAMBDA_LOG_LEVEL']),
      descriptor: takeDescriptor(environment, '_LAMBDA_TELEMETRY_LOG_FD'),
    },
    deadlineDescriptor: takeDescriptor(environment, '_WARMPATH_DEADLINE_FD'),
    globalAwslambda: noGlobal !== '1' && noGlobal !== 'true',
    warnAboutCallbacks: environment['AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING'] === undefined,
    function: {
      functionName: environment['AWS_LAMBDA_FUNCTION_NAME'],
      functionVersion: environment['AWS_LAMBDA_FUNCTION_VERSION'],
      memoryLimitInMB: environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
      logGroupName: environment['AWS_LAMBDA_LOG_GROUP_NAME'],
      logStreamName: environment['AWS_LAMBDA_LOG_STREAM_NAME'],
    },
  };
}

function handlerRules(executionEnvironment: string | undefined): HandlerRules {
  const major = /^AWS_Lambda_nodejs(\d+)\.x$/.exec(executionEnvironment ?? '')?.[1];
  return major !== undefined && Number(major) >= FIRST_PROMISE_RUNTIME ? 'promise' : 'callback';
}

function minimumLevel(configured: string | undefined): LogLevel {
  const name = configured?.toUpperCase();
  return name !== undefined && isLogLevelName(name) ? LOG_LEVELS[name] : LOG_LEVELS.TRACE;
}

function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

function takeDescriptor(environment: NodeJS.ProcessEnv, name: string): number | undefined {
  const descriptor = Number(take(environment, name));
  return Number.isInteger(descriptor) && descriptor > 0 ? descriptor : undefined;
}

function take(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name];
  Reflect.deleteProperty(environment, name);
  return value;
}
