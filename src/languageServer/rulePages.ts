import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The pages that explain rules, in the folder `docs/rules` beside the one of the built program. */
export class RulePages {
  private readonly known = new Map<string, string | undefined>();

  constructor(private readonly programFolder: string) {}

  /** URI of the page of a rule; undefined when the program came without it. */
  uri(code: string): string | undefined {
    if (!this.known.has(code)) this.known.set(code, this.find(code));
    return this.known.get(code);
  }

  private find(code: string): string | undefined {
    const page = path.join(this.programFolder, '..', 'docs', 'rules', `${code}.md`);
    return existsSync(page) ? pathToFileURL(page).href : undefined;
  }
}
