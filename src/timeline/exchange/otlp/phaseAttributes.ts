import { isObject, listOf } from '../json';
import type { JsonObject } from '../json';
import type { PhaseValues } from '../phases';
import { OWN_PREFIX } from './otlpFormat';
import type { AttributeValues } from './otlpFormat';

/** Names of the semantic conventions (FaaS, errors) for what a phase says. */
const CONVENTIONS: Readonly<Record<string, string>> = {
  requestId: 'faas.invocation_id',
  cold: 'faas.coldstart',
  errorType: 'error.type',
};
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(CONVENTIONS).map(([name, convention]) => [convention, name]),
);

/** What a phase says as attributes: by the conventions where they have a name, else with a prefix. */
export function phaseAttributes(values: PhaseValues): AttributeValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [CONVENTIONS[name] ?? `${OWN_PREFIX}${snakeCase(name)}`, value]),
  );
}

/** The attributes of a span as what a phase says. */
export function valuesOf(attributes: unknown): JsonObject {
  return Object.fromEntries(
    [...attributeValues(attributes)].map(([key, value]) => [
      NAMES.get(key) ?? (key.startsWith(OWN_PREFIX) ? camelCase(key.slice(OWN_PREFIX.length)) : key),
      value,
    ]),
  );
}

/** Attributes in the encoding of OTLP by their names; lists and maps are left out. */
export function attributeValues(attributes: unknown): ReadonlyMap<string, string | number | boolean> {
  return new Map(
    listOf(attributes).flatMap((attribute): [string, string | number | boolean][] => {
      if (!isObject(attribute) || typeof attribute['key'] !== 'string') return [];
      const value = plainValue(attribute['value']);
      return value === undefined ? [] : [[attribute['key'], value]];
    }),
  );
}

function plainValue(value: unknown): string | number | boolean | undefined {
  if (!isObject(value)) return undefined;
  const { stringValue, boolValue, intValue, doubleValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  const number = Number(intValue ?? doubleValue ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}

/** `durationMs` -> `duration_ms`, `memorySizeMB` -> `memory_size_mb`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

function camelCase(name: string): string {
  const camel = name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  return camel.replace(/Mb$/, 'MB');
}
