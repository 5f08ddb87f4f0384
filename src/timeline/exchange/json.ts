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
  let depth = 0;
  let inString = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') {
      inString = true;
    } else if (character === '{' || character === '[') {
      if (depth === 0) start = index;
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth < 0) return undefined;
      if (depth > 0) continue;
      const value = parsedJson(text.slice(start, index + 1));
      if (value === undefined) return undefined;
      values.push(value);
    } else if (depth === 0 && !/\s/.test(character ?? ' ')) {
      return undefined;
    }
  }
  return values.length === 0 ? undefined : values;
}
