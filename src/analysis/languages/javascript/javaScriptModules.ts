import type { PlainNode } from '../../../syntax/plainTree';
import { child, hasWord, parts } from '../languageWalk';
import type { JavaScriptExpressions } from './javaScriptExpressions';

/** Takes in an `import` statement. */
export function addImport(reader: JavaScriptExpressions, node: PlainNode): void {
  if (hasWord(node, 'type')) return;
  const from = sourceOf(reader, node);
  for (const clause of parts(node)) {
    // `import pg = require('pg')`
    if (clause.type === 'import_require_clause') {
      const [name] = parts(clause);
      reader.facts.import(reader.text(name), { from: sourceOf(reader, clause), symbol: '' });
    }
    if (clause.type !== 'import_clause') continue;
    for (const part of parts(clause)) addImported(reader, part, from);
  }
}

function addImported(reader: JavaScriptExpressions, part: PlainNode, from: string): void {
  if (part.type === 'identifier') reader.facts.import(reader.text(part), { from, symbol: 'default' });
  else if (part.type === 'namespace_import') {
    reader.facts.import(reader.text(parts(part)[0]), { from, symbol: '' });
  } else {
    for (const specifier of parts(part)) {
      if (hasWord(specifier, 'type')) continue;
      const name = child(specifier, 'name');
      const local = child(specifier, 'alias') ?? name;
      reader.facts.import(reader.text(local), { from, symbol: withoutQuotes(reader.text(name)) });
    }
  }
}

/** Takes in an `export` statement and what it declares. */
export function addExport(reader: JavaScriptExpressions, node: PlainNode): void {
  if (hasWord(node, 'type')) return;
  const { facts } = reader;
  const from = child(node, 'source');
  const declaration = child(node, 'declaration');
  const isDefault = hasWord(node, 'default');
  if (declaration !== undefined) {
    const names = reader.declaredNames(declaration);
    const value = reader.declaration(declaration);
    if (isDefault) facts.export('default', value ?? facts.reference(names[0] ?? ''));
    else for (const name of names) facts.export(name, facts.reference(name));
    return;
  }
  const value = child(node, 'value');
  if (isDefault && value !== undefined) facts.export('default', reader.expression(value));
  else if (from !== undefined) addReExports(reader, node, withoutQuotes(reader.text(from)));
  else addLocalExports(reader, node);
}

function addLocalExports(reader: JavaScriptExpressions, node: PlainNode): void {
  const { facts } = reader;
  // `export = pool`
  const [whole] = hasWord(node, '=') ? parts(node) : [];
  if (whole !== undefined) facts.export('', reader.expression(whole));
  for (const specifier of specifiersOf(node)) {
    const name = reader.text(child(specifier, 'name'));
    facts.export(exportedName(reader, specifier), facts.reference(name));
  }
}

function addReExports(reader: JavaScriptExpressions, node: PlainNode, from: string): void {
  const { facts } = reader;
  const module = facts.module(from);
  const namespace = node.children.find(({ type }) => type === 'namespace_export');
  if (namespace !== undefined) facts.export(reader.text(parts(namespace)[0]), module);
  else if (hasWord(node, '*')) facts.star(from);
  for (const specifier of specifiersOf(node)) {
    const name = withoutQuotes(reader.text(child(specifier, 'name')));
    facts.export(exportedName(reader, specifier), { kind: 'member', object: module, name });
  }
}

function specifiersOf(node: PlainNode): PlainNode[] {
  return node.children.flatMap((clause) => (clause.type === 'export_clause' ? parts(clause) : []));
}

function exportedName(reader: JavaScriptExpressions, specifier: PlainNode): string {
  return withoutQuotes(reader.text(child(specifier, 'alias') ?? child(specifier, 'name')));
}

function sourceOf(reader: JavaScriptExpressions, node: PlainNode): string {
  return withoutQuotes(reader.text(child(node, 'source')));
}

export function withoutQuotes(text: string): string {
  return /^(['"`])[\s\S]*\1$/.test(text) ? text.slice(1, -1) : text;
}
