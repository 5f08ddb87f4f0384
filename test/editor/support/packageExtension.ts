import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import type { TestProject } from 'vitest/node';
import { EDITOR_VERSIONS, missingForEditor } from './editorHost';

declare module 'vitest' {
  interface ProvidedContext {
    /** The extension as it is published, made of what was built last; empty where no editor can install it. */
    readonly packagedExtension: string;
  }
}

/** Packages the extension once for all tests in the editor. Returns what removes the package. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = await Promise.all(EDITOR_VERSIONS.map(missingForEditor));
  if (missing.every((reason) => reason !== undefined)) {
    project.provide('packagedExtension', '');
    return () => Promise.resolve();
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'warmpath-package-'));
  const packagePath = path.join(folder, 'warmpath.vsix');
  await createVSIX({ cwd: process.cwd(), packagePath, allowMissingRepository: true, rewriteRelativeLinks: false });
  project.provide('packagedExtension', packagePath);
  return () => rm(folder, { recursive: true, force: true });
}
