import type { Node, Tree } from 'web-tree-sitter';
import { ProblemList } from '../problemList';
import type { Problem, SourceRange } from '../projectFunction';
import { templateExpression, unescaped } from './hclTemplate';
import type { Expression, HclAttribute, HclBlock, HclBody, ObjectMember } from './hclTree';
import { EMPTY_BODY } from './hclTree';

/** More than this many syntax errors of one file say nothing new. */
const MOST_ERRORS = 5;

/** Turns the parser's tree of a file, or of a part of it behind `linesBefore`, into the content it stands for. */
export function hclBody(
  file: string,
  tree: Tree,
  linesBefore: number,
): { readonly body: HclBody; readonly problems: readonly Problem[] } {
  const syntax = new HclSyntax(file, linesBefore);
  const problems = new ProblemList();
  for (const node of syntaxErrors(tree.rootNode).slice(0, MOST_ERRORS)) {
    const what =
      node.isMissing && /^[\])}"]$/.test(node.type) ? `A ${node.type} is missing` : 'The text is not valid Terraform';
    problems.add(syntax.range(node), 'error', `${what}; correct it.`);
  }
  const body = syntax.body(tree.rootNode);
  for (const name of syntax.repeated.slice(0, MOST_ERRORS)) {
    problems.add(syntax.range(name), 'error', `${name.text} is written twice, the last one counts here; remove one.`);
  }
  return { body, problems: problems.all() };
}

function syntaxErrors(node: Node): Node[] {
  if (node.isError || node.isMissing) return [node];
  return node.hasError ? node.children.flatMap(syntaxErrors) : [];
}

class HclSyntax {
  /** Names of attributes that their block has already. */
  readonly repeated: Node[] = [];

  constructor(
    private readonly file: string,
    private readonly linesBefore: number,
  ) {}

  range({ startPosition, endPosition }: Node): SourceRange {
    return {
      file: this.file,
      line: this.linesBefore + startPosition.row + 1,
      column: startPosition.column + 1,
      endLine: this.linesBefore + endPosition.row + 1,
      endColumn: endPosition.column + 1,
    };
  }

  /** Attributes and blocks below a node; those around a syntax error are kept. */
  body(node: Node): HclBody {
    const attributes = new Map<string, HclAttribute>();
    const blocks: HclBlock[] = [];
    for (const child of node.namedChildren) {
      if (child.type === 'attribute') {
        const [name, value] = child.namedChildren;
        if (name !== undefined && attributes.has(name.text)) this.repeated.push(name);
        if (name !== undefined && value !== undefined) {
          attributes.set(name.text, { at: this.range(child), value: this.expression(value) });
        }
      } else if (child.type === 'block') {
        blocks.push(this.block(child));
      } else if (child.type === 'body' || child.isError) {
        const inside = this.body(child);
        for (const [name, attribute] of inside.attributes) attributes.set(name, attribute);
        blocks.push(...inside.blocks);
      }
    }
    return { attributes, blocks };
  }

  expression(node: Node): Expression {
    const terms = this.terms(node.children);
    return (
      terms.expressions[0] ?? { kind: 'unsupported', at: this.range(node), reason: 'it cannot be read; correct it' }
    );
  }

  private block(node: Node): HclBlock {
    const [type, ...rest] = node.namedChildren;
    const labels = rest
      .filter((child) => child.type === 'string_lit' || child.type === 'identifier')
      .map((child) => (child.type === 'identifier' ? child.text : unescaped(child.text.slice(1, -1))));
    const body = rest.find((child) => child.type === 'body');
    return {
      type: type?.text ?? '',
      labels,
      body: body === undefined ? EMPTY_BODY : this.body(body),
      at: this.range(node),
      doubtful: node.hasError,
    };
  }

  /** Expressions in a row of nodes: the grammar puts `.name` and `[index]` beside what they belong to. */
  private terms(nodes: readonly Node[]): { readonly expressions: Expression[]; readonly operators: string[] } {
    const expressions: Expression[] = [];
    const operators: string[] = [];
    for (const node of nodes) {
      const of = expressions.at(-1);
      if (!node.isNamed) {
        if (!['(', ')', ','].includes(node.type)) operators.push(node.type);
      } else if (of !== undefined && ['get_attr', 'index', 'splat'].includes(node.type)) {
        expressions[expressions.length - 1] = this.suffixed(of, node);
      } else if (node.type !== 'comment') {
        expressions.push(this.term(node));
      }
    }
    return { expressions, operators };
  }

  private suffixed(of: Expression, node: Node): Expression {
    const at = { ...this.range(node), line: of.at.line, column: of.at.column };
    const [inner] = node.namedChildren;
    if (node.type === 'get_attr') return { kind: 'member', at, of, name: inner?.text ?? '' };
    const [index] = inner?.namedChildren ?? [];
    if (node.type === 'index' && inner !== undefined) {
      const value: Expression =
        index === undefined
          ? { kind: 'literal', at: this.range(inner), text: inner.text.slice(1) }
          : this.expression(index);
      return { kind: 'index', at, of, index: value };
    }
    return { kind: 'unsupported', at, reason: 'its splat expression is not evaluated; set the value locally' };
  }

  private term(node: Node): Expression {
    const at = this.range(node);
    const [first] = node.namedChildren;
    switch (node.type) {
      case 'literal_value':
      case 'collection_value':
        return first === undefined ? unread(at) : this.term(first);
      case 'numeric_lit':
        return { kind: 'literal', at, text: String(Number(node.text)), literal: Number(node.text) };
      case 'bool_lit':
        return { kind: 'literal', at, text: node.text, literal: node.text === 'true' };
      case 'null_lit':
        return { kind: 'null', at };
      case 'string_lit':
        return { kind: 'literal', at, text: unescaped(node.text.slice(1, -1)) };
      case 'template_expr':
        return templateExpression(node, at, (each) => this.expression(each));
      default:
        return this.compound(node, at, first);
    }
  }

  private compound(node: Node, at: SourceRange, first: Node | undefined): Expression {
    switch (node.type) {
      case 'expression':
        return this.expression(node);
      case 'variable_expr':
        return { kind: 'name', at, name: node.text };
      case 'tuple':
        return { kind: 'tuple', at, items: this.expressionsOf(node) };
      case 'object':
        return { kind: 'object', at, members: this.members(node) };
      case 'function_call':
        return this.call(node);
      case 'conditional':
        return this.conditional(node);
      case 'operation': {
        const { expressions, operators } = this.terms(first?.children ?? []);
        return { kind: 'operation', at, operator: operators[0] ?? '', operands: expressions };
      }
      case 'for_expr':
        return { kind: 'unsupported', at, reason: 'its for expression is not evaluated; set the value locally' };
      default:
        return unread(at);
    }
  }

  private call(node: Node): Expression {
    const at = this.range(node);
    const name = node.namedChildren[0]?.text ?? '';
    const given = node.namedChildren.find(({ type }) => type === 'function_arguments');
    if (given?.namedChildren.some(({ type }) => type === 'ellipsis') === true) {
      return { kind: 'unsupported', at, reason: `the arguments of ${name} are expanded, which is not evaluated` };
    }
    return { kind: 'call', at, name, given: given === undefined ? [] : this.expressionsOf(given) };
  }

  private conditional(node: Node): Expression {
    const at = this.range(node);
    const [condition, whenTrue, whenFalse] = this.expressionsOf(node);
    if (condition === undefined || whenTrue === undefined || whenFalse === undefined) return unread(at);
    return { kind: 'conditional', at, condition, whenTrue, whenFalse };
  }

  private members(node: Node): ObjectMember[] {
    return node.namedChildren.flatMap((element) => {
      const [key, value] = this.expressionsOf(element);
      if (element.type !== 'object_elem' || key === undefined || value === undefined) return [];
      const isBare = key.kind === 'name' && !element.text.startsWith('(');
      const name: Expression = isBare ? { kind: 'literal', at: key.at, text: key.name } : key;
      return [{ key: name, value, at: this.range(element) }];
    });
  }

  private expressionsOf(node: Node): Expression[] {
    return node.namedChildren.filter(({ type }) => type === 'expression').map((each) => this.expression(each));
  }
}

function unread(at: SourceRange): Expression {
  return { kind: 'unsupported', at, reason: 'it cannot be read; correct it' };
}
