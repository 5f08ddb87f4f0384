import type { Problem } from '../projectFunction';
import { HclParser } from './hclParser';
import { hclBody } from './hclSyntax';
import type { Expression, HclBody } from './hclTree';
import { jsonBody } from './jsonSyntax';

/** How many files stay parsed: each function needs the files beside its own too. */
const MOST_PARSED = 1_000;

interface Parsed {
  readonly text: string;
  readonly body: HclBody;
  readonly problems: readonly Problem[];
}

/** Parses Terraform files, each text once. */
export class HclFiles {
  private readonly parser = new HclParser();
  private readonly parsed = new Map<string, Parsed>();

  async read(file: string, text: string): Promise<Parsed> {
    const known = this.parsed.get(file);
    if (known?.text === text) return known;
    const content = file.endsWith('.json')
      ? await jsonBody(file, text, (template) => this.expression(file, JSON.stringify(template)))
      : await this.hcl(file, text);
    const parsed = { text, ...content };
    if (this.parsed.size >= MOST_PARSED) this.parsed.clear();
    this.parsed.set(file, parsed);
    return parsed;
  }

  /** A single expression; undefined when the text is none. */
  async expression(file: string, text: string): Promise<Expression | undefined> {
    const { body, problems } = await this.hcl(file, `value = ${text}\n`);
    return problems.length > 0 ? undefined : body.attributes.get('value')?.value;
  }

  private async hcl(file: string, text: string): Promise<{ body: HclBody; problems: readonly Problem[] }> {
    const tree = await this.parser.parse(text);
    try {
      return hclBody(file, tree);
    } finally {
      tree.delete();
    }
  }
}
