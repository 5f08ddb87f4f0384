import { DEFAULT_ENVIRONMENT_SETTINGS, type EnvironmentSettings } from '../environment/environmentOptions';

/** What a user may decide about all environments together. Times in milliseconds. */
export interface FleetSettings {
  readonly environment: EnvironmentSettings;
  /** An environment without work for this long is shut down. */
  readonly keepAliveMs: number;
  /** Most environments of a function that reserves no concurrency of its own. */
  readonly defaultConcurrency: number;
  /** Pauses before the first and the second retry of a failed asynchronous invocation; AWS waits 1 and 2 minutes. */
  readonly retryDelaysMs: readonly [number, number];
  /** Pause before a throttled asynchronous invocation is tried again; doubles up to five minutes. */
  readonly throttleDelayMs: number;
  /** Watch code and layers and recycle environments older than them. */
  readonly watchCode: boolean;
  /** Whether a changed file (absolute path) in a code folder says how functions are configured and is no part of the code. */
  readonly isTemplate?: (file: string) => boolean;
}

export const DEFAULT_FLEET_SETTINGS: FleetSettings = {
  environment: DEFAULT_ENVIRONMENT_SETTINGS,
  keepAliveMs: 600_000,
  defaultConcurrency: 10,
  retryDelaysMs: [1_000, 2_000],
  throttleDelayMs: 1_000,
  watchCode: true,
};
