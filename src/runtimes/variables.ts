import { HIDDEN_FROM_EXTENSIONS, RESERVED_VARIABLES } from '../lambda/environmentVariables';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { InitializationType } from '../lambda/lifecycleEvents';
import { hostVariable, type HostEnvironment } from './hostEnvironment';
import type { LaunchPlace, RuntimeLaunch } from './runtime';
import { executableFolders, joinSearchPath, libraryFolders, splitSearchPath } from './searchPaths';

/** What the variables of one environment's processes are made from. */
export interface VariableSources {
  readonly configuration: FunctionConfiguration;
  /** `$LATEST` or a version number. */
  readonly functionVersion: string;
  readonly initializationType: InitializationType;
  readonly logStreamName: string;
  /** `host:port` of the Runtime API as the processes reach it. */
  readonly runtimeApi: string;
  readonly place: LaunchPlace & { readonly temporaryFolder: string };
  readonly region: string;
  /** Given only when the user agreed that the function's calls go out to AWS. */
  readonly credentials?: FunctionCredentials;
  /** Where the metadata endpoint answers (lambda-contract §2.7), when it is offered. */
  readonly metadata?: { readonly api: string; readonly token: string };
  readonly host: HostEnvironment;
  /** Names of host variables that the function may see. */
  readonly passThrough: readonly string[];
}

export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Variables = Record<string, string>;

/** AWS's folder for runtime files; managed runtimes replace it by the folder of their client. */
const RUNTIME_FOLDER = '/var/runtime';
const XRAY_PORT = '2000';

/** Without these a Windows process cannot open sockets, find programs or start a shell. */
const WINDOWS_VARIABLES = ['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'PROCESSOR_ARCHITECTURE'];

/** Any of these, set by the user, says that AWS's tools may look for credentials where they point. */
const CREDENTIAL_CHOICES = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
];

/**
 * The complete environment of the runtime process (lambda-contract §8). Later groups win: defaults that a function may
 * override, variables of the runtime, host variables the user lets through, the function's own, reserved ones.
 */
export function runtimeVariables(sources: VariableSources, launch: RuntimeLaunch): Variables {
  const variables = compose(sources, launch.environment);
  const extended = Object.entries(launch.extended ?? {}).map(([name, extend]) => [name, extend(variables[name])]);
  return { ...variables, ...(Object.fromEntries(extended) as Variables) };
}

/** The complete environment of an external extension: what the function sees, less what is the runtime's (§3.5). */
export function extensionVariables(sources: VariableSources): Variables {
  const visible = Object.entries(compose(sources, {})).filter(([name]) => !HIDDEN_FROM_EXTENSIONS.has(name));
  return Object.fromEntries(visible);
}

function compose(sources: VariableSources, ofRuntime: Readonly<Variables>): Variables {
  const { configuration, host } = sources;
  const chosen: Variables = {
    ...pick(host, host.platform === 'win32' ? WINDOWS_VARIABLES : []),
    ...pick(host, sources.passThrough),
    ...Object.fromEntries(Object.entries(configuration.environment).filter(([name]) => !RESERVED_VARIABLES.has(name))),
  };
  const reservedOfRuntime = Object.fromEntries(
    Object.entries(ofRuntime).filter(([name]) => RESERVED_VARIABLES.has(name) || name.startsWith('_')),
  );
  return {
    ...overridable(sources, ofRuntime),
    ...chosen,
    ...reserved(sources),
    ...credentialVariables(sources, chosen),
    ...reservedOfRuntime,
  };
}

function overridable(sources: VariableSources, ofRuntime: Readonly<Variables>): Variables {
  const { place, host } = sources;
  const path = ofRuntime['PATH'];
  const executables = path === undefined ? executableFolders(place) : splitSearchPath(path, host.platform);
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    LD_LIBRARY_PATH: joinSearchPath(libraryFolders(place, RUNTIME_FOLDER), host.platform),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: `${xrayHost(sources)}:${XRAY_PORT}`,
    ...temporaryFolderVariables(sources),
    ...ofRuntime,
    // The tools of the user's own machine are found behind everything that AWS has.
    PATH: joinSearchPath(
      [...executables, ...splitSearchPath(hostVariable(host, 'PATH') ?? '', host.platform)],
      host.platform,
    ),
  };
}

function reserved(sources: VariableSources): Variables {
  const { configuration, place, region, metadata } = sources;
  const { format, applicationLevel } = configuration.logging;
  return {
    AWS_LAMBDA_RUNTIME_API: sources.runtimeApi,
    _HANDLER: configuration.handler,
    LAMBDA_TASK_ROOT: place.taskRoot,
    LAMBDA_RUNTIME_DIR: RUNTIME_FOLDER,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: sources.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${configuration.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: sources.logStreamName,
    AWS_LAMBDA_INITIALIZATION_TYPE: sources.initializationType,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    _AWS_XRAY_DAEMON_ADDRESS: xrayHost(sources),
    _AWS_XRAY_DAEMON_PORT: XRAY_PORT,
    ...(format === 'JSON' ? { AWS_LAMBDA_LOG_FORMAT: format, AWS_LAMBDA_LOG_LEVEL: applicationLevel } : {}),
    ...(metadata === undefined
      ? {}
      : { AWS_LAMBDA_METADATA_API: metadata.api, AWS_LAMBDA_METADATA_TOKEN: metadata.token }),
  };
}

/** Trace data goes where the Runtime API is: nobody listens there, and nothing leaves the machine. */
function xrayHost({ runtimeApi }: VariableSources): string {
  return runtimeApi.slice(0, runtimeApi.lastIndexOf(':'));
}

/**
 * AWS always has credentials in the environment. Here they are there only when handed over; otherwise AWS's SDKs would
 * find the user's own in the home folder without being asked, or wait for a metadata service that does not exist.
 */
function credentialVariables({ credentials, host }: VariableSources, chosen: Readonly<Variables>): Variables {
  if (credentials !== undefined) {
    return {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    };
  }
  if (CREDENTIAL_CHOICES.some((name) => name in chosen)) {
    return {};
  }
  const nothing = host.platform === 'win32' ? 'NUL' : '/dev/null';
  return {
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Only where the environment's temporary folder could not be mounted as `/tmp`. */
function temporaryFolderVariables({ place, host }: VariableSources): Variables {
  if (place.temporaryFolder === '/tmp') {
    return {};
  }
  return host.platform === 'win32'
    ? { TEMP: place.temporaryFolder, TMP: place.temporaryFolder }
    : { TMPDIR: place.temporaryFolder };
}

function pick(host: HostEnvironment, names: readonly string[]): Variables {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = hostVariable(host, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
