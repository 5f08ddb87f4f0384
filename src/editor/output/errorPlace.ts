import path from 'node:path';
import type { ProjectFunction, SourceLocation } from '../../project/projectFunction';
import type { FunctionErrorPayload } from './errorPayload';

/** Code in these folders is somebody else's. */
const FOREIGN = /[/\\](?:node_modules|site-packages|dist-packages|\.venv|venv)[/\\]/;
/** What these errors say is about the handler setting, not about a line of code. */
const ABOUT_THE_HANDLER = /^Runtime\.(?:HandlerNotFound|MalformedHandlerName|BuiltInModuleConflict)$/;

/** Where the user can do something about an error: the line of theirs nearest to it, else what names the handler. */
export function errorPlace(
  error: FunctionErrorPayload,
  found: ProjectFunction,
  workspaceFolders: readonly string[],
): SourceLocation | undefined {
  const { configuration, handlerFile, places } = found;
  // Source maps lead out of a folder of built code, to the source in the workspace.
  const own = [configuration.codePath, ...workspaceFolders];
  const frame = error.frames.find(({ file }) => isOwn(file, own));
  if (frame !== undefined) return { file: frame.file, line: frame.line, column: frame.column };
  if (!error.errorType.startsWith('Runtime.')) return undefined;
  const inHandler = handlerFile === undefined ? undefined : { file: handlerFile, line: 1, column: 1 };
  return ABOUT_THE_HANDLER.test(error.errorType) ? (places.handler ?? inHandler) : (inHandler ?? places.handler);
}

/** The line (from 1) of a source text that asks for a module; undefined when none does. */
export function importLine(source: string, module: string): number | undefined {
  const [first = module] = module.split('.');
  const lines = source.split('\n');
  const asks = (line: string): boolean =>
    line.includes(`'${module}'`) || line.includes(`"${module}"`) || isPythonImport(line, first);
  const index = lines.findIndex(asks);
  return index === -1 ? undefined : index + 1;
}

function isPythonImport(line: string, module: string): boolean {
  const [keyword, ...names] = line.trim().split(/[\s,.]+/);
  return (keyword === 'import' || keyword === 'from') && names.includes(module);
}

/** Whether a file lies in one of the folders and is the user's. */
export function isOwn(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const below = path.relative(folder, file);
    return !below.startsWith('..') && !path.isAbsolute(below) && !FOREIGN.test(path.sep + below);
  });
}
