import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../analysis/finding';
import { RULES } from '../../analysis/rules/registry';
import { UserError } from '../../lambda/errors';

/** The page that explains a rule, as Markdown; undefined where the installation has none. */
async function rulePage(programFolder: string, code: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(programFolder, '..', 'docs', 'rules', `${code}.md`), 'utf8');
  } catch {
    return undefined;
  }
}

/** The pages of the rules that found something, by their codes. */
export async function pagesOf(findings: readonly Finding[], programFolder: string): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const code of new Set(findings.map((finding) => finding.code))) {
    const page = await rulePage(programFolder, code);
    if (page !== undefined) pages.set(code, page);
  }
  return pages;
}

/** What `lint --explain` prints. Throws a UserError when there is no such rule. */
export async function explanation(programFolder: string, code: string): Promise<string> {
  const rule = RULES.find((each) => each.code === code);
  if (rule === undefined) {
    throw new UserError(`There is no rule "${code}"; the rules are ${RULES.map((each) => each.code).join(', ')}.`);
  }
  return (await rulePage(programFolder, code)) ?? `# ${code}: ${rule.title}\n`;
}
