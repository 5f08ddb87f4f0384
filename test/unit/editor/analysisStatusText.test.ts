import { expect, it } from 'vitest';
import { analysisStatusText } from '../../../src/editor/analysis/analysisStatusText';

const t = (message: string, ...values: (string | number)[]): string =>
  message.replaceAll(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
const READY = { state: 'ready', files: 12, handlers: 1, skipped: 0 } as const;

it('tells how many findings the document has, and how much is known', () => {
  expect(analysisStatusText(READY, 0, t)).toEqual({
    text: 'Warmpath: no findings',
    detail: '1 handler · 12 files',
    busy: false,
    failed: false,
    action: { command: 'warmpath.showAnalysisLog', title: 'Show Log' },
  });
  expect(analysisStatusText({ ...READY, skipped: 2 }, 1, t)).toMatchObject({
    text: 'Warmpath: 1 finding',
    detail: '1 handler · 12 files · 2 bundled, not analysed',
    action: { command: 'workbench.actions.view.problems' },
  });
  expect(analysisStatusText(READY, 3, t).text).toBe('Warmpath: 3 findings');
});

it('is busy until the folders are read, and offers a restart when the server has stopped', () => {
  for (const state of ['starting', 'restarting'] as const) {
    expect(analysisStatusText({ state }, 0, t)).toMatchObject({ busy: true, failed: false });
  }
  expect(analysisStatusText({ ...READY, state: 'reading' }, 0, t).busy).toBe(true);
  expect(analysisStatusText({ state: 'stopped' }, 0, t)).toMatchObject({
    failed: true,
    action: { command: 'warmpath.restartAnalysis' },
  });
});
