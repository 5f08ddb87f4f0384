import path from 'node:path';
import { languageOfFile } from '../handlerFile';

/** Folders of code that Lambda never runs, beside those that are skipped for templates. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '__mocks__',
  '__tests__',
  'cypress',
  'e2e',
  'migrations',
  'spec',
  'test',
  'tests',
]);

/** Whether a file, by its name, may hold handlers: tests, type declarations and configurations do not. */
export function isSourceFile(fileName: string): boolean {
  if (languageOfFile(fileName) === undefined) return false;
  if (fileName.endsWith('.py')) return !/^test_|_test\.py$|^conftest\.py$|^setup\.py$/.test(fileName);
  return !/\.(?:d|spec|test|stories|config|min)\.[cm]?[jt]sx?$/.test(fileName);
}

/** Whether a file lies in a folder of tests or the like below `folder`; both are absolute paths. */
export function isAside(folder: string, file: string): boolean {
  return path
    .relative(folder, path.dirname(file))
    .split(path.sep)
    .some((name) => SKIPPED_FOLDERS.has(name));
}

/** Whether a text is worth parsing: most files of a project have none of these words. */
export function mayHoldHandlers(text: string): boolean {
  if (/['"](?:aws-cdk-lib|@aws-cdk\/core)['"/]|^\s*(?:from|import)\s+aws_cdk\b/m.test(text)) return false;
  return /event\b|Event\b|\bevt\b|[hH]andler|[lL]ambda|\bmiddy\b|\bMangum\b|\bserverless|\bexport\s*[*{]|\bimport \*|__exportStar/.test(
    text,
  );
}
