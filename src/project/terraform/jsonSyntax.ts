import { parseTree } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { ProblemList } from '../problemList';
import type { Problem, SourceRange } from '../projectFunction';
import { EMPTY_BODY } from './hclTree';
import type { Expression, HclAttribute, HclBlock, HclBody } from './hclTree';

/** How many names stand between a block's type and its content. */
const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  variable: 1,
  module: 1,
  provider: 1,
  output: 1,
  locals: 0,
  terraform: 0,
};

/** Turns the text of a `.tf.json` file into the content it stands for; `template` reads a text with `${` in it. */
export async function jsonBody(
  file: string,
  text: string,
  template: (text: string) => Promise<Expression | undefined>,
): Promise<{ readonly body: HclBody; readonly problems: readonly Problem[] }> {
  return read(file, text, template, (syntax, root) => syntax.file(root));
}

/** Turns the text of a `.tfvars.json` file into the values that it gives; `${` means nothing in them. */
export async function jsonValues(
  file: string,
  text: string,
): Promise<{ readonly body: HclBody; readonly problems: readonly Problem[] }> {
  return read(file, text, undefined, (syntax, root) => syntax.body(root));
}

/** Below this nothing that a person writes is found. */
const DEEPEST = 200;

type ReadTemplate = (text: string) => Promise<Expression | undefined>;

async function read(
  file: string,
  text: string,
  template: ReadTemplate | undefined,
  content: (syntax: JsonSyntax, root: Node) => Promise<HclBody>,
): Promise<{ readonly body: HclBody; readonly problems: readonly Problem[] }> {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors);
  const syntax = new JsonSyntax(
    file,
    text,
    template,
    errors.map(({ offset }) => offset),
  );
  const problems = new ProblemList();
  for (const { offset } of errors.slice(0, 1)) {
    problems.add(syntax.at(offset, offset), 'error', 'The file is not valid JSON; correct it.');
  }
  return { body: root === undefined ? EMPTY_BODY : await content(syntax, root), problems: problems.all() };
}

class JsonSyntax {
  private readonly path: string;
  private readonly lines: readonly number[];
  private readonly template: ReadTemplate | undefined;
  private readonly errors: readonly number[];

  constructor(path: string, text: string, template: ReadTemplate | undefined, errors: readonly number[]) {
    this.errors = errors;
    this.path = path;
    this.lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    this.template = template;
  }

  at(start: number, end: number): SourceRange {
    const from = this.place(start);
    const to = this.place(end);
    return { file: this.path, ...from, endLine: to.line, endColumn: to.column };
  }

  async file(root: Node): Promise<HclBody> {
    const blocks: HclBlock[] = [];
    for (const { name, value } of membersOf(root)) {
      const labels = Object.hasOwn(LABELS, name) ? LABELS[name] : undefined;
      if (labels !== undefined) await this.collect(name, [], labels, value, blocks);
    }
    return { attributes: new Map(), blocks };
  }

  /** Content as attributes only: what is an attribute and what a block is the same in JSON. */
  async body(node: Node, depth = 0): Promise<HclBody> {
    const attributes = new Map<string, HclAttribute>();
    for (const { name, value, property } of membersOf(node)) {
      attributes.set(name, { at: this.range(property), value: await this.expression(value, depth + 1) });
    }
    return { attributes, blocks: [] };
  }

  private async collect(type: string, labels: string[], depth: number, node: Node, blocks: HclBlock[]): Promise<void> {
    if (node.type === 'array') {
      // A list of blocks has no lists in it.
      const items = (node.children ?? []).filter((item) => item.type === 'object');
      for (const item of items) await this.collect(type, labels, depth, item, blocks);
    } else if (depth === 0) {
      const end = node.offset + node.length;
      const doubtful = this.errors.some((offset) => offset >= node.offset && offset <= end);
      blocks.push({ type, labels, body: await this.body(node), at: this.range(node.parent ?? node), doubtful });
    } else {
      for (const { name, value } of membersOf(node)) {
        await this.collect(type, [...labels, name], depth - 1, value, blocks);
      }
    }
  }

  private async expression(node: Node, depth: number): Promise<Expression> {
    const at = this.range(node);
    if (depth > DEEPEST) return { kind: 'unsupported', at, reason: 'it lies too deep; simplify it' };
    if (node.type === 'array') {
      const items: Expression[] = [];
      for (const item of node.children ?? []) items.push(await this.expression(item, depth + 1));
      return { kind: 'tuple', at, items };
    }
    if (node.type === 'object') {
      const { attributes } = await this.body(node, depth);
      const members = [...attributes].map(([name, attribute]) => ({
        key: { kind: 'literal' as const, at: attribute.at, text: name },
        value: attribute.value,
        at: attribute.at,
      }));
      return { kind: 'object', at, members };
    }
    const value: unknown = node.value;
    if (value === null || value === undefined) return { kind: 'null', at };
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (typeof value === 'string' && this.template !== undefined && /[$%]\{/.test(text)) {
      const read = await this.template(text);
      return read === undefined
        ? { kind: 'unsupported', at, reason: 'it cannot be read; correct it' }
        : placed(read, at);
    }
    const literal = typeof value === 'number' || typeof value === 'boolean' ? { literal: value } : {};
    return { kind: 'literal', at, text, ...literal };
  }

  private range(node: Node): SourceRange {
    return this.at(node.offset, node.offset + node.length);
  }

  private place(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.lines.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lines[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.lines[low] ?? 0) + 1 };
  }
}

function membersOf(node: Node): { readonly name: string; readonly value: Node; readonly property: Node }[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : [{ name: String(key.value), value, property }];
  });
}

/** Parts of a template in a JSON text all stand where the text does. */
function placed(expression: Expression, at: SourceRange): Expression {
  return { ...expression, at };
}
