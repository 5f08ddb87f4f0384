import { ON_CODE_CHANGE, TIMEOUT_POLICIES } from '../lambda/debugging';
import { CONFIGURATION_DEFAULTS, type AttachConfiguration, type LaunchConfiguration } from './configuration';

/** The part of JSON Schema that descriptions of launch configurations use. */
interface PropertySchema {
  readonly type: string | readonly string[];
  readonly markdownDescription: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly items?: { readonly type: string };
  readonly additionalProperties?: { readonly type: readonly string[] };
}

/** One description for each property of a configuration, no more and no less; VS Code adds its own ones. */
type Described<Configuration> = Readonly<Required<Record<Exclude<keyof Configuration, 'noDebug'>, PropertySchema>>>;

const SHARED: Described<AttachConfiguration> = {
  function: {
    type: 'string',
    markdownDescription: 'Function of the workspace: logical id, FunctionName, or folder and logical id.',
  },
  timeoutPolicy: {
    type: 'string',
    markdownDescription: 'What becomes of the timeout while the function stands at a breakpoint.',
    enum: TIMEOUT_POLICIES,
    enumDescriptions: [
      'The clock stands still, and the remaining time that the function sees with it.',
      'The clock runs on, as on AWS.',
      'There is no timeout.',
    ],
    default: CONFIGURATION_DEFAULTS.timeoutPolicy,
  },
  onCodeChange: {
    type: 'string',
    markdownDescription: 'What becomes of warm environments when the code changes.',
    enum: ON_CODE_CHANGE,
    enumDescriptions: ['They end, and the next invocation is cold.', 'They run on with the code they have loaded.'],
    default: CONFIGURATION_DEFAULTS.onCodeChange,
  },
  justMyCode: {
    type: 'boolean',
    markdownDescription: 'Step over code that is not your own.',
    default: CONFIGURATION_DEFAULTS.justMyCode,
  },
  debuggerOptions: {
    type: 'object',
    markdownDescription:
      'Options for the debugger behind the function: those of a Node.js (`pwa-node`) or debugpy attach configuration.',
    default: {},
  },
};

const LAUNCH: Described<LaunchConfiguration> = {
  ...SHARED,
  handler: {
    type: 'string',
    markdownDescription:
      'Handler that no template names: `src/app.handler` or a file, relative to the workspace folder.',
  },
  runtime: {
    type: 'string',
    markdownDescription: 'Runtime identifier for `handler`, or instead of the function’s own, e.g. `nodejs22.x`.',
  },
  event: {
    type: ['string', 'object', 'array'],
    markdownDescription:
      'The event: a saved event, a file, `sample:<id>`, or the JSON itself. By default the one that was used last.',
  },
  invocations: {
    type: 'integer',
    minimum: 0,
    markdownDescription: 'How often the function is invoked at the start; `0` waits for invocations from elsewhere.',
    default: CONFIGURATION_DEFAULTS.invocations,
  },
  concurrency: {
    type: 'integer',
    minimum: 1,
    markdownDescription: 'How many of the invocations run at the same time, each in an environment of its own.',
    default: CONFIGURATION_DEFAULTS.concurrency,
  },
  env: {
    type: 'object',
    additionalProperties: { type: ['string', 'null'] },
    markdownDescription: 'Environment variables over those of the template; `null` removes one.',
  },
  envFile: {
    type: ['string', 'array'],
    items: { type: 'string' },
    markdownDescription: '`.env` files whose variables go over those of the template.',
  },
  stopOnInit: {
    type: 'boolean',
    markdownDescription: 'Stop where the function’s module begins, on every cold start.',
    default: CONFIGURATION_DEFAULTS.stopOnInit,
  },
  memory: { type: 'integer', minimum: 128, markdownDescription: 'Memory in MB instead of the function’s own.' },
  timeout: { type: 'integer', minimum: 1, markdownDescription: 'Timeout in seconds instead of the function’s own.' },
  freeze: {
    type: 'boolean',
    markdownDescription: 'Freeze environments between invocations, as AWS does.',
    default: CONFIGURATION_DEFAULTS.freeze,
  },
};

/** `configurationAttributes` of the debug type in package.json. */
export const CONFIGURATION_ATTRIBUTES = {
  launch: { properties: LAUNCH },
  attach: { required: ['function'], properties: SHARED },
} as const;
