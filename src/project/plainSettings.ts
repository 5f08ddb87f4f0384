/** Settings as templates hold them, without places; scalars may be texts. */
export type Settings = Readonly<Record<string, unknown>>;

/** The value when it is a mapping, else an empty one. */
export function recordOf(value: unknown): Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A list of texts; a single text is a list of one. */
export function textsOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map(textOf).filter((text) => text !== undefined);
}

export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  const number = text === undefined || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

export function isTrue(value: unknown): boolean {
  return textOf(value) === 'true';
}
