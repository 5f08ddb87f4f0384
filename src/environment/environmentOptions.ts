import type { DebugRequest } from '../lambda/debugging';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { InitializationType } from '../lambda/lifecycleEvents';
import { LIMITS } from '../lambda/limits';
import type { Clock, Logger } from '../lambda/ports';
import type { HostEnvironment } from '../runtimes/hostEnvironment';
import type { PreparedRuntime } from '../runtimes/runtime';
import type { FunctionCredentials } from '../runtimes/variables';
import type { Sandbox } from '../sandbox/sandbox';

/** What one execution environment is made from. */
export interface EnvironmentOptions {
  readonly configuration: FunctionConfiguration;
  readonly sandbox: Sandbox;
  readonly runtime: PreparedRuntime;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Platform and variables of the host process. */
  readonly host: HostEnvironment;
  /** Host folder for short-lived files. */
  readonly stateFolder: string;
  readonly initializationType: InitializationType;
  /** Why this environment is needed; goes to `environment.created`. */
  readonly reason: string;
  readonly settings: EnvironmentSettings;
  /** The environment is to be debugged. */
  readonly debug?: DebugRequest;
}

/** What a user may decide about every environment. */
export interface EnvironmentSettings {
  readonly region: string;
  /** Stop all processes between invocations, as AWS does. */
  readonly freeze: boolean;
  /** Names of host variables that the function may see. */
  readonly passThrough: readonly string[];
  /** AWS credentials for the function; only ever what the user handed over. */
  readonly credentials?: FunctionCredentials;
  /** Limit of the Init phase in milliseconds (lambda-contract §5.1). */
  readonly initLimitMs: number;
  /** Observe what the function opens, keeps and leaves behind (`evidence.*` events). */
  readonly evidence: boolean;
  /** Slow streamed responses down as AWS does after their first 6 MB (lambda-contract §2.3). */
  readonly limitStreamingBandwidth: boolean;
}

export const DEFAULT_ENVIRONMENT_SETTINGS: EnvironmentSettings = {
  region: 'us-east-1',
  freeze: true,
  passThrough: [],
  initLimitMs: LIMITS.initMs,
  evidence: false,
  limitStreamingBandwidth: false,
};
