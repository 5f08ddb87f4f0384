const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const BYTES_PER_MB = 1_048_576;

/** A duration of milliseconds for people: `2.9 ms`, `182 ms`, `2.31 s`, `3 min 4 s`, `1 h 4 min`. */
export function formatDuration(milliseconds: number): string {
  const value = Math.max(0, milliseconds);
  if (value === 0) return '0 ms';
  // Each unit ends where its rounded text would read like the next one.
  if (value < 9.95) return `${value.toFixed(1)} ms`;
  if (value < 999.5) return `${value.toFixed(0)} ms`;
  if (value < 9_995) return `${(value / SECOND_MS).toFixed(2)} s`;
  if (value < MINUTE_MS - 50) return `${(value / SECOND_MS).toFixed(1)} s`;
  const seconds = Math.round(value / SECOND_MS);
  if (value < HOUR_MS - SECOND_MS / 2) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(value / MINUTE_MS);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** MB (1,024 KB) with one decimal where that says something. */
export function formatMegabytes(bytes: number): string {
  const value = bytes / BYTES_PER_MB;
  return `${value === 0 || value >= 10 ? value.toFixed(0) : value.toFixed(1)} MB`;
}

/** `1 invocation`, `2 invocations`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The smallest of `values` that at least `share` (0 to 1) of them do not exceed (nearest rank); 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
