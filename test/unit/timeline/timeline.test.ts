import { describe, expect, test } from 'vitest';
import { timelineRows } from '../../../src/timeline/rows';
import { summarise, summaryText } from '../../../src/timeline/summary';
import { timelineText } from '../../../src/timeline/text';
import { traceEvents } from '../../../src/timeline/traceEvents';
import { SCENARIOS } from './scenarios';

/** Rows as text: one line per span, pause and mark, in milliseconds since the start. */
function renderRows(name: keyof typeof SCENARIOS): string {
  const timeline = timelineRows(SCENARIOS[name]?.() ?? []);
  return JSON.stringify(timeline);
}

describe.each(Object.entries(SCENARIOS))('%s', (name, events) => {
  const width = 100;

  test('text', async () => {
    const text = timelineText(timelineRows(events()), { width });
    await expect(`${text}\n`).toMatchFileSnapshot(`../../golden/timeline/${name}.txt`);
  });
});
