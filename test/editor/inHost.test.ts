import path from 'node:path';
import { describe, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, missingForEditor } from './support/editorHost';
import { runInHostSuite, type InHostSuiteOptions } from './support/inHostSuite';

const SUITE = path.resolve('test/editor/inHost/index.ts');
const SAMPLE = path.resolve('test/fixtures/editor/sampleExtension');
/** The desktop's program, or `download`; where it is not named, the editors in the browser are all there is. */
const DESKTOP = process.env['VSCODE_EXECUTABLE'];

const editors: { name: string; version?: string; editor: InHostSuiteOptions['editor'] }[] = [
  ...EDITOR_VERSIONS.map((version) => ({ name: `code-server ${version}`, version, editor: { version } })),
  ...(DESKTOP === undefined
    ? []
    : [{ name: 'the desktop', editor: DESKTOP === 'download' ? {} : { executable: DESKTOP } }]),
];

describe('a suite inside of the extension host', () => {
  it.for(editors)('passes in $name', async ({ version, editor }, ctx) => {
    const missing = version === undefined ? undefined : await missingForEditor(version);
    if (missing !== undefined) ctx.skip(missing);
    await using project = await TemporaryProject.create({ 'index.js': '' });
    await runInHostSuite({ suite: SUITE, extensions: [SAMPLE], workspace: project.folder, editor });
  });
});
