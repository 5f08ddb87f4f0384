import path from 'node:path';
import { FolderSettings, NO_SETTINGS, readAnalysisSettings } from '../analysis/analysisSettings';
import type { AnalysisSettings } from '../analysis/analysisSettings';
import { ProblemList } from '../project/problemList';
import type { ProjectFiles } from '../project/projectFiles';
import type { Problem } from '../project/projectFunction';
import { readJsonSection, readTomlSection } from './configurationSection';
import type { ConfigurationSection } from './configurationSection';

/** Where a section for Warmpath may be; in one folder, the first that has one counts. */
const READERS: Readonly<Record<string, (text: string) => ConfigurationSection | undefined>> = {
  '.warmpath.json': (text) => readJsonSection(text, []),
  'package.json': (text) => readJsonSection(text, ['warmpath']),
  'pyproject.toml': (text) => readTomlSection(text, ['tool', 'warmpath']),
};

const FILE_NAMES = Object.keys(READERS);

/** Whether a file may say how other files are analysed. */
export function isAnalysisConfiguration(file: string): boolean {
  return FILE_NAMES.includes(path.basename(file));
}

export interface ReadSettings {
  readonly settings: FolderSettings;
  /** What is wrong in the files, where it stands. */
  readonly problems: readonly Problem[];
}

/**
 * The settings in configuration files, given by absolute paths (the others among them are left alone): those of the
 * nearest folder above a file count for it, over `editor`, which counts everywhere.
 */
export async function readSettings(
  given: readonly string[],
  files: Pick<ProjectFiles, 'text'>,
  editor: AnalysisSettings = NO_SETTINGS,
): Promise<ReadSettings> {
  const folders = new Map<string, { readonly file: string; readonly settings: AnalysisSettings }>();
  const problems = new ProblemList();
  const inOrder = given
    .filter(isAnalysisConfiguration)
    .toSorted((left, right) => FILE_NAMES.indexOf(path.basename(left)) - FILE_NAMES.indexOf(path.basename(right)));
  for (const file of inOrder) {
    const text = await files.text(file);
    const section = text === undefined ? undefined : READERS[path.basename(file)]?.(text.replace(/^\u{FEFF}/u, ''));
    if (section === undefined) continue;
    const folder = path.dirname(file);
    const known = folders.get(folder);
    if (known !== undefined) {
      const message = `This section counts for nothing, because ${path.basename(known.file)} beside it has settings of Warmpath, too; keep one of them.`;
      problems.add({ file, ...section.placeOf([]) }, 'warning', message);
      continue;
    }
    const { settings, mistakes } = readAnalysisSettings(section.value);
    for (const message of section.faults) problems.add({ file, ...message.place }, 'warning', message.text);
    for (const { path: at, message } of mistakes) problems.add({ file, ...section.placeOf(at) }, 'warning', message);
    folders.set(folder, { file, settings });
  }
  const byFolder = new Map([...folders].map(([folder, { settings }]) => [folder, settings]));
  return { settings: new FolderSettings(editor, byFolder), problems: problems.all() };
}
