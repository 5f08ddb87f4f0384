import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ProblemList } from './problemList';
import { compareText } from './projectFunction';
import type { Problem } from './projectFunction';

/** Folders that hold copies, output or other people's code; folders whose name starts with a dot are skipped too. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '__pycache__',
  'build',
  'coverage',
  'dist',
  'node_modules',
  'out',
  'site-packages',
  'target',
  'vendor',
  'venv',
]);

export interface FoundTemplates {
  /** Absolute paths, each folder's own before those of its folders, in alphabetical order. */
  readonly files: readonly string[];
  /** Folders that could not be read. */
  readonly problems: readonly Problem[];
}

/** Folders that CDK fills: their manifest leads to everything else in them. */
const CDK_OUTPUT = 'cdk.out';
const CDK_MANIFEST = 'manifest.json';

/** Finds the files below `folder` whose name `recognises`. Symbolic links to folders are not followed. */
export async function findTemplates(
  folder: string,
  recognises: (fileName: string) => boolean,
): Promise<FoundTemplates> {
  const files: string[] = [];
  const problems = new ProblemList();

  async function visit(current: string): Promise<void> {
    const folders: string[] = [];
    const isCdkOutput = path.basename(current) === CDK_OUTPUT;
    try {
      for (const entry of await readdir(current, { withFileTypes: true })) {
        const { name } = entry;
        if (isCdkOutput && name !== CDK_MANIFEST) continue;
        if (entry.isDirectory()) {
          if (!name.startsWith('.') && !SKIPPED_FOLDERS.has(name)) folders.push(name);
        } else if (recognises(name)) {
          files.push(path.join(current, name));
        }
      }
    } catch (error) {
      const location = { file: current, line: 1, column: 1 };
      problems.add(location, 'warning', `The folder cannot be read (${errorCode(error)}); allow reading it.`);
    }
    for (const name of folders.sort(compareText)) await visit(path.join(current, name));
  }

  await visit(folder);
  return { files, problems: problems.all() };
}

/** Whether `findTemplates` looks at `file` when it searches `folder`; both are absolute paths. */
export function isSearched(folder: string, file: string): boolean {
  const folders = path.relative(folder, path.dirname(file)).split(path.sep);
  if (folders[0] === '..' || path.isAbsolute(folders[0] ?? '')) return false;
  if (folders.some((name) => name.startsWith('.') || SKIPPED_FOLDERS.has(name))) return false;
  const isManifest = folders.indexOf(CDK_OUTPUT) === folders.length - 1 && path.basename(file) === CDK_MANIFEST;
  return !folders.includes(CDK_OUTPUT) || isManifest;
}

/** `ENOENT` and the like, for messages. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
