import path from 'node:path';
import { kindOf } from './handlerFile';
import type { HandlerLanguage } from './handlerFile';

/** Files that mark the root of a code folder. */
const MARKERS: Readonly<Record<HandlerLanguage, readonly string[]>> = {
  node: ['package.json'],
  python: ['requirements.txt', 'pyproject.toml', 'Pipfile'],
};

/** Whether a file, by its name, says where a code folder begins. */
export function marksCodeFolder(fileName: string): boolean {
  return Object.values(MARKERS).some((names) => names.includes(fileName));
}

/**
 * The code folder of a file without a template: the nearest one upwards, up to `projectFolder`, that holds a
 * package.json (Node) or a requirements.txt, pyproject.toml or Pipfile (Python), else `folder` itself.
 */
export async function codeFolder(folder: string, language: HandlerLanguage, projectFolder: string): Promise<string> {
  for (let current = folder; ; current = path.dirname(current)) {
    for (const marker of MARKERS[language]) if ((await kindOf(path.join(current, marker))) === 'file') return current;
    if (current === projectFolder || current === path.dirname(current)) return folder;
  }
}
