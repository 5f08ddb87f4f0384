import type { CorsConfiguration } from './httpApi';

/** The configuration of one Lambda function, as the Lambda service would hold it. */
export interface FunctionConfiguration {
  /** Function name as used in the Invoke API and in ARNs. */
  readonly name: string;
  /** Runtime identifier such as `nodejs22.x`, `python3.13` or `provided.al2023`. */
  readonly runtime: string;
  /** Handler string, e.g. `src/app.handler`. Free text for `provided.*`. */
  readonly handler: string;
  /** Absolute path of the code folder; becomes LAMBDA_TASK_ROOT and the working directory. */
  readonly codePath: string;
  /** MB (1,024 KB), 128 to 10,240. */
  readonly memorySize: number;
  /** Seconds, 1 to 900. */
  readonly timeout: number;
  /** Size of `/tmp` in MB, 512 to 10,240. */
  readonly ephemeralStorage: number;
  /** The function's own variables (template values overlaid by `.env` files). */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute paths of layer folders or zip files, in merge order. */
  readonly layers: readonly string[];
  readonly architecture: Architecture;
  readonly logging: LoggingConfiguration;
  readonly asynchronous: AsynchronousConfiguration;
  /** Most environments that may exist at once. Undefined: the fleet's default. 0 throttles every invocation. */
  readonly reservedConcurrency?: number;
  /** Environments initialised ahead of any invocation. */
  readonly provisionedConcurrency?: number;
  /** Alias name -> version it points to. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** `true` when invocations must name a tenant and tenants never share an environment. */
  readonly tenantIsolation?: boolean;
  readonly functionUrl?: FunctionUrlConfiguration;
  /** Lifecycle state as the control plane reports it; only `Active` functions are invoked. */
  readonly state?: 'Active' | 'Pending' | 'Inactive' | 'Failed';
}

export type Architecture = 'x86_64' | 'arm64';

export const APPLICATION_LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type ApplicationLogLevel = (typeof APPLICATION_LOG_LEVELS)[number];
export const SYSTEM_LOG_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const;
export type SystemLogLevel = (typeof SYSTEM_LOG_LEVELS)[number];

export interface LoggingConfiguration {
  readonly format: 'Text' | 'JSON';
  /** Only effective in JSON format. */
  readonly applicationLevel: ApplicationLogLevel;
  /** Only effective in JSON format. */
  readonly systemLevel: SystemLogLevel;
}

export interface AsynchronousConfiguration {
  /** 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** 60 to 21,600. */
  readonly maximumEventAgeSeconds: number;
  /** ARN of the destination for successful invocations. */
  readonly onSuccess?: string;
  /** ARN of the destination for events that were given up. */
  readonly onFailure?: string;
  /** ARN of the dead-letter queue or topic. */
  readonly deadLetterQueue?: string;
}

export interface FunctionUrlConfiguration {
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  /** Lambda then answers preflights itself. */
  readonly cors?: CorsConfiguration;
}

/** What the Lambda service assumes where a template is silent (lambda-contract §7.2, §10, §12). */
export const FUNCTION_DEFAULTS = {
  memorySize: 128,
  timeout: 3,
  ephemeralStorage: 512,
  environment: {},
  layers: [],
  architecture: 'x86_64',
  logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
  asynchronous: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 },
} as const satisfies Partial<FunctionConfiguration>;

/** A function configuration with the service's defaults filled in. */
export function functionConfiguration(
  given: Pick<FunctionConfiguration, 'name' | 'runtime' | 'handler' | 'codePath'> & Partial<FunctionConfiguration>,
): FunctionConfiguration {
  return { ...FUNCTION_DEFAULTS, ...given };
}

/** `provided.al2` and `provided.al2023`: the function brings its own `bootstrap`. */
export function isProvidedRuntime(runtime: string): boolean {
  return runtime.startsWith('provided');
}
