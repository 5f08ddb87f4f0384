import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { RULES } from '../../analysis/rules/registry';
import { UserError } from '../../lambda/errors';

/** The page that explains a rule, as Markdown; undefined where the installation has none. */
export async function rulePage(programFolder: string, code: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(programFolder, '..', 'docs', 'rules', `${code}.md`), 'utf8');
  } catch {
    return undefined;
  }
}

/** What `lint --explain` prints. Throws a UserError when there is no such rule. */
export async function explanation(programFolder: string, code: string): Promise<string> {
  const rule = RULES.find((each) => each.code === code);
  if (rule === undefined) {
    throw new UserError(`There is no rule "${code}"; the rules are ${RULES.map((each) => each.code).join(', ')}.`);
  }
  return (await rulePage(programFolder, code)) ?? `# ${code}: ${rule.title}\n`;
}
