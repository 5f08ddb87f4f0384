import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistoryLimits } from '../../../../src/editor/timeline/eventHistory';
import { TimelineHistory } from '../../../../src/editor/timeline/timelineHistory';
import { LifecycleListeners } from '../../../../src/environment/lifecycleListeners';
import type { LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import { silentLogger, systemClock } from '../../../../src/lambda/ports';
import { TemporaryProject } from '../../../support/temporaryProject';
import { Scenario } from '../../timeline/scenario';

/** One window: what happens in it, and its history. */
class Window {
  readonly warnings: string[] = [];
  readonly history: TimelineHistory;
  private readonly source = new LifecycleListeners(silentLogger);

  constructor(file: string | undefined, limits: HistoryLimits = { events: 10_000, characters: 1_000_000 }) {
    this.history = new TimelineHistory({
      source: this.source,
      clock: systemClock,
      logger: { ...silentLogger, warn: (message) => this.warnings.push(message) },
      title: 'Timeline',
      endCause: 'its window was closed',
      limits: () => limits,
      file: () => file,
    });
  }

  happen(events: readonly LifecycleEvent[]): void {
    for (const event of events) this.source.publish(event);
  }

  /** Everything in the history. */
  async events(): Promise<readonly LifecycleEvent[]> {
    return (await this.history.content()).events;
  }
}

function run(id: string, atMs = 0): LifecycleEvent[] {
  const scenario = new Scenario();
  scenario.environment(id, atMs).created().init(100).invoke(10).frozen(50).invoke(5).freeze();
  return scenario.events;
}

describe('the history of a window', () => {
  let place: TemporaryProject;
  let file: string;

  beforeEach(async () => {
    place = await TemporaryProject.create({});
    file = place.path('timeline', 'history.jsonl');
  });

  afterEach(() => place[Symbol.asyncDispose]());

  const written = (count: number): Promise<void> =>
    vi.waitFor(async () => {
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      expect(lines).toHaveLength(count);
    });

  it('goes on after a reload; environments of the window before have ended', async () => {
    const before = run('a');
    const first = new Window(file);
    first.happen(before);
    await written(before.length);
    first.history.dispose();
    expect(await readdir(path.dirname(file))).toEqual(['history.jsonl']);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');

    const after = run('b', 60_000);
    const second = new Window(file);
    second.happen(after);
    const end = {
      type: 'environment.stopped',
      epochMs: before.at(-1)?.epochMs,
      monotonicMs: before.at(-1)?.monotonicMs,
      functionName: 'orders',
      environmentId: 'a',
      record: { reason: 'SPINDOWN', cause: 'its window was closed', durationMs: 0 },
    };
    expect(await second.events()).toEqual([...before, end, ...after]);
    await written(before.length + after.length);
    second.history.dispose();
    expect([...first.warnings, ...second.warnings]).toEqual([]);
  });

  it('writes what is not written yet when the window is closed', async () => {
    const before = run('a');
    const first = new Window(file);
    // The file is known from here on.
    await first.history.content();
    first.happen(before);
    first.history.dispose();
    expect((await new Window(file).events()).slice(0, -1)).toEqual(before);
  });

  it('copes with lines that are torn or say something else', async () => {
    const before = run('a');
    await mkdir(path.dirname(file));
    const [first = '', ...others] = before.map((event) => `${JSON.stringify(event)}\n`);
    const last = others.at(-1) ?? '';
    await writeFile(file, [first, '{"type":3}\n', 'null\n', '\n', ...others].join('').slice(0, -last.length / 2));
    const window = new Window(file);
    expect((await window.events()).slice(0, -1)).toEqual(before.slice(0, -1));
    expect(window.warnings).toEqual([]);
    window.history.dispose();
  });

  it('goes on without its file when that cannot be read, and says so', async () => {
    await mkdir(file, { recursive: true });
    const window = new Window(file);
    const events = run('a');
    window.happen(events);
    expect(await window.events()).toEqual(events);
    expect(window.warnings).toEqual(['The history of the timeline could not be kept']);
    window.history.dispose();
  });

  it('keeps nothing where nothing may be kept', async () => {
    const window = new Window(undefined);
    const events = run('a');
    window.happen(events);
    expect(await window.events()).toEqual(events);
    window.history.dispose();
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('writes its file anew when that has become too long', async () => {
    const window = new Window(file, { events: 20, characters: 4_000 });
    for (let round = 0; round < 5; round += 1) {
      window.happen(run(`environment-${String(round)}`, round * 1_000));
      await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain(`environment-${String(round)}`));
    }
    await vi.waitFor(async () => expect((await stat(file)).size).toBeLessThan(8_000));
    expect(await readFile(file, 'utf8')).not.toContain('environment-0');
    const { dropped, events } = await window.history.content();
    expect(dropped).toBeGreaterThan(0);
    window.history.dispose();
    expect(events.length).toBeLessThanOrEqual(20);
    expect(await readdir(path.dirname(file))).toEqual(['history.jsonl']);
  });

  it('is cleared with its file, and tells those who show it', async () => {
    const window = new Window(file);
    const seen: string[] = [];
    window.history.onEvent(({ type }) => seen.push(type));
    window.history.onReplace(() => seen.push('replaced'));
    const events = run('a');
    window.happen(events);
    await written(events.length);
    await appendFile(file, 'something else\n');
    await window.history.clear();
    expect(await readdir(path.dirname(file))).toEqual([]);
    expect(await window.events()).toEqual([]);
    expect(seen).toEqual([...events.map(({ type }) => type), 'replaced']);
    const later = run('b');
    window.happen(later);
    await written(later.length);
    window.history.dispose();
  });
});
