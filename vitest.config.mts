import { defineConfig } from 'vitest/config';

/** Kinds of test that need more than this repository; every other test file is a unit test. */
const kinds = ['integration', 'conformance', 'differential'];

const fixtures = '**/fixtures/**';
const folderOf = (kind: string): string => `test/${kind}/**/*.test.ts`;

export default defineConfig({
  test: {
    // Tests start real processes and measure them, so more workers than cores would make them disturb each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './test/support/closingLineReporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [fixtures, ...[...kinds, 'editor', 'webview'].map(folderOf)],
        },
      },
      ...kinds.map((kind) => ({
        extends: true as const,
        test: { name: kind, include: [folderOf(kind)], exclude: [fixtures] },
      })),
      {
        extends: true,
        test: {
          name: 'webview',
          include: [folderOf('webview')],
          exclude: [fixtures],
          // Each file has a browser of its own.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'editor',
          include: [folderOf('editor')],
          exclude: [fixtures],
          // An editor with its browser keeps the machine busy: one at a time, and alone.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          globalSetup: './test/editor/support/packageExtension.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
