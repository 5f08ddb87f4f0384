import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { findEditorHost } from '../../../scripts/installEditorHosts.mjs';
import { CleanUp } from './cleanUp';
import { OFFLINE, writeSettings } from './quietSettings';

export interface InHostSuiteOptions {
  /** A TypeScript file that exports `run`: it may use everything, `vscode` too, and throws when a check fails. */
  readonly suite: string;
  /** Folders of extensions, as they would be packaged. */
  readonly extensions: readonly string[];
  readonly workspace: string;
  /** A version of code-server, or the desktop's program; without one, @vscode/test-electron downloads it. */
  readonly editor: { readonly version: string } | { readonly executable?: string };
}

/** Bundled programs find the packages of this repository from here. */
const PROGRAMS = path.resolve('node_modules/.cache/warmpath');

/**
 * Runs a suite inside of the extension host, through @vscode/test-electron. The editor that a browser shows is offered to it
 * as if it were the desktop's program, so that there is one way in. Throws when the suite fails.
 */
export async function runInHostSuite({ suite, extensions, workspace, editor }: InHostSuiteOptions): Promise<void> {
  await using cleanUp = new CleanUp();
  const place = await realpath(await mkdtemp(path.join(tmpdir(), 'warmpath-suite-')));
  cleanUp.defer(() => rm(place, { recursive: true, force: true, maxRetries: 5 }));
  const extensionTestsPath = path.join(place, 'suite.cjs');
  await bundle(suite, extensionTestsPath, 'cjs');
  const data = path.join(place, 'data');
  await writeSettings(data, { 'security.workspace.trust.enabled': false });
  await runTests({
    ...('version' in editor ? await asDesktopProgram(editor.version, cleanUp) : desktopProgram(editor.executable)),
    extensionDevelopmentPath: [...extensions],
    extensionTestsPath,
    launchArgs: [workspace, ...['--user-data-dir', data, '--extensions-dir', path.join(place, 'extensions')]],
  });
}

async function asDesktopProgram(
  version: string,
  cleanUp: CleanUp,
): Promise<{ vscodeExecutablePath: string; extensionTestsEnv: Record<string, string> }> {
  const files = await findEditorHost(version);
  if (typeof files === 'string') throw new Error(files);
  await mkdir(PROGRAMS, { recursive: true });
  const folder = await mkdtemp(path.join(PROGRAMS, 'code-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const program = path.join(folder, 'code.mjs');
  await bundle(path.join(import.meta.dirname, 'codeProgram.ts'), program, 'esm');
  await chmod(program, 0o755);
  return { vscodeExecutablePath: program, extensionTestsEnv: { ...OFFLINE, EDITOR_HOST_FILES: JSON.stringify(files) } };
}

function desktopProgram(executable: string | undefined): { vscodeExecutablePath?: string } {
  return executable === undefined ? {} : { vscodeExecutablePath: executable };
}

async function bundle(entry: string, outfile: string, format: 'cjs' | 'esm'): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['vscode', 'playwright-core'],
    logLevel: 'error',
    ...(format === 'esm' ? { banner: { js: '#!/usr/bin/env node' } } : {}),
  });
}
