// @ts-check
// The benchmark: `npm run bench -- --help`.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { Baselines } from './baselines.mjs';
import { Bench } from './bench.mjs';
import { measure } from './measure.mjs';
import { HELP, readOptions } from './options.mjs';
import { FULL, QUICK } from './plans.mjs';
import { NotMeasured } from './subject.mjs';
import { SUBJECTS } from './subjects/all.mjs';
import { table } from './table.mjs';

/** @typedef {import('./figures.mjs').Figure} Figure */
/** @typedef {import('./figures.mjs').MissingFigure} MissingFigure */
/** @typedef {import('./subject.mjs').Subject} Subject */

const INTERRUPTED = 130;

/**
 * Whether a subject has a figure that the user wants to see.
 * @param {Subject} subject
 * @param {readonly string[]} names none: everything is wanted
 */
function isWanted({ group, figures }, names) {
  const texts = figures.map(({ name }) => `${group}: ${name}`.toLowerCase());
  return names.length === 0 || names.some((name) => texts.some((text) => text.includes(name.toLowerCase())));
}

/**
 * Measures one subject after the other. What fails is told at once and does not keep the others from being measured.
 * @param {Bench} bench
 * @param {readonly Subject[]} subjects
 * @param {AbortSignal} interrupted
 */
async function measureAll(bench, subjects, interrupted) {
  const baselines = new Baselines(bench);
  /** @type {(Figure | MissingFigure)[]} */
  const figures = [];
  for (const [index, subject] of subjects.entries()) {
    const { group, figures: descriptions } = subject;
    console.error(`[${index + 1}/${subjects.length}] ${group}: ${descriptions[0].name}`);
    try {
      figures.push(...(await measure(subject, bench, baselines)));
    } catch (thrown) {
      // Everything is being ended, so whatever was under way fails.
      if (interrupted.aborted) throw thrown;
      if (!(thrown instanceof NotMeasured)) {
        console.error(thrown);
        process.exitCode = 1;
      }
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      figures.push(...descriptions.map(({ name }) => ({ group, name, reason })));
    }
  }
  return figures;
}

/**
 * @param {Bench} bench
 * @param {ReturnType<typeof readOptions>} options
 * @param {AbortSignal} interrupted
 */
async function run(bench, { json, only, quick }, interrupted) {
  const subjects = SUBJECTS.filter((subject) => isWanted(subject, only));
  if (subjects.length === 0) throw new Error(`No figure is called ${only.join(' or ')}.`);
  const machine = bench.machine();
  const figures = await measureAll(bench, subjects, interrupted);
  const { platform, processor, node, python = 'none', loadAverage } = machine;
  console.log(`${platform}, ${processor}, Node.js ${node}, Python ${python}, load average ${loadAverage.toFixed(2)}\n`);
  console.log(table(figures));
  if (quick) console.log('\nFew samples were taken: the figures mean little.');
  if (json !== undefined) {
    const measured = figures.filter((figure) => !('reason' in figure));
    const notMeasured = figures.filter((figure) => 'reason' in figure);
    const report = { date: new Date().toISOString(), quick, machine, figures: measured, notMeasured };
    writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

/** @param {ReturnType<typeof readOptions>} options */
async function main(options) {
  if (options.help) {
    console.log(HELP);
    return;
  }
  const bench = new Bench(options.quick ? QUICK : FULL);
  const interruption = new AbortController();
  const interrupted = once(interruption.signal, 'abort');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => interruption.abort());
  try {
    await Promise.race([run(bench, options, interruption.signal), interrupted]);
  } finally {
    await bench.scope.dispose();
  }
  if (interruption.signal.aborted) process.exitCode = INTERRUPTED;
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
}
// What was interrupted in the middle of a measurement may still wait for something.
process.exit();
