export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is an object, as opposed to a list or a plain value. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; undefined when it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The object of a JSON text; undefined when it is none. */
export function parsedObject(text: string): JsonObject | undefined {
  const trimmed = text.trimStart();
  if (!trimmed.startsWith('{')) return undefined;
  const value = parsedJson(trimmed);
  return isObject(value) ? value : undefined;
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A finite number; undefined for everything else. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * JSON values that follow each other, with or without white space between them, as Firehose writes them to S3.
 * Undefined when the text is anything else; a value that is cut off at the end is left out.
 */
export function concatenatedJson(text: string): readonly unknown[] | undefined {
  const values: unknown[] = [];
  let from = 0;
  while (from < text.length) {
    const start = skipSpace(text, from);
    if (start === text.length) break;
    const end = endOfValue(text, start);
    if (end === undefined) break;
    const value = parsedJson(text.slice(start, end));
    if (value === undefined) return undefined;
    values.push(value);
    from = end;
  }
  return values.length === 0 ? undefined : values;
}

function skipSpace(text: string, from: number): number {
  let position = from;
  while (position < text.length && /\s/.test(text.charAt(position))) position += 1;
  return position;
}

/** Where the object or list that begins at `start` ends; undefined when it does not, as the text does before. */
function endOfValue(text: string, start: number): number | undefined {
  if (!'{['.includes(text.charAt(start))) return start + 1;
  let depth = 0;
  const marks = /["{}[\]]/g;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const [character] = mark;
    if (character === '"') {
      const end = endOfString(text, marks.lastIndex);
      if (end === undefined) return undefined;
      marks.lastIndex = end;
      continue;
    }
    depth += character === '{' || character === '[' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return undefined;
}

function endOfString(text: string, from: number): number | undefined {
  const stops = /["\\]/g;
  stops.lastIndex = from;
  for (let stop = stops.exec(text); stop !== null; stop = stops.exec(text)) {
    if (stop[0] === '"') return stops.lastIndex;
    stops.lastIndex += 1;
  }
  return undefined;
}
