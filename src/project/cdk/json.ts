/** What a JSON text holds; undefined when it is not valid. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A member of an object; undefined for anything else. */
export function jsonMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

export function jsonText(value: unknown, name: string): string | undefined {
  const found = jsonMember(value, name);
  return typeof found === 'string' ? found : undefined;
}

/** Members of an object in the order written; none for anything else. */
export function jsonMembers(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
