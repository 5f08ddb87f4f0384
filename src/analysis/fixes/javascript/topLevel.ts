import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource, TextEdit } from '../fix';
import { lineStart } from '../textLayout';
import { leadingComments } from './statements';
import { styleOf } from './writingStyle';

/** A statement of the module itself. */
export interface TopLevelStatement {
  readonly node: PlainNode;
  /** Names that it gives to the module. */
  readonly names: readonly string[];
  readonly isImport: boolean;
  /** Its names have their values before the module runs. */
  readonly isHoisted: boolean;
}

const HOISTED: ReadonlySet<string> = new Set([
  'import_statement',
  'function_declaration',
  'generator_function_declaration',
]);

export function topLevelOf({ root, text }: FixSource): TopLevelStatement[] {
  return parts(root).map((node) => {
    const declaration = node.type === 'export_statement' ? (child(node, 'declaration') ?? node) : node;
    return {
      node,
      names: namesOf(declaration, text),
      isImport: node.type === 'import_statement' || isRequire(declaration, text),
      isHoisted: HOISTED.has(declaration.type),
    };
  });
}

/** `const pg = require('pg')` */
export function isRequire(statement: PlainNode, text: string): boolean {
  if (statement.type !== 'lexical_declaration' && statement.type !== 'variable_declaration') return false;
  const declarators = statement.children.filter(({ type }) => type === 'variable_declarator');
  return (
    declarators.length > 0 &&
    declarators.every((declarator) => {
      const value = child(declarator, 'value');
      return (
        value !== undefined && /^(?:await\s+import|require)\s*\(\s*(['"`])[^'"`]*\1\s*\)/.test(textOf(value, text))
      );
    })
  );
}

/** The names that a statement declares. */
export function namesOf(statement: PlainNode, text: string): string[] {
  if (statement.type === 'lexical_declaration' || statement.type === 'variable_declaration') {
    return parts(statement).flatMap((declarator) => namesIn(child(declarator, 'name'), text));
  }
  const name = child(statement, 'name');
  return name === undefined ? [] : [textOf(name, text)];
}

function namesIn(pattern: PlainNode | undefined, text: string): string[] {
  if (pattern === undefined) return [];
  if (pattern.type === 'identifier' || pattern.type === 'shorthand_property_identifier_pattern') {
    return [textOf(pattern, text)];
  }
  const isPair = pattern.type === 'pair_pattern' || pattern.type.endsWith('assignment_pattern');
  const inner = isPair
    ? parts(pattern).slice(pattern.type === 'pair_pattern' ? 1 : 0, pattern.type === 'pair_pattern' ? 2 : 1)
    : parts(pattern);
  return inner.flatMap((part) => namesIn(part, text));
}

export function textOf({ start, end }: { readonly start: number; readonly end: number }, text: string): string {
  return text.slice(start, end);
}

/**
 * Puts statements into the module: below its imports and below the offset `below`, which is an end of one of its
 * statements, and before the statement `before`.
 */
export function moduleInsertion(source: FixSource, statements: string, below: number, before: PlainNode): TextEdit {
  const { text } = source;
  const { lineBreak } = styleOf(source);
  const above = topLevelOf(source).filter(({ node }) => node.end <= before.start);
  const last = above.findLastIndex(({ node, isImport }) => isImport || isDirective(node, text) || node.end <= below);
  const anchor = above[endOfConstants(above, last, text)];
  if (anchor === undefined) {
    const at = lineStart(text, leadingComments(source, before)[0]?.start ?? before.start);
    return { span: { start: at, end: at }, text: `${statements}${lineBreak}${lineBreak}` };
  }
  const at = endOfLine(text, anchor.node.end);
  const gap = anchor.isImport || isDirective(anchor.node, text) ? lineBreak : '';
  const behind = /^(?:\r?\n){2}/.test(text.slice(at)) ? '' : lineBreak;
  return { span: { start: at, end: at }, text: `${lineBreak}${gap}${statements}${behind}` };
}

/** Puts a `require()` below the imports of the module. */
export function importInsertion(source: FixSource, statement: string, before: PlainNode): TextEdit {
  const { text } = source;
  const above = topLevelOf(source).filter(({ node }) => node.end <= before.start);
  const last = above.findLast(({ isImport }) => isImport);
  if (last === undefined) return moduleInsertion(source, statement, 0, before);
  const at = endOfLine(text, last.node.end);
  return { span: { start: at, end: at }, text: `${styleOf(source).lineBreak}${statement}` };
}

/** Constants directly below the imports stay together. */
function endOfConstants(statements: readonly TopLevelStatement[], from: number, text: string): number {
  const [after, end] = [statements[from], statements[from + 1]];
  const lines = after?.isImport === false && from >= 0 ? 1 : 2;
  if (end === undefined || !isConstant(end.node)) return from;
  const between = text.slice(after?.node.end ?? 0, end.node.start);
  return new RegExp(`^[^\\S\\n]*(?://[^\\n]*)?(?:\\n[^\\S\\n]*){1,${lines}}$`).test(between)
    ? endOfConstants(statements, from + 1, text)
    : from;
}

/** `const TABLE = process.env.TABLE;`, no function. */
function isConstant(statement: PlainNode): boolean {
  const [declarator] = parts(statement);
  const value = child(declarator, 'value');
  const isDeclaration = statement.type === 'lexical_declaration' || statement.type === 'variable_declaration';
  return isDeclaration && value !== undefined && !/function|class/.test(value.type);
}

/** `'use strict';` */
function isDirective(node: PlainNode, text: string): boolean {
  return node.type === 'expression_statement' && /^(['"])use [\w ]+\1;?$/.test(textOf(node, text));
}

/** Where the line ends that has an offset, its line break left out: a comment on it stays with it. */
function endOfLine(text: string, offset: number): number {
  const [rest = ''] = /^[^\r\n]*/.exec(text.slice(offset)) ?? [];
  return offset + rest.length;
}
