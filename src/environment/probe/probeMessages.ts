import type { EventRecords, LifecycleEventType } from '../../lambda/lifecycleEvents';

/** The lifecycle events a probe may cause; their records travel as they are, paths as the process sees them. */
type EvidenceType = Extract<LifecycleEventType, `evidence.${string}`>;

/** One line that a probe sends: an observation, or the answer to a request of the host. */
export type ProbeMessage =
  | {
      readonly [Type in EvidenceType]: {
        readonly type: Type;
        readonly record: EventRecords[Type];
        /** When it happened: wall clock, milliseconds since the epoch; absent: now. */
        readonly epochMs?: number;
      };
    }[EvidenceType]
  | { readonly type: 'answer'; readonly to: number };

/** The message in a line; undefined when it is none: the function shares the process and can send what it likes. */
export function parseProbeMessage(line: string): ProbeMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { type, to, record, epochMs } = value;
  if (type === 'answer') return typeof to === 'number' ? { type, to } : undefined;
  if (typeof type !== 'string' || !isObject(record) || !Object.hasOwn(SHAPES, type)) return undefined;
  if (epochMs !== undefined && typeof epochMs !== 'number') return undefined;
  const fits = Object.entries(SHAPES[type as EvidenceType]).every(([name, holds]) => holds(record[name]));
  // The shapes above are those of the records.
  return fits ? (value as ProbeMessage) : undefined;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isPlace: Check = (value) => isObject(value) && isText(value['file']) && isNumber(value['line']);

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function oneOf(...values: readonly string[]): Check {
  return (value) => typeof value === 'string' && values.includes(value);
}

function listOf(shape: Readonly<Record<string, Check>>): Check {
  return (value) =>
    Array.isArray(value) &&
    value.every((item: unknown) => isObject(item) && Object.entries(shape).every(([name, holds]) => holds(item[name])));
}

const SHAPES: Readonly<Record<EvidenceType, Readonly<Record<string, Check>>>> = {
  'evidence.connection': {
    connectionId: isText,
    peer: isText,
    connectMs: optional(isNumber),
    error: optional(isText),
    place: optional(isPlace),
    factory: optional(isText),
  },
  'evidence.connectionEnded': { connectionId: isText, by: oneOf('function', 'peer', 'thaw') },
  'evidence.file': {
    path: isText,
    change: oneOf('added', 'grown', 'changed', 'removed'),
    sizeBytes: isNumber,
    place: optional(isPlace),
  },
  'evidence.state': {
    file: isText,
    variables: listOf({
      name: isText,
      type: isText,
      size: optional(isNumber),
      value: isText,
      change: oneOf('initial', 'added', 'grown', 'shrunk', 'changed', 'removed'),
    }),
  },
  'evidence.leftover': {
    leftovers: listOf({
      leftoverId: isText,
      kind: oneOf('timer', 'handle', 'thread', 'process', 'task'),
      description: isText,
      place: optional(isPlace),
    }),
  },
  'evidence.imports': {
    startEpochMs: isNumber,
    imports: listOf({ name: isText, depth: isNumber, startMs: isNumber, durationMs: isNumber }),
  },
  'evidence.lost': { reason: isText },
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
