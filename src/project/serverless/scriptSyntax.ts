import type { parse } from '@babel/parser';

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
  return node.type === 'SpreadElement' && 'argument' in node ? asSyntax(node.argument) : undefined;
}

function asSyntax(value: unknown): Syntax | undefined {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
    ? { ...value, type: value.type }
    : undefined;
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
