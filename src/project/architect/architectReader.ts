import path from 'node:path';
import { member } from '../cloudformation/evaluated';
import type { Entry } from '../cloudformation/evaluated';
import { ProblemList } from '../problemList';
import { DISK_FILES } from '../projectFiles';
import type { ProjectFiles } from '../projectFiles';
import type { ProjectFunction } from '../projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { arcFunction } from './arcFunction';
import { arcText } from './arcText';
import { itemsOf, settingsIn } from './items';
import { isManifestName, readManifest } from './manifest';

/** Manifests of Architect: app.arc, arc.json, arc.yaml, or `arc` in package.json. Macros and plugins are not executed. */
export class ArchitectReader implements TemplateReader {
  recognises(fileName: string): boolean {
    return isManifestName(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    if (!this.recognises(path.basename(file))) return undefined;
    const problems = new ProblemList();
    const manifest = readManifest(file, text, problems);
    if (manifest === undefined) return { functions: [], problems: problems.all() };
    const context = {
      file,
      common: settingsIn(member(manifest, 'aws')),
      environment: await localVariables(path.dirname(file), options.files ?? DISK_FILES, problems),
      files: options.files,
    };
    const functions: ProjectFunction[] = [];
    const names = new Set<string>();
    for (const item of itemsOf(manifest, problems)) {
      if (names.has(item.name)) {
        problems.add(item.at, 'warning', `The function ${item.name} is written twice; the first one counts.`);
        continue;
      }
      names.add(item.name);
      functions.push(await arcFunction(context, item));
    }
    return { functions, problems: problems.all() };
  }
}

/** The variables that preferences give the app while it is developed. */
async function localVariables(
  folder: string,
  files: ProjectFiles,
  problems: ProblemList,
): Promise<ReadonlyMap<string, Entry>> {
  for (const name of ['preferences.arc', 'prefs.arc']) {
    const file = path.join(folder, name);
    const text = await files.text(file);
    if (text === undefined) continue;
    const all = settingsIn(arcText(file, text, problems).entries.get('env')?.value).get('testing')?.value;
    return all?.kind === 'dictionary' ? all.entries : new Map<string, Entry>();
  }
  return new Map();
}
