import { formatDuration } from '../timeline/format';
import type { Measurement } from './measurement';
import type { Proof } from './proveFix';

/** One figure of both versions. */
export interface ProofRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** `worse` is told as well as `better`. */
  readonly change: 'better' | 'equal' | 'worse';
}

/** A smaller difference than this share is chance. */
const CHANCE = 0.1;
/** Durations that differ by less milliseconds are equal. */
const CHANCE_MS = 0.5;

/** Both versions side by side; what was never seen is left out. */
export function proofRows({ before, after }: Proof): ProofRow[] {
  const durations: [string, keyof Measurement & `${string}Ms`][] = [
    ['Init phase', 'initMs'],
    ['Cold invocation', 'coldMs'],
    ['Warm invocation', 'warmMs'],
  ];
  const counts: [string, 'connections' | 'filesLeft' | 'grownBy' | 'leftovers' | 'stillOpen'][] = [
    ['Connections', 'connections'],
    ['Still open', 'stillOpen'],
    ['Files left in /tmp', 'filesLeft'],
    ['Unfinished work', 'leftovers'],
    ['State grown by', 'grownBy'],
  ];
  return [
    ...durations.map(([name, key]) => row(name, before[key], after[key], formatDuration, CHANCE_MS)),
    ...counts
      .filter(([, key]) => before[key] > 0 || after[key] > 0)
      .map(([name, key]) => row(name, before[key], after[key], String, 0)),
    row('Memory', before.maxMemoryUsedMB, after.maxMemoryUsedMB, (value) => `${String(value)} MB`, 1),
    ...(before.failed === 0 && after.failed === 0 ? [] : [row('Failed', before.failed, after.failed, String, 0)]),
  ];
}

/** What the proof shows, in a sentence. */
export function verdict(proof: Proof): string {
  const { results, after, before } = proof;
  if (before.failed === before.invocations && after.failed > 0) {
    return 'Every invocation fails with this event, so nothing is proved: choose an event that works.';
  }
  if (after.failed > before.failed) return 'The fix makes invocations fail: do not apply it.';
  if (!results.equal)
    return `The results differ (${results.different.join(', ')}): look at the fix before you apply it.`;
  const better = proofRows(proof).filter(({ change }) => change === 'better');
  const same =
    results.ignored.length === 0 ? 'equal' : `equal, apart from ${results.ignored.join(', ')}, which always differ`;
  return better.length === 0
    ? `Nothing measured is better with this event; the results are ${same}.`
    : `${better.map(({ name, before: from, after: to }) => `${name}: ${from} -> ${to}`).join(', ')}. The results are ${same}.`;
}

const NAME_WIDTH = 20;
const VALUE_WIDTH = 12;

/** The proof as a table for a terminal or an output channel. */
export function proofText(proof: Proof): string {
  const line = (name: string, before: string, after: string, note: string): string =>
    `  ${name.padEnd(NAME_WIDTH)}${before.padStart(VALUE_WIDTH)}${after.padStart(VALUE_WIDTH)}${note === '' ? '' : `  ${note}`}`;
  const invocations = proof.before.invocations;
  return [
    proof.fix.title,
    line('', 'before', 'after', `${String(invocations)} invocations each, 1 of them cold`),
    ...proofRows(proof).map(({ name, before, after, change }) =>
      line(name, before, after, change === 'equal' ? '' : change),
    ),
    `  ${verdict(proof)}`,
    '',
  ].join('\n');
}

function row(name: string, before: number, after: number, format: (value: number) => string, chance: number): ProofRow {
  const difference = after - before;
  const isChance = Math.abs(difference) <= Math.max(chance, chance === 0 ? 0 : CHANCE * Math.max(before, after));
  const change = isChance ? 'equal' : difference < 0 ? 'better' : 'worse';
  return { name, before: format(before), after: format(after), change };
}
