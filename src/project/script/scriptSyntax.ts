import type { parse } from '@babel/parser';
import type { SourceRange } from '../projectFunction';

export type Program = ReturnType<typeof parse>['program'];
export type Expression = Extract<Program['body'][number], { type: 'ExpressionStatement' }>['expression'];
export type ObjectLiteral = Extract<Expression, { type: 'ObjectExpression' }>;
export type TemplateText = Extract<Expression, { type: 'TemplateLiteral' }>;
/** Any node of the syntax tree. */
export interface Syntax {
  readonly type: string;
  readonly start?: number | null;
  readonly loc?: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  } | null;
}

/** Name -> value of the constants at the top level of a file. */
export function constantsOf(program: Program): Map<string, Syntax> {
  const constants = new Map<string, Syntax>();
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type === 'Identifier' && init) constants.set(id.name, init);
    }
  }
  return constants;
}

/** `export default x`, `export = x` or `module.exports = x`. */
export function exportedExpression(program: Program): Syntax | undefined {
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration;
    if (statement.type === 'TSExportAssignment') return statement.expression;
    if (statement.type !== 'ExpressionStatement') continue;
    const { expression } = statement;
    if (expression.type !== 'AssignmentExpression' || expression.left.type !== 'MemberExpression') continue;
    const { object, property } = expression.left;
    const target = object.type === 'Identifier' && property.type === 'Identifier' ? property.name : undefined;
    if (object.type === 'Identifier' && object.name === 'module' && target === 'exports') return expression.right;
  }
  return undefined;
}

/** Only their `type` tells syntax nodes apart, and every expression is one of the library's. */
export function asExpression(node: Syntax): Expression | undefined {
  return isExpression(node) ? node : undefined;
}

const EXPRESSIONS: ReadonlySet<string> = new Set([
  'ArrayExpression',
  'BinaryExpression',
  'BooleanLiteral',
  'Identifier',
  'LogicalExpression',
  'MemberExpression',
  'NullLiteral',
  'NumericLiteral',
  'ObjectExpression',
  'StringLiteral',
  'TemplateLiteral',
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'ParenthesizedExpression',
  'UnaryExpression',
]);

function isExpression(node: Syntax): node is Expression {
  return EXPRESSIONS.has(node.type);
}

/** The expression within parentheses and TypeScript's `as`, `satisfies` and `!`. */
export function withoutTypes(node: Syntax): Syntax {
  let current = asExpression(node);
  while (
    current?.type === 'TSAsExpression' ||
    current?.type === 'TSSatisfiesExpression' ||
    current?.type === 'TSNonNullExpression' ||
    current?.type === 'ParenthesizedExpression'
  ) {
    const inner: Expression = current.expression;
    if (!isExpression(inner)) return inner;
    current = inner;
  }
  return current ?? node;
}

/** The x of `...x`. */
export function spreadArgument(node: Syntax): Syntax | undefined {
  return node.type === 'SpreadElement' ? child(node, 'argument') : undefined;
}

/** A part of a node, by the name that the parser gives it. */
export function child(node: Syntax, name: string): Syntax | undefined {
  const value: unknown = Reflect.get(node, name);
  return isSyntax(value) ? value : undefined;
}

/** The parts of a node that are a list by the parser's name, e.g. the arguments of a call. */
export function childList(node: Syntax, name: string): Syntax[] {
  const value: unknown = Reflect.get(node, name);
  return Array.isArray(value) ? value.filter(isSyntax) : [];
}

/** All parts of a node, in the order written. */
export function children(node: Syntax): Syntax[] {
  const parts = Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
    /comments$/i.test(name) ? [] : Array.isArray(value) ? value.filter(isSyntax) : isSyntax(value) ? [value] : [],
  );
  return parts.sort((left, right) => (left.start ?? 0) - (right.start ?? 0));
}

/** The name of an identifier. */
export function identifier(node: Syntax | undefined): string | undefined {
  const name: unknown = node?.type === 'Identifier' ? Reflect.get(node, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The text of a string literal. */
export function stringLiteral(node: Syntax | undefined): string | undefined {
  const value: unknown = node?.type === 'StringLiteral' ? Reflect.get(node, 'value') : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Where a node was written. */
export function rangeOfSyntax(file: string, node: Syntax): SourceRange {
  const start = { line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
  const end = node.loc?.end;
  return { file, ...start, endLine: end?.line ?? start.line, endColumn: (end?.column ?? start.column - 1) + 1 };
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The X of `process.env.X` and `process.env['X']`. */
export function environmentVariable(node: Syntax): string | undefined {
  const member = asExpression(node);
  if (member?.type !== 'MemberExpression' || member.object.type !== 'MemberExpression') return undefined;
  const { object, property } = member.object;
  const isEnvironment =
    object.type === 'Identifier' &&
    object.name === 'process' &&
    property.type === 'Identifier' &&
    property.name === 'env';
  if (!isEnvironment) return undefined;
  if (member.property.type === 'StringLiteral') return member.property.value;
  return member.property.type === 'Identifier' && !member.computed ? member.property.name : undefined;
}
