import { readFile } from 'node:fs/promises';
import { toError } from '../lambda/errors';
import { Dependencies } from './dependencies';
import { errorCode } from './findTemplates';
import { DISK_FILES } from './projectFiles';
import { problemAt } from './projectFunction';
import type { Problem } from './projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from './templateReader';
import { templateText } from './templateText';
import type { TemplateText } from './templateText';

/** A template with everything that it was read from. */
export interface ReadTemplate {
  readonly contents: TemplateContents;
  /** The companion files that were asked for, whether they exist or not. */
  readonly dependencies: Pick<Dependencies, 'has'>;
  /** There is no such file. */
  readonly missing: boolean;
}

/** What the first reader makes of the file that takes it for its kind of template. `unsaved` replaces texts on disk. */
export async function readTemplateFile(
  file: string,
  readers: readonly TemplateReader[],
  options: TemplateOptions,
  unsaved: ReadonlyMap<string, string>,
): Promise<ReadTemplate> {
  const dependencies = new Dependencies(options.files ?? DISK_FILES, unsaved);
  const failed = (message: string, missing = false): ReadTemplate => ({
    contents: { functions: [], problems: [problemAt({ file, line: 1, column: 1 }, 'error', message)] },
    dependencies,
    missing,
  });
  let given: TemplateText;
  try {
    const edited = unsaved.get(file);
    given = edited === undefined ? templateText(await readFile(file)) : { text: edited };
  } catch (error) {
    const code = errorCode(error);
    return failed(`The template cannot be read (${code}); check its permissions.`, code === 'ENOENT');
  }
  for (const reader of readers) {
    try {
      const read = await reader.read(file, given.text, { ...options, files: dependencies });
      if (read === undefined) continue;
      const contents = { ...read, problems: [...encodingProblems(file, given), ...read.problems] };
      return { contents, dependencies, missing: false };
    } catch (error) {
      // One template that cannot be read must not hide the functions of the others.
      return failed(`The template cannot be read: ${toError(error).message.split('\n', 1)[0] ?? ''}; simplify it.`);
    }
  }
  return { contents: { functions: [], problems: [] }, dependencies, missing: false };
}

/** It is read all the same; the tools that deploy it do not. */
function encodingProblems(file: string, { encoding }: TemplateText): Problem[] {
  if (encoding === undefined) return [];
  return [problemAt({ file, line: 1, column: 1 }, 'error', `The file is encoded in ${encoding}; save it as UTF-8.`)];
}
