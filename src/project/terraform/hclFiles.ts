import { SyntaxParser } from '../../syntax/syntaxParser';
import { problemAt } from '../projectFunction';
import type { Problem } from '../projectFunction';
import { topLevelParts } from './hclParts';
import type { HclPart } from './hclParts';
import { hclBody } from './hclSyntax';
import { EMPTY_BODY } from './hclTree';
import type { Expression, HclAttribute, HclBlock, HclBody } from './hclTree';
import { jsonBody, jsonValues } from './jsonSyntax';

/** How many files stay parsed: each function needs the files beside its own too. */
const MOST_PARSED = 1_000;

interface Content {
  readonly body: HclBody;
  readonly problems: readonly Problem[];
}

interface Parsed extends Content {
  readonly text: string;
}

/** Parses Terraform files, each text once. */
export class HclFiles {
  private readonly parser = new SyntaxParser();
  private readonly parsed = new Map<string, Parsed>();

  async read(file: string, text: string): Promise<Parsed> {
    const known = this.parsed.get(file);
    if (known?.text === text) return known;
    const parsed = { text, ...(await this.content(file, text.replace(/^\u{FEFF}/u, ''))) };
    if (this.parsed.size >= MOST_PARSED) this.parsed.clear();
    this.parsed.set(file, parsed);
    return parsed;
  }

  private async content(file: string, text: string): Promise<Content> {
    try {
      if (file.endsWith('.tfvars.json')) return await jsonValues(file, text);
      if (!file.endsWith('.json')) return await this.hcl(file, text);
      return await jsonBody(file, text, (template) => this.expression(file, JSON.stringify(template)));
    } catch (error) {
      // The stack ends before the deepest nesting does; the files beside this one are read all the same.
      if (!(error instanceof RangeError)) throw error;
      const problem = problemAt({ file, line: 1, column: 1 }, 'error', 'The file nests too deeply; simplify it.');
      return { body: EMPTY_BODY, problems: [problem] };
    }
  }

  /** A single expression; undefined when the text is none. */
  async expression(file: string, text: string): Promise<Expression | undefined> {
    const { body, problems } = await this.hcl(file, `value = ${text}\n`);
    return problems.length > 0 ? undefined : body.attributes.get('value')?.value;
  }

  private async hcl(file: string, text: string): Promise<Content> {
    const whole = await this.part(file, { text, linesBefore: 0 });
    const parts = whole.problems.length === 0 ? [] : topLevelParts(text);
    if (parts.length < 2) return whole;
    const attributes = new Map<string, HclAttribute>();
    const blocks: HclBlock[] = [];
    const problems: Problem[] = [];
    for (const part of parts) {
      const content = await this.part(file, part);
      for (const [name, attribute] of content.body.attributes) attributes.set(name, attribute);
      blocks.push(...content.body.blocks);
      problems.push(...content.problems);
    }
    return { body: { attributes, blocks }, problems };
  }

  private async part(file: string, { text, linesBefore }: HclPart): Promise<Content> {
    const tree = await this.parser.parse('hcl', text);
    try {
      return hclBody(file, tree, linesBefore);
    } finally {
      tree.delete();
    }
  }
}
