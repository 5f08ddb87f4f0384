// @ts-check
// The timeline view in a real browser, measured with the browser's own trace: `npm run bench:timeline`.
import os from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openBrowser } from '../test/editor/support/browser';
import { historyOf } from '../test/webview/support/histories';
import { TimelineWindow } from '../test/webview/support/timelineWindow';
import { busyStream } from './timelineStream.mjs';

/** @typedef {import('../src/lambda/lifecycleEvents').LifecycleEvent} LifecycleEvent */
/** @typedef {import('playwright-core').CDPSession} Debugger */

const HELP = `Measures the timeline view with a long history in Chromium without a display.

npm run bench:timeline -- [options]
  --invocations N   of the history, 10000 by default
  --environments N  they ran in, 50 by default
  --runs N          times the history is opened, 5 by default
  --help            shows this text
`;

const AIMS = { openMs: 500, panFramesPerSecond: 55, heapMB: 150, lateMs: 250 };
const PAN_MS = 4_000;
const LIVE_MS = 5_000;
const LIVE_EVENTS_PER_SECOND = 500;
const LIVE_BATCH_MS = 20;
/** With more programs waiting for a processor than this, figures say more about the machine. */
const QUIET_LOAD = 3;
const BYTES_PER_MB = 1_048_576;
const MICROSECONDS_PER_SECOND = 1_000_000;

const { values } = parseArgs({
  options: {
    invocations: { type: 'string', default: '10000' },
    environments: { type: 'string', default: '50' },
    runs: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});

/**
 * @param {string} name
 * @param {string} value
 * @param {boolean} reached
 * @param {string} aim
 */
function report(name, value, reached, aim) {
  process.stdout.write(`${name.padEnd(34)} ${value.padStart(12)}   aim ${aim} ${reached ? 'reached' : 'MISSED'}\n`);
  if (!reached) process.exitCode = 1;
}

/**
 * Milliseconds from the message with the history until the frame that shows it.
 * @param {TimelineWindow} window
 */
async function openingMs(window) {
  return await window.page.evaluate(`new Promise((resolve) => {
    const startMs = performance.now();
    const whenShown = () => {
      if (document.querySelector('.label.environment') === null) requestAnimationFrame(whenShown);
      // The lanes are drawn in the frame after their labels; a task after that is behind the picture.
      else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startMs))));
    };
    window.postMessage(window.told, '*');
    whenShown();
  })`);
}

/**
 * Frames that the browser drew in each second while the lanes are dragged to and fro, and processor time for each.
 * @param {TimelineWindow} window
 * @param {Debugger} session
 */
async function panning(window, session) {
  const { x, y } = await window.place('00f9c2a7', 0.5);
  await window.page.mouse.move(x, y);
  for (let step = 0; step < 8; step += 1) await window.page.mouse.wheel(0, -120);
  await window.page.mouse.down();
  const events = await traced(session, async () => {
    const endsAt = performance.now() + PAN_MS;
    for (let step = 0; performance.now() < endsAt; step += 1) {
      // The browser takes what came last in each frame; nobody waits for it.
      void session.send('Input.dispatchMouseEvent', {
        ...{ type: 'mouseMoved', button: 'left', buttons: 1, y },
        x: x + 250 * Math.sin(step / 40),
      });
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
  });
  await window.page.mouse.up();
  const frames = events.filter(({ name }) => name === 'DrawFrame').map(({ ts }) => ts);
  const seconds = (Math.max(...frames) - Math.min(...frames)) / MICROSECONDS_PER_SECOND;
  return { framesPerSecond: (frames.length - 1) / seconds, processorMsPerFrame: processorMs(events) / frames.length };
}

/** `tdur`: microseconds that the thread itself had the processor. @typedef {{ name: string, ts: number, pid: number, tid: number, dur?: number, tdur?: number }} TraceEvent */

/**
 * What the browser's own trace says while something is done.
 * @param {Debugger} session
 * @param {() => Promise<void>} run
 * @returns {Promise<TraceEvent[]>}
 */
async function traced(session, run) {
  /** @type {TraceEvent[]} */
  const events = [];
  const collect = (/** @type {{ value: unknown[] }} */ { value }) => {
    for (const event of value) events.push(/** @type {TraceEvent} */ (event));
  };
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline.frame', 'toplevel'],
    },
  });
  await run();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', () => resolve(undefined)));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return events;
}

/**
 * Milliseconds for which the busiest thread had the processor: what other programs do does not count.
 * @param {readonly TraceEvent[]} events
 */
function processorMs(events) {
  /** @type {Map<string, number>} */
  const threads = new Map();
  for (const { name, pid, tid, tdur = 0 } of events) {
    if (!isTask(name)) continue;
    const thread = `${pid} ${tid}`;
    threads.set(thread, (threads.get(thread) ?? 0) + tdur / 1_000);
  }
  return Math.max(0, ...threads.values());
}

/** @param {readonly number[]} samples */
function middle(samples) {
  return [...samples].sort((left, right) => left - right)[Math.floor(samples.length / 2)] ?? 0;
}

/** @param {string} name */
function isTask(name) {
  return name === 'RunTask' || name === 'ThreadControllerImpl::RunTask';
}

/**
 * @param {string} name
 * @param {number} milliseconds
 */
function note(name, milliseconds) {
  process.stdout.write(`${`  ${name}`.padEnd(34)} ${`${milliseconds.toFixed(1)} ms`.padStart(12)}\n`);
}

/** @param {Debugger} session */
async function heapMB(session) {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const used = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
  return used / BYTES_PER_MB;
}

/**
 * Tells the page 500 events a second and returns how late the last of them was shown, in milliseconds.
 * @param {TimelineWindow} window
 * @param {readonly LifecycleEvent[]} events
 */
async function liveLatenessMs(window, events) {
  const size = (LIVE_EVENTS_PER_SECOND * LIVE_BATCH_MS) / 1_000;
  const batches = [];
  for (let index = 0; index < events.length; index += size) {
    const batch = events.slice(index, index + size);
    batches.push({ type: 'events', events: batch, nowMonotonicMs: batch.at(-1)?.monotonicMs ?? 0 });
  }
  await window.page.evaluate(`window.told = ${JSON.stringify(batches)}`);
  return await window.page.evaluate(`new Promise((resolve) => {
    const stopped = () => document.querySelector('.label.environment .state.stopped') !== null;
    const startMs = performance.now();
    let next = 0;
    const tell = () => {
      const due = Math.min(told.length, 1 + Math.floor((performance.now() - startMs) / ${LIVE_BATCH_MS}));
      while (next < due) window.postMessage(told[next++], '*');
      if (next < told.length) { setTimeout(tell, ${LIVE_BATCH_MS}); return; }
      const toldMs = performance.now();
      const whenShown = () => {
        if (stopped() || performance.now() - toldMs > 30_000) resolve(performance.now() - toldMs);
        else requestAnimationFrame(whenShown);
      };
      whenShown();
    };
    tell();
  })`);
}

/**
 * What happens after a history in other environments; at the end the first environment of the history is stopped.
 * @param {readonly LifecycleEvent[]} history
 * @param {number} count
 * @returns {LifecycleEvent[]}
 */
function goingOn(history, count) {
  const stream = busyStream(count, 20).slice(0, count - 1);
  const [first] = history;
  const last = history.at(-1);
  if (first === undefined || last === undefined) return [];
  const laterMs = last.monotonicMs - first.monotonicMs;
  const moved = stream.map((event) => ({
    ...event,
    ...(event.environmentId === undefined ? {} : { environmentId: `live-${event.environmentId}` }),
    monotonicMs: event.monotonicMs + laterMs,
    epochMs: event.epochMs + laterMs,
  }));
  const { functionName, environmentId } = first;
  const at = { monotonicMs: moved.at(-1)?.monotonicMs ?? 0, epochMs: moved.at(-1)?.epochMs ?? 0 };
  return [
    ...moved,
    {
      ...{ type: 'environment.stopped', functionName, ...at },
      ...(environmentId === undefined ? {} : { environmentId }),
      record: { reason: 'SPINDOWN', cause: 'the measurement ended', durationMs: 1 },
    },
  ];
}

async function main() {
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const events = busyStream(Number(values.invocations), Number(values.environments));
  process.stdout.write(
    `${values.invocations} invocations in ${values.environments} environments, ${events.length} events\n`,
  );
  const [load = 0] = os.loadavg();
  if (load > QUIET_LOAD) process.stdout.write(`load is ${load.toFixed(1)}: the figures say more about the machine\n`);
  const browser = await openBrowser();
  try {
    /** @type {number[]} */
    const openings = [];
    const history = JSON.stringify(historyOf(events, { live: false }));
    /** @type {number[]} */
    const processor = [];
    const open = async () => {
      const window = await TimelineWindow.open(browser, { width: 1200, height: 700 });
      await window.page.evaluate(`window.told = ${history}`);
      const session = await window.page.context().newCDPSession(window.page);
      const events = await traced(session, async () => void openings.push(await openingMs(window)));
      processor.push(processorMs(events));
      return window;
    };
    const window = await open();
    for (let run = 1; run < Number(values.runs); run += 1) await (await open())[Symbol.asyncDispose]();
    const median = middle(openings);
    report('shown after the history arrives', `${median.toFixed(0)} ms`, median < AIMS.openMs, `${AIMS.openMs} ms`);
    note('processor time of it', middle(processor));

    const session = await window.page.context().newCDPSession(window.page);
    const { framesPerSecond, processorMsPerFrame } = await panning(window, session);
    report(
      'frames while it is dragged',
      `${framesPerSecond.toFixed(1)} /s`,
      framesPerSecond >= AIMS.panFramesPerSecond,
      `${AIMS.panFramesPerSecond} /s`,
    );
    note('processor time of each', processorMsPerFrame);

    await window.page.evaluate('delete window.told');
    const heap = await heapMB(session);
    report('JavaScript heap', `${heap.toFixed(0)} MB`, heap < AIMS.heapMB, `${AIMS.heapMB} MB`);

    const live = await TimelineWindow.open(browser, { width: 1200, height: 700 });
    await live.say(historyOf(events));
    const lateMs = await liveLatenessMs(live, goingOn(events, (LIVE_EVENTS_PER_SECOND * LIVE_MS) / 1_000));
    const name = `${LIVE_EVENTS_PER_SECOND} events/s: last one shown after`;
    report(name, `${lateMs.toFixed(0)} ms`, lateMs < AIMS.lateMs, `${AIMS.lateMs} ms`);
  } finally {
    await browser.close();
  }
}

await main();
