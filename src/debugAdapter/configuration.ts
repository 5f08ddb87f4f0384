import { ON_CODE_CHANGE, TIMEOUT_POLICIES, type OnCodeChange, type TimeoutPolicy } from '../lambda/debugging';
import { UserError } from '../lambda/errors';

/** The debug type as it stands in launch.json. */
export const DEBUG_TYPE = 'lambda';

/** `"request": "launch"`: starts a function and debugs every environment it gets. */
export interface LaunchConfiguration {
  /** Name of a function of the workspace: logical id, FunctionName, or folder and logical id. */
  readonly function?: string;
  /** Handler that no template names: `src/app.handler` or a file, relative to the workspace folder. */
  readonly handler?: string;
  /** Runtime identifier for `handler`, or instead of the function's own, e.g. `nodejs22.x`. */
  readonly runtime?: string;
  /** Saved event, file, `sample:<id>`, or the event itself. Absent: the event to use for the function now. */
  readonly event?: string | Readonly<Record<string, unknown>> | readonly unknown[];
  /** How often the function is invoked at the start; 0 waits for invocations from elsewhere. */
  readonly invocations?: number;
  /** How many of them run at the same time, each in an environment of its own. */
  readonly concurrency?: number;
  /** Variables over those of the template; `null` removes one. */
  readonly env?: Readonly<Record<string, string | null>>;
  /** `.env` files whose variables go over those of the template, relative to the workspace folder. */
  readonly envFile?: string | readonly string[];
  readonly timeoutPolicy?: TimeoutPolicy;
  /** Stop before the first line of the function's module. */
  readonly stopOnInit?: boolean;
  readonly onCodeChange?: OnCodeChange;
  /** MB instead of the function's own. */
  readonly memory?: number;
  /** Seconds instead of the function's own. */
  readonly timeout?: number;
  /** Whether environments are frozen between invocations. */
  readonly freeze?: boolean;
  /** Step over code that is not the user's own. */
  readonly justMyCode?: boolean;
  /** Options of the debugger behind the function (js-debug, debugpy), or a whole configuration for `provided.*` runtimes. */
  readonly debuggerOptions?: Readonly<Record<string, unknown>>;
  /** VS Code's own: run without a debugger. */
  readonly noDebug?: boolean;
}

/** `"request": "attach"`: debugs a function that is served in this window. */
export type AttachConfiguration = Pick<
  LaunchConfiguration,
  'function' | 'timeoutPolicy' | 'onCodeChange' | 'justMyCode' | 'debuggerOptions'
>;

/** A configuration with everything decided that has a default. */
export type CompleteConfiguration = LaunchConfiguration & {
  readonly invocations: number;
  readonly concurrency: number;
  readonly timeoutPolicy: TimeoutPolicy;
  readonly onCodeChange: OnCodeChange;
  readonly stopOnInit: boolean;
  readonly justMyCode: boolean;
  readonly debuggerOptions: Readonly<Record<string, unknown>>;
};

export const CONFIGURATION_DEFAULTS = {
  invocations: 1,
  concurrency: 1,
  timeoutPolicy: 'pause',
  onCodeChange: 'recycle',
  stopOnInit: false,
  freeze: true,
  justMyCode: true,
} as const satisfies LaunchConfiguration;

/** Decides what a configuration leaves open. Throws a UserError for what cannot work. */
export function completeConfiguration(given: LaunchConfiguration): CompleteConfiguration {
  const configuration = {
    ...given,
    invocations: given.invocations ?? CONFIGURATION_DEFAULTS.invocations,
    concurrency: given.concurrency ?? CONFIGURATION_DEFAULTS.concurrency,
    timeoutPolicy: given.timeoutPolicy ?? CONFIGURATION_DEFAULTS.timeoutPolicy,
    onCodeChange: given.onCodeChange ?? CONFIGURATION_DEFAULTS.onCodeChange,
    stopOnInit: given.stopOnInit ?? CONFIGURATION_DEFAULTS.stopOnInit,
    justMyCode: given.justMyCode ?? CONFIGURATION_DEFAULTS.justMyCode,
    debuggerOptions: given.debuggerOptions ?? {},
  };
  if (given.function === undefined && given.handler === undefined) {
    throw new UserError('The launch configuration names no function; add "function" (or "handler") to it.');
  }
  requireNumber('invocations', configuration.invocations, 0);
  requireNumber('concurrency', configuration.concurrency, 1);
  requireChoice('timeoutPolicy', configuration.timeoutPolicy, TIMEOUT_POLICIES);
  requireChoice('onCodeChange', configuration.onCodeChange, ON_CODE_CHANGE);
  return configuration;
}

function requireNumber(name: string, value: unknown, minimum: number): void {
  if (!Number.isInteger(value) || Number(value) < minimum) {
    throw new UserError(`"${name}" of the launch configuration must be a whole number from ${String(minimum)} on.`);
  }
}

function requireChoice(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) {
    throw new UserError(`"${name}" of the launch configuration must be one of ${choices.join(', ')}.`);
  }
}
