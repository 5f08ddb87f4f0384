import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutTimeline } from '../../../../src/timeline/view/layout';
import type { Layout } from '../../../../src/timeline/view/layout';
import { timeScale } from '../../../../src/timeline/view/timeScale';
import { clamp, fit, pan, project, zoomAt } from '../../../../src/timeline/view/viewport';
import { LAYOUT_CASES } from './layoutStreams';
import { layOut } from './layoutText';
import type { LaidOut } from './layoutText';

const laidOut = Object.values(LAYOUT_CASES).map(({ events, choices }) => layOut(events(), { ...choices, width: 300 }));
const anyLayout = fc.constantFrom(...laidOut);
const share = fc.double({ min: 0, max: 1, noNaN: true });

function scaleOf({ timeline }: LaidOut, collapse: boolean): ReturnType<typeof timeScale> {
  return timeScale(timeline.rows, { startMs: timeline.startMs, endMs: timeline.endMs, collapse });
}

test('scales invert and grow', () => {
  fc.assert(
    fc.property(anyLayout, fc.boolean(), share, share, (each, collapse, one, other) => {
      const scale = scaleOf(each, collapse);
      const lengthMs = scale.endMs - scale.startMs;
      const at = (where: number): number => scale.startMs + (where * 1.4 - 0.2) * lengthMs;
      expect(scale.timeAt(scale.positionAt(at(one)))).toBeCloseTo(at(one), 3);
      const positions = [one, other].sort((left, right) => left - right).map((where) => scale.positionAt(at(where)));
      expect(positions[1]).toBeGreaterThanOrEqual(positions[0] ?? 0);
      expect(scale.positionAt(scale.startMs)).toBe(0);
      expect(scale.positionAt(scale.endMs)).toBeCloseTo(scale.length, 6);
    }),
    { seed: 3, numRuns: 400 },
  );
});

test('work is never inside of a collapsed gap', () => {
  for (const each of laidOut) {
    for (const gap of scaleOf(each, true).gaps) {
      for (const { spans, pauses } of each.timeline.rows) {
        for (const span of spans.filter(({ phase }) => phase !== 'frozen')) {
          const isPaused = pauses.some(({ startMs, endMs }) => startMs <= gap.startMs && endMs >= gap.endMs);
          if (!isPaused) expect(span.endMs <= gap.startMs || span.startMs >= gap.endMs).toBe(true);
        }
      }
    }
  }
});

test('what is drawn lies in the drawing area, and nothing of one stripe overlaps', () => {
  fc.assert(
    fc.property(
      anyLayout,
      fc.integer({ min: 1, max: 900 }),
      fc.array(fc.tuple(share, fc.double({ min: 0.001, max: 3, noNaN: true })), { maxLength: 4 }),
      (each, width, moves) => {
        const scale = scaleOf(each, true);
        let viewport = fit(scale);
        for (const [x, factor] of moves) viewport = zoomAt(viewport, scale, width, x * width, factor);
        checkItems(layoutTimeline({ ...each.options, scale, viewport, width }), width);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

function checkItems({ items, gaps, ticks }: Layout, width: number): void {
  const ends = new Map<string, number>();
  const stripes = items
    .filter((item) => item.shape === 'rectangle')
    .sort((left, right) => left.x - right.x || left.width - right.width);
  for (const { laneKey, kind, y, x, width: itemWidth } of stripes) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(itemWidth).toBeGreaterThan(0);
    expect(x + itemWidth).toBeLessThanOrEqual(width + 1e-6);
    const stripe = `${laneKey} ${kind} ${y}`;
    expect(x).toBeGreaterThanOrEqual((ends.get(stripe) ?? 0) - 1e-6);
    ends.set(stripe, x + itemWidth);
  }
  for (const item of items) {
    if (item.shape !== 'mark') continue;
    expect(item.x - item.width / 2).toBeGreaterThanOrEqual(-1e-6);
    expect(item.x + item.width / 2).toBeLessThanOrEqual(width + 1e-6);
  }
  for (const gap of gaps) expect(gap.x + gap.width).toBeLessThanOrEqual(width + 1e-6);
  let free = 0;
  for (const { x, label } of ticks) {
    expect(x).toBeGreaterThanOrEqual(-1e-3);
    expect(x).toBeLessThanOrEqual(width + 1e-3);
    if (label === '') continue;
    expect(x).toBeGreaterThanOrEqual(free - 1e-3);
    free = x + label.length * 6;
    expect(free).toBeLessThanOrEqual(width + 1e-3);
  }
}

test('merged rectangles stand for every span', () => {
  for (const each of laidOut) {
    const { timeline, layout, options } = layOut([], {});
    expect([timeline.rows, layout.items, options.lanes]).toEqual([[], [], []]);
    for (const width of [1, 7, 50, 280]) {
      const all = layoutTimeline({ ...each.options, viewport: fit(each.scale), width, height: 1e6, scrollTop: 0 });
      for (const { lane } of all.lanes) {
        if (lane.kind !== 'environment') continue;
        const drawn = all.items.filter(
          (item) =>
            item.laneKey === lane.key && item.shape === 'rectangle' && item.kind === 'phase' && item.pattern !== 'idle',
        );
        expect(drawn.reduce((sum, { count }) => sum + count, 0)).toBe(lane.row.spans.length);
      }
    }
  }
});

test('whatever one does, the viewport stays on the scale, and the pointer on its moment while it zooms', () => {
  fc.assert(
    fc.property(anyLayout, share, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (each, where, factor) => {
      const scale = scaleOf(each, true);
      const before = zoomAt(fit(scale), scale, 300, 150, 0.5);
      const after = zoomAt(before, scale, 300, where * 300, factor);
      const under = (viewport: typeof before): number =>
        scale.positionAt(project(scale, viewport, 300).timeAt(where * 300)) / scale.length;
      expect(under(after)).toBeCloseTo(under(before), 6);
      for (const moved of [
        pan(after, scale, 300, 10_000),
        pan(after, scale, 300, -10_000),
        zoomAt(after, scale, 300, 0, 99),
      ]) {
        expect(clamp(moved, scale)).toEqual(moved);
        expect(moved.startMs).toBeGreaterThanOrEqual(scale.startMs - 1e-6);
        expect(moved.endMs).toBeLessThanOrEqual(scale.endMs + 1e-6);
      }
    }),
    { seed: 5, numRuns: 200 },
  );
});
