import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Evaluated } from '../cloudformation/evaluated';
import { TemplateDocument } from '../cloudformation/templateDocument';
import type { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import { yamlValues } from '../translation/yamlValues';
import { scriptValues } from './scriptValues';

/** What a file named by `${file()}` holds, or part of a sentence that says why that is not known. */
export type IncludedFile = Evaluated | 'absent' | { readonly refusal: string };

/** Larger files are data and no configuration. */
const LARGEST = 4_194_304;

/** Reads a file below `folder`; links that lead outside are not followed. */
export async function readIncludedFile(
  file: string,
  folder: string,
  files: ProjectFiles,
  problems: ProblemList,
): Promise<IncludedFile> {
  if (!(await liesBelow(file, folder))) return { refusal: OUTSIDE };
  const text = await files.text(file);
  if (text === undefined) return 'absent';
  if (text.length > LARGEST) return { refusal: 'the file is too large for a configuration; split it' };
  try {
    return includedValues(file, text, problems);
  } catch {
    // The parsers give up on what nests too deep.
    return { refusal: 'the file cannot be read; simplify it' };
  }
}

/** A file that is not on the disk may still be open in an editor. */
async function liesBelow(file: string, folder: string): Promise<boolean> {
  try {
    const inside = path.relative(await realpath(folder), await realpath(file));
    return !inside.startsWith('..') && !path.isAbsolute(inside);
  } catch {
    return true;
  }
}

export const OUTSIDE = 'the file lies outside of the project folder; open the folder that holds both';

function includedValues(file: string, text: string, problems: ProblemList): IncludedFile {
  if (/\.(?:ya?ml|json|tfstate)$/.test(file)) {
    const document = new TemplateDocument(file, text);
    for (const { line, column, severity, message } of document.problems) {
      problems.add({ file, line, column }, severity, message.replace('The template', 'The file'));
    }
    return yamlValues(document);
  }
  if (/\.[cm]?[jt]s$/.test(file)) {
    return (
      scriptValues(file, text, problems) ?? {
        refusal: 'the file computes its values and is not executed; write them as YAML or JSON',
      }
    );
  }
  return { kind: 'scalar', at: { file, line: 1, column: 1 }, computed: false, text };
}
