import { isDeepStrictEqual } from 'node:util';
import type { Sample } from '../project/samples/sample';
import { members } from '../project/samples/settings';
import { sampleMarks, type Mark } from './sampleMarks';

/** As much of JSON Schema, and of what the JSON editor adds to it, as is used here. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly allOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly defaultSnippets?: readonly {
    readonly label: string;
    readonly description: string;
    readonly body: unknown;
  }[];
}

/** Texts that parameters of one kind or another take, to see what they change. */
const OTHER_VALUES = ['changed', '7', 'true', 'false', '2020-02-03T04:05:06Z', '{"changed":"7"}', '["changed"]'];
const ITEM = '*';

/**
 * Describes events to the JSON editor: what kind an event is follows from what is in it; then the types of its members
 * are known, and what those mean that a sample can be told. An empty document can begin with any sample.
 */
export function eventSchema(samples: readonly Sample[]): JsonSchema {
  const events = samples.map((sample) => {
    const event = sample.event({});
    return { sample, event, texts: descriptions(sample, event) };
  });
  const marks = sampleMarks(events.map(({ event, texts }) => ({ event, decided: new Set(texts.keys()) })));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Lambda event',
    defaultSnippets: events.map(({ sample, event }) => ({
      label: sample.title,
      description: sample.service,
      body: snippetBody(event),
    })),
    allOf: events.map(({ sample, event, texts }, index) => ({
      if: recognised(marks[index] ?? []),
      then: {
        title: sample.title,
        description: `${sample.service}: ${sample.title}`,
        ...described(event, '', texts),
      },
    })),
  };
}

/** The schema that only events with these marks fit. */
function recognised(marks: readonly Mark[]): JsonSchema {
  const schemas = marks.map(({ path, value }): JsonSchema => {
    const inner: JsonSchema = value === undefined ? {} : { const: value };
    return path.reduceRight<JsonSchema>(
      (schema, name) =>
        name === ITEM
          ? { type: 'array', minItems: 1, items: schema }
          : { type: 'object', required: [name], properties: { [name]: schema } },
      inner,
    );
  });
  return { allOf: schemas };
}

/** Path of each member that a parameter of the sample decides -> the parameter's description. */
function descriptions(sample: Sample, event: unknown): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, parameter] of Object.entries(sample.parameters)) {
    for (const text of OTHER_VALUES) {
      const value = parameter.read(text);
      if (value === undefined || isDeepStrictEqual(value, parameter.default)) continue;
      for (const path of differences(event, sample.event({ [name]: text }), '')) {
        if (!found.has(path)) found.set(path, parameter.description);
      }
      break;
    }
  }
  return found;
}

function differences(one: unknown, other: unknown, path: string): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((item, index) => differences(item, other[index], `${path}/${ITEM}`));
  }
  const names = members(one);
  const others = new Map(members(other));
  if (names.length === 0 || others.size === 0) return [path];
  return names.flatMap(([name, value]) => differences(value, others.get(name), `${path}/${name}`));
}

function described(value: unknown, path: string, texts: ReadonlyMap<string, string>): JsonSchema {
  const description = texts.get(path);
  const about = description === undefined ? {} : { description };
  if (Array.isArray(value)) {
    const items = value.length === 0 ? {} : { items: described(value[0], `${path}/${ITEM}`, texts) };
    return { ...about, type: ['array', 'null'], ...items };
  }
  if (typeof value === 'object' && value !== null) {
    const properties = members(value).map(([name, member]) => [name, described(member, `${path}/${name}`, texts)]);
    return {
      ...about,
      type: ['object', 'null'],
      properties: Object.fromEntries(properties) as Record<string, JsonSchema>,
    };
  }
  return value === null || value === undefined ? about : { ...about, type: [typeof value, 'null'] };
}

/** Dollar signs and braces mean something in snippets; a text behind `^` is taken as it is. */
function snippetBody(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snippetBody);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(members(value).map(([name, member]) => [name, snippetBody(member)]));
  }
  if (typeof value !== 'string' || !/[\\$}^]/.test(value)) return value;
  return `^${JSON.stringify(value).replaceAll(/[\\$}]/g, String.raw`\$&`)}`;
}
