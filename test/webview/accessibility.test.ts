import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import type { LifecycleEvent } from '../../src/lambda/lifecycleEvents';
import { SCENARIOS } from '../unit/timeline/scenarios';
import { browserOfFile, missingBrowser } from './support/browserOfFile';
import type { EditorTheme } from './support/editorColours';
import { coldAndWarm, historyOf, twoFunctions } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const THEMES: readonly EditorTheme[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

/** What people may have before them, and how they come there. */
const STATES: Readonly<Record<string, { events: () => readonly LifecycleEvent[]; keys?: readonly string[] }>> = {
  empty: { events: () => [] },
  lanes: { events: twoFunctions, keys: ['ArrowRight'] },
  details: { events: coldAndWarm, keys: ['.', '.', '.'] },
  comparison: { events: coldAndWarm, keys: ['.', '.', 'c', '.'] },
  failures: { events: () => SCENARIOS['failures']?.() ?? [], keys: ['.'] },
  table: { events: coldAndWarm, keys: ['.', 't'] },
  search: { events: coldAndWarm, keys: ['Control+f', 'o', 'r'] },
  measured: { events: coldAndWarm, keys: ['m'] },
  keys: { events: coldAndWarm, keys: ['?'] },
};

describe.skipIf(missingBrowser !== undefined)('axe-core finds nothing', () => {
  const browser = browserOfFile();

  async function violations(window: TimelineWindow): Promise<string[]> {
    await window.page.evaluate(axe.source);
    const found = await window.page.evaluate<readonly Violation[]>(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
    );
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  }

  describe.each(Object.entries(STATES))('%s', (name, { events, keys = [] }) => {
    test.each(THEMES)('in %s', async (theme) => {
      await using window = await TimelineWindow.open(browser(), { theme, width: name === 'table' ? 280 : 900 });
      await window.say(historyOf(events(), { live: events().length === 0 }));
      await (events().length === 0 ? window.page.getByText('Nothing has run yet') : window.lanes).waitFor();
      if (events().length > 0) await window.lanes.focus();
      for (const key of keys) await window.page.keyboard.press(key);
      await window.screenshot(`axe-${name}-${theme}`);
      expect(await violations(window)).toEqual([]);
    });
  });
});
