/** Traces in the JSON encoding of OTLP (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export interface OtlpTraces {
  readonly resourceSpans: readonly OtlpResourceSpans[];
}

export interface OtlpResourceSpans {
  readonly resource: { readonly attributes: readonly OtlpAttribute[] };
  readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly OtlpSpan[] }[];
  readonly schemaUrl: string;
}

export interface OtlpSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal, 2: server. */
  readonly kind: 1 | 2;
  /** Nanoseconds since the epoch, as a decimal text: they are too large for numbers of JSON. */
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly events: readonly OtlpEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 0: unset, 2: error. */
  readonly status: { readonly code: 0 | 2; readonly message?: string };
}

export interface OtlpEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly OtlpAttribute[];
}

interface OtlpAttribute {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly boolValue: boolean }
    /** 64 bits, as a decimal text. */
    | { readonly intValue: string }
    | { readonly doubleValue: number };
}

/** Version of the semantic conventions that the attributes follow. */
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.37.0';
export const SCOPE_NAME = 'warmpath';
/** Of attributes that no convention has. */
export const OWN_PREFIX = 'aws.lambda.';

export type AttributeValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** Attributes of plain values; those that are undefined are left out. */
export function attributes(values: AttributeValues): OtlpAttribute[] {
  return Object.entries(values).flatMap(([key, value]): OtlpAttribute[] => {
    if (value === undefined) return [];
    if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
    if (typeof value === 'boolean') return [{ key, value: { boolValue: value } }];
    return [{ key, value: isWhole(key, value) ? { intValue: String(value) } : { doubleValue: value } }];
  });
}

/** An attribute has one type, whatever its value: durations are fractions, everything else is counted. */
function isWhole(key: string, value: number): boolean {
  return !key.endsWith('_ms') && Number.isSafeInteger(value);
}

/** Milliseconds since the epoch as nanoseconds; as exact as microseconds. */
export function nanoseconds(epochMs: number): string {
  const microseconds = Math.max(0, Math.round(epochMs * 1_000));
  return microseconds === 0 ? '0' : `${microseconds}000`;
}

/** The same for the same text, other for another one: ids of traces (16 bytes) and spans (8 bytes). */
export function hexId(text: string, bytes: 8 | 16): string {
  let id = '';
  for (let seed = 1; id.length < bytes * 2; seed += 1) id += hash(text, seed).toString(16).padStart(8, '0');
  // All zeros mean that there is none.
  return /^0+$/.test(id) ? id.replace(/0$/, '1') : id;
}

/** FNV-1a with 32 bits, mixed once more so that similar texts differ in every digit. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
