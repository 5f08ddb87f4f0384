import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LifecycleEvent } from '../../src/lambda/lifecycleEvents';
import { formatDuration } from '../../src/timeline/format';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { customProperty, shownTimelines, tableRows, timelinePages } from './support/timelinePages';
import { untilShown } from './support/untilShown';

const FUNCTION = 'NodeCounter';
const INVOCATIONS = 6;
const COLUMNS = ['phase', 'start', 'duration', 'memory', 'status', 'requestId', 'text'];
const THEMES: Readonly<Record<string, string>> = {
  'Default Dark Modern': '#b180d7',
  'Default Light Modern': '#7c4dbd',
  'Default High Contrast': '#d0a8ff',
  'Default High Contrast Light': '#5b2d91',
};
const CLOUDWATCH_LOG = `INIT_START Runtime Version: nodejs:22.v50\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0000
START RequestId: 11111111-1111-4111-8111-111111111111 Version: $LATEST
2026-11-20T10:00:00.450Z\t11111111-1111-4111-8111-111111111111\tINFO\thello
END RequestId: 11111111-1111-4111-8111-111111111111
REPORT RequestId: 11111111-1111-4111-8111-111111111111\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tInit Duration: 210.55 ms\t
START RequestId: 22222222-2222-4222-8222-222222222222 Version: $LATEST
END RequestId: 22222222-2222-4222-8222-222222222222
REPORT RequestId: 22222222-2222-4222-8222-222222222222\tDuration: 2.50 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t
`;

/** What the table has to say of a stream: its Init phases, invocations and lines, in order. */
function expectedRows(events: readonly LifecycleEvent[]): string[] {
  let isCold = false;
  return events.flatMap((event) => {
    if (event.type === 'platform.initStart') {
      isCold = true;
      const report = events.find(
        (each) => each.type === 'platform.initReport' && each.environmentId === event.environmentId,
      );
      if (report?.type !== 'platform.initReport') return [];
      return [`Init | on-demand | ${formatDuration(report.record.metrics.durationMs)} |  | success |  | `];
    }
    if (event.type === 'platform.start') {
      const { requestId } = event.record;
      const report = events.find((each) => each.type === 'platform.report' && each.record.requestId === requestId);
      if (report?.type !== 'platform.report') return [];
      const { durationMs, maxMemoryUsedMB } = report.record.metrics;
      const start = isCold ? 'cold' : 'warm';
      isCold = false;
      return [
        `Invoke | ${start} | ${formatDuration(durationMs)} | ${String(maxMemoryUsedMB)} MB | success | ${requestId} | `,
      ];
    }
    if (event.type !== 'function' || typeof event.record !== 'string') return [];
    return [`Log |  |  |  |  | ${event.requestId ?? ''} | ${event.record.trimEnd()}`];
  });
}

/** The rows that are about what the stream's own records tell; evidence has tests of its own. */
async function shownRows(page: Frame): Promise<string[]> {
  const rows = await tableRows(page, COLUMNS);
  return rows
    .filter((row) => /^(Init|Invoke|Log) /.test(row))
    .map((row) => (row.startsWith('Log') ? row : row.replace(/[^|]*$/, ' ')));
}

describe.each(EDITOR_VERSIONS)('the timeline in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({ 'production.log': CLOUDWATCH_LOG });
    await cp(path.resolve('examples/lifecycle'), project.folder, { recursive: true });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`timeline-${version}-last`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  const run = (command: string): Promise<unknown> =>
    window.evaluate((vscode, id) => void vscode.commands.executeCommand(id), command);

  const storedFiles = async (name: string): Promise<string[]> => {
    const folder = path.dirname(host.extensionsFolder);
    const files = await readdir(folder, { recursive: true });
    return files.filter((file) => file.endsWith(path.join('timeline', name))).map((file) => path.join(folder, file));
  };

  /** The stream of the window, as it was kept. */
  const stream = async (): Promise<LifecycleEvent[]> => {
    const [file] = await storedFiles('history.jsonl');
    const lines = file === undefined ? [] : (await readFile(file, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as LifecycleEvent);
  };

  const tabs = (): Promise<string[]> =>
    window.evaluate((vscode) => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label)));

  it('shows what its event stream says of a cold and five warm invocations', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await run('warmpath.timeline.focus');
    const [page] = await timelinePages(window);
    if (page === undefined) throw new Error('no timeline');
    const key = `${project.path('template.yaml')}#${FUNCTION}`;
    for (let count = 1; count <= INVOCATIONS; count += 1) {
      await window.evaluate((vscode, name) => vscode.commands.executeCommand('warmpath.invoke', name), key);
    }
    await expect
      .poll(async () => (await stream()).filter(({ type }) => type === 'platform.report').length)
      .toBe(INVOCATIONS);
    const expected = expectedRows(await stream());
    expect(expected.filter((row) => row.startsWith('Invoke | warm'))).toHaveLength(INVOCATIONS - 1);
    await window.screenshot(`timeline-${version}-view`);
    await expect.poll(() => shownRows(page)).toEqual(expected);
    await window.screenshot(`timeline-${version}-table`);
  });

  it('shows the event and the result of an invocation that its log leads to', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const [page] = await timelinePages(window);
    if (page === undefined) throw new Error('no timeline');
    const details = page.locator('section.details');
    await untilShown(details, async (timeout) => {
      await window.page
        .locator('.panel .detected-link')
        .last()
        .click({ modifiers: ['Control'], timeout });
    });
    await expect.poll(() => details.innerText()).toMatch(/"invocations": ?6/);
    await expect.poll(() => details.innerText()).toContain('"version"');
    await window.screenshot(`timeline-${version}-details`);
  });

  it('shows the environments in a view of their own', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await run('warmpath.environments.focus');
    await expect
      .poll(() => window.treeView('Environments'))
      .toMatch(/^- NodeCounter1 environment\n.*Environment #1frozen · 6 invocations · \d+ MB/);
    await window.screenshot(`timeline-${version}-environments`);
  });

  it('survives a reload of the window, in the view and in an editor', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const before = expectedRows(await stream());
    await run('warmpath.openTimeline');
    await expect.poll(tabs).toContain('Timeline');
    await window.reload();
    await expect.poll(tabs).toContain('Timeline');
    // A window that is still being restored may put the view away again.
    await expect
      .poll(async () => {
        await run('warmpath.timeline.focus');
        return (await shownTimelines(window)).length;
      })
      .toBe(2);
    const pages = await timelinePages(window, 2);
    for (const page of pages) await expect.poll(() => shownRows(page)).toEqual(before);
    await window.screenshot(`timeline-${version}-reloaded`);
  });

  it('is drawn in the colours of the theme', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const pages = await timelinePages(window, 2);
    for (const page of pages) await page.getByRole('button', { name: 'Table' }).click();
    for (const [theme, colour] of Object.entries(THEMES)) {
      await window.evaluate(
        (vscode, name) => vscode.workspace.getConfiguration('workbench').update('colorTheme', name, true),
        theme,
      );
      for (const page of pages) {
        await expect.poll(() => customProperty(page, '--init')).toBe(colour);
      }
      await window.screenshot(`timeline-${version}-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
  });

  it('keeps runs by name', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.runCommand('Warmpath: Keep Run…');
    await window.quickPick.filter('before the fix');
    await window.quickPick.accept();
    await expect.poll(() => storedFiles(path.join('runs', 'before the fix.jsonl'))).toHaveLength(1);
    await window.evaluate((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    await window.evaluate((vscode) => vscode.commands.executeCommand('workbench.action.closeSidebar'));
    await window.runCommand('Warmpath: Open Kept Run…');
    await window.quickPick.choose('before the fix');
    const [page] = await timelinePages(window);
    if (page === undefined) throw new Error('no timeline');
    await expect.poll(() => shownRows(page)).toEqual(expectedRows(await stream()));
    await window.screenshot(`timeline-${version}-kept`);
  });

  it('is exported into a file', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.evaluate((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    await window.runCommand('Warmpath: Export Timeline…');
    await window.quickPick.choose('Trace events');
    // The dialog writes the folder into its field a moment after it has opened.
    await expect.poll(() => window.quickPick.text()).toContain(project.folder);
    await window.quickPick.filter(project.path('exported.json'));
    await window.quickPick.accept();
    await expect
      .poll(async () => JSON.parse(await readFile(project.path('exported.json'), 'utf8').catch(() => '{}')) as unknown)
      .toMatchObject({ traceEvents: expect.any(Array) as unknown });
  });

  it('imports a log of production, as a timeline of its own', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.evaluate(
      (vscode, file) => vscode.commands.executeCommand('warmpath.importTimeline', vscode.Uri.file(file)),
      project.path('production.log'),
    );
    await expect.poll(tabs).toEqual(['production.log']);
    const [page] = await timelinePages(window);
    if (page === undefined) throw new Error('no timeline');
    await expect
      .poll(async () => (await shownRows(page)).filter((row) => row.startsWith('Invoke')))
      .toEqual([
        'Invoke | cold | 12 ms | 70 MB | success | 11111111-1111-4111-8111-111111111111 | ',
        'Invoke | warm | 2.5 ms | 70 MB | success | 22222222-2222-4222-8222-222222222222 | ',
      ]);
    await window.screenshot(`timeline-${version}-imported`);
  });

  it('is cleared', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.evaluate((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    await run('warmpath.timeline.focus');
    await timelinePages(window);
    await run('warmpath.clearTimeline');
    await expect.poll(() => storedFiles('history.jsonl')).toEqual([]);
    await window.screenshot(`timeline-${version}-cleared`);
  });
});
