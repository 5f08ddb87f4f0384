import type { TickItem } from './drawItems';
import type { TimeScale } from './timeScale';
import type { Projection } from './viewport';

/** What ticks count from. */
export interface TickOptions {
  /** Time that is called 0; for the wall clock a local midnight. */
  readonly zeroMs: number;
  /** Say the time of day; elapsed time otherwise. */
  readonly wallClock: boolean;
  readonly textWidth: (text: string) => number;
}

/** Pixels between two labels at least. */
const LABEL_DISTANCE = 80;
const LABEL_GAP = 12;
const MINOR_PARTS = 5;
const SMALLEST_MINOR = 8;
const DAY_MS = 86_400_000;
/** Milliseconds; below one of them powers of ten are divided by 1, 2 and 5. */
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1_000,
  2_000,
  5_000,
  10_000,
  15_000,
  30_000,
  60_000,
  120_000,
  300_000,
  600_000,
  900_000,
  1_800_000,
  3_600_000,
  7_200_000,
  10_800_000,
  21_600_000,
  43_200_000,
  DAY_MS,
];

/** The smallest round step that is at least `ms`. */
export function niceStep(ms: number): number {
  const step = STEPS.find((each) => each >= ms && ms > 0.5);
  if (step !== undefined) return step;
  if (ms > DAY_MS) return Math.ceil(ms / DAY_MS) * DAY_MS;
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 1e-6)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= ms) ?? 10 * power;
}

/** Ticks of what is in view, none of them in a collapsed gap. Labels never touch. */
export function ticksOf(projection: Projection, scale: TimeScale, options: TickOptions): TickItem[] {
  const { width } = projection;
  const fromMs = projection.timeAt(0);
  const toMs = projection.timeAt(width);
  const stretches = uncollapsed(scale, fromMs, toMs);
  // One unit of the scale is a millisecond wherever it is not collapsed.
  const perMs = width / Math.max(Number.MIN_VALUE, scale.positionAt(toMs) - scale.positionAt(fromMs));
  const step = niceStep(LABEL_DISTANCE / perMs);
  const minor = (step / MINOR_PARTS) * perMs >= SMALLEST_MINOR ? step / MINOR_PARTS : step;
  const ticks: TickItem[] = [];
  let free = -Infinity;
  for (const [startMs, endMs] of stretches) {
    const first = Math.ceil((startMs - options.zeroMs) / minor - 1e-9);
    const last = Math.floor((endMs - options.zeroMs) / minor + 1e-9);
    for (let count = first; count <= last && ticks.length < width; count += 1) {
      const timeMs = options.zeroMs + count * minor;
      const x = projection.xAt(timeMs);
      const isMajor = minor === step || count % MINOR_PARTS === 0;
      const label = isMajor ? tickLabel(timeMs - options.zeroMs, step, options) : '';
      const fits = isMajor && x >= free && x + options.textWidth(label) <= width;
      if (fits) free = x + options.textWidth(label) + LABEL_GAP;
      ticks.push({ x, label: fits ? label : '', timeMs, minor: !fits });
    }
  }
  return ticks;
}

/** Stretches of time in view that are drawn as they were. */
function uncollapsed({ gaps }: TimeScale, fromMs: number, toMs: number): [startMs: number, endMs: number][] {
  const stretches: [number, number][] = [];
  let startMs = fromMs;
  for (const gap of gaps) {
    if (gap.endMs <= fromMs) continue;
    if (gap.startMs >= toMs) break;
    if (gap.startMs > startMs) stretches.push([startMs, gap.startMs]);
    startMs = gap.endMs;
  }
  if (startMs < toMs) stretches.push([startMs, toMs]);
  return stretches;
}

function tickLabel(ms: number, step: number, { wallClock }: TickOptions): string {
  return wallClock ? timeOfDay(ms, step) : elapsed(ms, step);
}

/** `1.25 s`, `350 ms`, `4:05`, `1:04:00`: with as many digits as the step has. */
function elapsed(ms: number, step: number): string {
  const sign = ms < 0 ? '-' : '';
  const value = Math.abs(ms);
  if (value < 1e-9) return '0';
  if (value < 1_000 && step < 1_000) return `${sign}${value.toFixed(decimals(step))} ms`;
  if (value < 60_000) return `${sign}${(value / 1_000).toFixed(decimals(step / 1_000))} s`;
  return `${sign}${clock(value, step, value >= 3_600_000)}`;
}

function timeOfDay(ms: number, step: number): string {
  const inDay = ((ms % DAY_MS) + DAY_MS) % DAY_MS;
  return clock(inDay, step, true, true);
}

function clock(ms: number, step: number, withHours: boolean, padded = false): string {
  const places = step >= 1_000 ? 0 : decimals(step / 1_000);
  // Rounded first, so that 59.9996 s does not read 60.
  const unit = 10 ** places;
  const total = Math.round((ms / 1_000) * unit) / unit;
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const seconds = (total % 60).toFixed(places).padStart(places === 0 ? 2 : places + 3, '0');
  if (!withHours) return `${minutes}:${seconds}`;
  return `${String(hours).padStart(padded ? 2 : 1, '0')}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

function decimals(step: number): number {
  return Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
}
