import path from 'node:path';
import type { ProjectFiles } from '../projectFiles';
import type { ProjectFunction } from '../projectFunction';

/** Names of the template that `sam build` starts from, in its order. */
const SOURCE_NAMES = ['template.yaml', 'template.yml', 'template.json'];

/** The template that a template in `.aws-sam/build` was built from. */
export async function sourceTemplate(
  file: string,
  files: ProjectFiles,
): Promise<{ readonly file: string; readonly text: string } | undefined> {
  const folder = path.dirname(file);
  if (path.basename(folder) !== 'build' || path.basename(path.dirname(folder)) !== '.aws-sam') return undefined;
  const project = path.dirname(path.dirname(folder));
  for (const name of SOURCE_NAMES) {
    const source = path.join(project, name);
    const text = await files.text(source);
    if (text !== undefined) return { file: source, text };
  }
  return undefined;
}

/** Functions of a built template with the code, and what was said about it, that their sources have. */
export function withSourceCode(
  built: readonly ProjectFunction[],
  sources: readonly ProjectFunction[],
): ProjectFunction[] {
  const byName = new Map(sources.map((source) => [source.logicalName, source]));
  return built.map((each) => {
    const source = byName.get(each.logicalName);
    if (source === undefined) return each;
    const { codePath, handler, layers } = source.configuration;
    return { ...source, configuration: { ...each.configuration, codePath, handler, layers } };
  });
}
