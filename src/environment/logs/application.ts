import {
  APPLICATION_LOG_LEVELS,
  type ApplicationLogLevel,
  type LoggingConfiguration,
} from '../../lambda/functionConfiguration';
import type { EventRecords } from '../../lambda/lifecycleEvents';

/** One log event that function code produced. */
export interface ApplicationLine {
  readonly text: string;
  /** Milliseconds since the epoch at which it was written. */
  readonly epochMs: number;
  /** The level the runtime client gave it on the framed log stream; absent for raw stdout and stderr. */
  readonly level?: ApplicationLogLevel;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The names under which managed runtimes write the time of a log event. */
const TIMESTAMP_KEYS = ['timestamp', 'time', '@timestamp', 'Timestamp'] as const;
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Names that logging libraries use for AWS's levels. */
const LEVEL_SYNONYMS: Readonly<Record<string, ApplicationLogLevel>> = { WARNING: 'WARN', CRITICAL: 'FATAL' };

/** Where an integer may stand that JavaScript cannot hold exactly. */
const LONG_INTEGER = /[[:,]\s*-?\d{16}/;
/** A text of this length cannot be nested so deeply that writing it exceeds the stack. */
const SAFELY_NESTED_LENGTH = 2_000;

/**
 * The record of a `function` or `extension` event for a log event, or undefined when the function's log level leaves it
 * out (lambda-contract §7.2). In Text format nothing is changed and nothing left out. In JSON format a JSON object is
 * passed on as an object; one without a valid level or RFC 3339 timestamp counts as INFO, and gets a timestamp when it
 * has none. Plain text of unknown level always passes.
 */
export function applicationRecord(
  line: ApplicationLine,
  logging: LoggingConfiguration,
): EventRecords['function'] | undefined {
  if (logging.format === 'Text') {
    return line.text;
  }
  const object = parseObject(line.text);
  const level = line.level ?? (object === undefined ? undefined : levelOf(object));
  if (level !== undefined && isBelow(level, logging.applicationLevel)) {
    return undefined;
  }
  if (object === undefined || !survivesRewriting(object, line.text)) {
    return line.text;
  }
  return TIMESTAMP_KEYS.some((key) => key in object)
    ? object
    : { timestamp: new Date(line.epochMs).toISOString(), ...object };
}

function levelOf(object: JsonObject): ApplicationLogLevel {
  return (hasTimestamp(object) ? namedLevel(object['level']) : undefined) ?? 'INFO';
}

function namedLevel(value: unknown): ApplicationLogLevel | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const name = value.toUpperCase();
  return APPLICATION_LOG_LEVELS.find((level) => level === name) ?? LEVEL_SYNONYMS[name];
}

function hasTimestamp(object: JsonObject): boolean {
  return TIMESTAMP_KEYS.some((key) => {
    const value = object[key];
    return (
      typeof value === 'string' &&
      RFC3339.test(value) &&
      !Number.isNaN(Date.parse(value.toUpperCase().replace(' ', 'T')))
    );
  });
}

function isBelow(level: ApplicationLogLevel, minimum: ApplicationLogLevel): boolean {
  return APPLICATION_LOG_LEVELS.indexOf(level) < APPLICATION_LOG_LEVELS.indexOf(minimum);
}

/** Whether an object can be turned into JSON again without a loss; otherwise the log event stays text. */
function survivesRewriting(object: JsonObject, text: string): boolean {
  try {
    if (text.length > SAFELY_NESTED_LENGTH) {
      JSON.stringify(object);
    }
    return !(LONG_INTEGER.test(text) && holdsUnsafeInteger(object));
  } catch {
    // Nested too deeply.
    return false;
  }
}

function holdsUnsafeInteger(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).some(holdsUnsafeInteger);
  }
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function parseObject(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) {
    return undefined;
  }
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}
