const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
const MEGABYTES: Readonly<Record<string, number>> = { MB: 1, GB: 1024 };

/** Seconds of `10 seconds`, `1 minute` or a number; undefined for anything else. */
export function seconds(text: string): number | undefined {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(second|minute|hour|day)s?\s*$/.exec(text) ?? [];
  return amount === undefined || unit === undefined ? plain(text) : Number(amount) * (SECONDS[unit] ?? 1);
}

/** MB of `512 MB`, `1 GB` or a number; undefined for anything else. */
export function megabytes(text: string): number | undefined {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(MB|GB)\s*$/.exec(text) ?? [];
  return amount === undefined || unit === undefined ? plain(text) : Number(amount) * (MEGABYTES[unit] ?? 1);
}

function plain(text: string): number | undefined {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;
}
