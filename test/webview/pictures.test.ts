import { describe, expect, test } from 'vitest';
import type { LifecycleEvent } from '../../src/lambda/lifecycleEvents';
import { Scenario } from '../unit/timeline/scenario';
import { SCENARIOS } from '../unit/timeline/scenarios';
import { browserOfFile, missingBrowser } from './support/browserOfFile';
import { coldAndWarm, historyOf } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

/** Everything that can go wrong, in two functions. */
function errorFull(): LifecycleEvent[] {
  const scenario = new Scenario();
  const environment = scenario.environment('3f9c2a71').created('first invocation').init(120, {
    status: 'error',
    errorType: 'Runtime.ImportModuleError',
  });
  environment.reset('FAILURE', 'Runtime.ImportModuleError').init(110, { phase: 'invoke' }).invoke(118).frozen(90);
  environment
    .log('calling a service that does not answer')
    .invoke(300, { status: 'timeout' })
    .wait(10)
    .reset('TIMEOUT');
  environment.init(130, { phase: 'invoke' }).invoke(60, { status: 'error', errorType: 'Runtime.OutOfMemory' });
  environment.wait(8).reset('FAILURE', 'Runtime.OutOfMemory').shutdown(20);
  const other = scenario.environment('b04d11e6', 60, 'report').created().init(90);
  other.invoke(40, { status: 'error', errorType: 'Runtime.ExitError' }).reset('FAILURE', 'Runtime.ExitError');
  other.init(80, { phase: 'invoke' }).invoke(30).frozen(70).start().wait(20).paused(180).wait(10);
  scenario.queue('invocation.throttled', { requestId: 'request-queue', reason: 'no more environments' }, 140);
  scenario.queue('asynchronous.queued', { requestId: 'request-queue' }, 60, 'report');
  return scenario.events;
}

function fiftyEnvironments(): LifecycleEvent[] {
  const scenario = new Scenario();
  for (let index = 0; index < 50; index += 1) {
    const id = `${String(index).padStart(2, '0')}f9c2a7`;
    const environment = scenario.environment(id, index * 23, index % 3 === 0 ? 'report' : 'orders').created();
    environment.init(150 + (index % 7) * 10);
    for (let invocation = 0; invocation < 30; invocation += 1) {
      if (invocation > 0) environment.frozen(40 + ((invocation * 7 + index) % 90));
      environment.invoke(8 + ((invocation * 13 + index) % 60));
    }
  }
  return scenario.events;
}

const PICTURES: Readonly<Record<string, { events: () => LifecycleEvent[]; keys?: readonly string[] }>> = {
  'cold-and-warm': { events: coldAndWarm, keys: ['.', 'i'] },
  errors: { events: errorFull },
  'fifty-environments': { events: fiftyEnvironments },
  debugger: { events: () => SCENARIOS['debugger']?.() ?? [] },
};

/** For people to look at: `test-artefacts/webview`. */
describe.skipIf(missingBrowser !== undefined)('pictures', () => {
  const browser = browserOfFile();

  describe.each(Object.entries(PICTURES))('%s', (name, { events, keys = [] }) => {
    test.each([
      ['dark', 280],
      ['dark', 1200],
      ['light', 1200],
      ['highContrast', 1200],
    ] as const)('in %s, %d pixels wide', async (theme, width) => {
      await using window = await TimelineWindow.open(browser(), { theme, width, height: 640 });
      await window.say(historyOf(events(), { live: name === 'errors' }));
      await window.page.locator('.label.environment').first().waitFor();
      await window.lanes.focus();
      for (const key of keys) await window.page.keyboard.press(key);
      await expect.poll(() => window.description()).toMatch(/environment/u);
      await window.screenshot(`${name}-${theme}-${width}`);
      expect(window.complaints).toEqual([]);
    });
  });
});
