import { useComputed } from '@preact/signals';
import { counted, formatDuration, formatMegabytes } from '../../timeline/format';
import { stripOf } from '../../timeline/view/strip';
import type { Strip, StripDurations, StripPoint } from '../../timeline/view/strip';
import { useApp } from './app';

const SPARK_WIDTH = 64;
const SPARK_HEIGHT = 14;
const BYTES_PER_MB = 1_048_576;
/** Modules that are named before one looks further. */
const MODULES = 3;

/** The numbers of everything that is shown. */
export function SummaryStrip() {
  const { data, view } = useApp();
  const strip = useComputed(() => {
    const { functionName } = view;
    return stripOf(data.settled.value, functionName.value === undefined ? undefined : new Set([functionName.value]));
  });
  const { invocations, failed, coldStarts, coldRate, init, cold, warm, modules } = strip.value;
  return (
    <section class="strip" aria-label="Summary">
      <dl>
        <Number name="Invocations" value={String(invocations)} />
        {failed === 0 ? null : <Number name="Failed" value={String(failed)} kind="failed" />}
        <Number name="Cold starts" value={`${coldStarts} (${percent(coldRate)})`} kind="cold" />
        <Durations name="Init" durations={init} kind="init" />
        <Durations name="Cold" durations={cold} kind="cold" />
        <Durations name="Warm" durations={warm} kind="warm" />
        {modules.length === 0 ? null : (
          <Number
            name="Slowest imports"
            value={modules
              .slice(0, MODULES)
              .map(({ name, medianMs }) => `${name} ${formatDuration(medianMs)}`)
              .join(', ')}
          />
        )}
        <MemoryNumber strip={strip.value} />
        <StorageNumber strip={strip.value} />
      </dl>
    </section>
  );
}

interface NumberProperties {
  readonly name: string;
  readonly value: string;
  readonly kind?: string;
  readonly title?: string;
  readonly points?: readonly StripPoint[];
}

function Number({ name, value, kind = '', title, points = [] }: NumberProperties) {
  return (
    <div class={`number ${kind}`} title={title}>
      <dt>{name}</dt>
      <dd>
        {value}
        {points.length < 2 ? null : <Spark points={points} />}
      </dd>
    </div>
  );
}

function Durations({ name, durations, kind }: { name: string; durations: StripDurations; kind: string }) {
  const { count, p50Ms, p90Ms, p99Ms } = durations;
  if (count === 0) return null;
  const isOne = count === 1;
  return (
    <div
      class={`number ${kind}`}
      title={`${name}: half of ${counted(count, 'phase')} took at most ${formatDuration(p50Ms)}, 90 % at most ${formatDuration(p90Ms)}, 99 % at most ${formatDuration(p99Ms)}`}
    >
      <dt>
        {name}
        {isOne ? null : <span class="percentiles"> p50 · p90 · p99</span>}
      </dt>
      <dd>{isOne ? formatDuration(p50Ms) : together([p50Ms, p90Ms, p99Ms].map(formatDuration))}</dd>
    </div>
  );
}

/** Values with a unit each; it is written once when it is the same: `12 · 13 · 15 ms`. */
function together(values: readonly string[]): string {
  const units = values.map((value) => value.slice(value.indexOf(' ')));
  const isSame = new Set(units).size === 1 && values.every((value) => value.split(' ').length === 2);
  if (!isSame) return values.join(' · ');
  return `${values.map((value) => value.slice(0, value.indexOf(' '))).join(' · ')}${units[0] ?? ''}`;
}

function MemoryNumber({ strip: { memory, memorySizeMB } }: { readonly strip: Strip }) {
  const most = memory.at(-1)?.value;
  if (most === undefined) return null;
  const limit = memorySizeMB === undefined ? '' : ` of ${memorySizeMB}`;
  return <Number name="Memory" value={`${Math.round(most)}${limit} MB`} points={memory} />;
}

function StorageNumber({ strip: { storage, storageLimitBytes } }: { readonly strip: Strip }) {
  const last = storage.at(-1)?.value;
  if (last === undefined) return null;
  const limit = storageLimitBytes === undefined ? '' : ` of ${Math.round(storageLimitBytes / BYTES_PER_MB)} MB`;
  return <Number name="/tmp" value={`${formatMegabytes(last)}${limit}`} points={storage} />;
}

/** A line of values over time; the numbers beside it say the same. */
function Spark({ points }: { readonly points: readonly StripPoint[] }) {
  const first = points[0]?.atMs ?? 0;
  const length = Math.max(1, (points.at(-1)?.atMs ?? 0) - first);
  const highest = points.reduce((most, { value }) => Math.max(most, value), 1);
  const step = Math.max(1, Math.floor(points.length / SPARK_WIDTH));
  const line = points
    .filter((_, index) => index % step === 0 || index === points.length - 1)
    .map(({ atMs, value }) => {
      const x = ((atMs - first) / length) * SPARK_WIDTH;
      const y = SPARK_HEIGHT - 1 - (value / highest) * (SPARK_HEIGHT - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
  return (
    <svg class="spark" width={SPARK_WIDTH} height={SPARK_HEIGHT} aria-hidden="true">
      <polyline points={line.join(' ')} />
    </svg>
  );
}

function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}
