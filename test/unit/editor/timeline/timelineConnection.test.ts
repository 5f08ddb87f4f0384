import { describe, expect, it, vi } from 'vitest';
import { TimelineConnection } from '../../../../src/editor/timeline/timelineConnection';
import { TimelineHistory } from '../../../../src/editor/timeline/timelineHistory';
import { LifecycleListeners } from '../../../../src/environment/lifecycleListeners';
import { UserError } from '../../../../src/lambda/errors';
import { silentLogger, systemClock } from '../../../../src/lambda/ports';
import type { HostMessage, ViewMessage } from '../../../../src/timeline/viewMessages';
import { Scenario } from '../../timeline/scenario';

/** A page and what it is told. */
class Page {
  readonly told: HostMessage[] = [];
  readonly errors: string[] = [];
  readonly connection: TimelineConnection;
  private readonly listeners: ((message: ViewMessage) => void)[] = [];

  constructor(history: TimelineHistory) {
    this.connection = new TimelineConnection({
      webview: {
        onDidReceiveMessage: (listener: (message: ViewMessage) => void) => {
          this.listeners.push(listener);
          return { dispose: () => this.listeners.splice(0) };
        },
        postMessage: (message: HostMessage) => {
          this.told.push(message);
          return Promise.resolve(true);
        },
      },
      source: history,
      requests: {
        handle: (message) =>
          message.type === 'askInvocation'
            ? Promise.resolve({ type: 'invocation', requestId: message.requestId, event: '{}' })
            : Promise.reject(new UserError('Nothing was logged.')),
      },
      clock: systemClock,
      logger: silentLogger,
      showError: ({ message }) => this.errors.push(message),
    });
  }

  say(message: ViewMessage): void {
    for (const listener of this.listeners) listener(message);
  }

  /** What it was told, in short. */
  get texts(): string[] {
    return this.told.map((message) => {
      if (message.type === 'history') return `history ${String(message.events.length)}`;
      if (message.type === 'events') return `events ${String(message.events.length)}`;
      return message.type === 'command' ? message.command : message.type;
    });
  }
}

function rig(): { source: LifecycleListeners; history: TimelineHistory; page: Page } {
  const source = new LifecycleListeners(silentLogger);
  const history = new TimelineHistory({
    source,
    clock: systemClock,
    logger: silentLogger,
    title: 'Timeline',
    endCause: 'closed',
    limits: () => ({ events: 1_000, characters: 1_000_000 }),
    file: () => undefined,
  });
  return { source, history, page: new Page(history) };
}

function events(): Scenario['events'] {
  const scenario = new Scenario();
  scenario.environment('a').created().init(100).invoke(10);
  return scenario.events;
}

describe('the road to the page of a timeline', () => {
  it('tells the history when the page listens, and then what happens, several events at once', async () => {
    const { source, page } = rig();
    const all = events();
    for (const event of all.slice(0, 3)) source.publish(event);
    page.connection.command('fit');
    expect(page.told).toEqual([]);
    page.say({ type: 'ready' });
    await vi.waitFor(() => expect(page.texts).toEqual(['history 3', 'fit']));
    for (const event of all.slice(3)) source.publish(event);
    await vi.waitFor(() => expect(page.texts).toEqual(['history 3', 'fit', `events ${String(all.length - 3)}`]));
    expect(page.told.at(-1)).toMatchObject({ events: all.slice(3) });
    page.connection.dispose();
  });

  it('tells a page that is hidden nothing, and everything when it comes back', async () => {
    const { source, page } = rig();
    const all = events();
    page.say({ type: 'ready' });
    await vi.waitFor(() => expect(page.texts).toEqual(['history 0']));
    for (const event of all.slice(0, 1)) source.publish(event);
    page.connection.hidden();
    for (const event of all.slice(1)) source.publish(event);
    page.connection.reveal({ requestId: 'a-request-1' });
    page.say({ type: 'ready' });
    await vi.waitFor(() => expect(page.texts).toEqual(['history 0', `history ${String(all.length)}`, 'reveal']));
    page.connection.dispose();
  });

  it('tells what was on its way before a command that may be about it', async () => {
    const { source, page } = rig();
    page.say({ type: 'ready' });
    await vi.waitFor(() => expect(page.texts).toEqual(['history 0']));
    for (const event of events()) source.publish(event);
    page.connection.reveal({ environmentId: 'a' });
    await vi.waitFor(() => expect(page.texts.slice(1)).toEqual([`events ${String(events().length)}`, 'reveal']));
    page.connection.dispose();
  });

  it('tells of a history that was cleared', async () => {
    const { source, history, page } = rig();
    for (const event of events()) source.publish(event);
    page.say({ type: 'ready' });
    await vi.waitFor(() => expect(page.told).toHaveLength(1));
    await history.clear();
    await vi.waitFor(() => expect(page.texts.at(-1)).toBe('history 0'));
    page.connection.dispose();
  });

  it('answers what the page asks, and shows what goes wrong', async () => {
    const { page } = rig();
    page.say({ type: 'ready' });
    page.say({ type: 'askInvocation', requestId: 'r' });
    page.say({ type: 'openLog', requestId: 'r' });
    await vi.waitFor(() => expect(page.texts).toEqual(expect.arrayContaining(['history 0', 'invocation'])));
    await vi.waitFor(() => expect(page.errors).toEqual(['Nothing was logged.']));
    page.connection.dispose();
  });
});
