import type { PlainNode } from '../../../syntax/plainTree';
import { parts } from '../../languages/languageWalk';
import type { FixSource, TextEdit } from '../fix';
import { nodesIn } from '../syntaxPath';
import { lineBreakOf, lineEnd, lineStart } from '../textLayout';
import { textOf } from './codeBlocks';

const IMPORTS: ReadonlySet<string> = new Set(['future_import_statement', 'import_from_statement', 'import_statement']);

/** Statements that define something for later. */
const DEFINITIONS: ReadonlySet<string> = new Set(['class_definition', 'decorated_definition', 'function_definition']);

/** Modules of the standard library that functions use together with what fixes add. */
const STANDARD: ReadonlySet<string> = new Set(
  'abc argparse ast asyncio base64 boto collections concurrent configparser contextlib copy csv dataclasses datetime decimal email enum functools gzip hashlib hmac html http importlib inspect io itertools json logging math mimetypes multiprocessing operator os pathlib pickle platform queue random re secrets shutil signal socket sqlite3 ssl statistics string struct subprocess sys tempfile textwrap threading time traceback types typing unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo'.split(
    ' ',
  ),
);

export function isImport({ type }: PlainNode): boolean {
  return IMPORTS.has(type);
}

/** The module's own statements. */
export function topLevel({ root }: FixSource): PlainNode[] {
  return parts(root);
}

/** The statement of the module that has an offset. */
export function topLevelAt(source: FixSource, offset: number): PlainNode | undefined {
  return topLevel(source).find(({ start, end }) => start <= offset && offset < end);
}

/**
 * Puts statements, each with its line break, into the module: behind its imports and the simple statements that follow
 * them, and behind the offset `below`.
 */
export function moduleInsertion(source: FixSource, statements: string, below: number): TextEdit {
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const all = topLevel(source);
  const anchor = anchorOf(all, below);
  if (anchor === undefined) {
    const at = all[0] === undefined ? text.length : lineStart(text, startWithComments(source, all[0]));
    return { span: { start: at, end: at }, text: `${statements}${lineBreak}${lineBreak}` };
  }
  const at = lineEnd(text, anchor.end);
  const isGrouped = anchor.type === 'expression_statement' && !isText(anchor);
  const open = text[at - 1] === '\n' ? '' : lineBreak;
  const next = text.slice(at, lineEnd(text, at));
  const isFollowed = next.trim() !== '';
  const isByDefinition = isFollowed && DEFINITIONS.has(all[all.indexOf(anchor) + 1]?.type ?? '');
  const close = isByDefinition ? lineBreak + lineBreak : isFollowed && !isGrouped ? lineBreak : '';
  return { span: { start: at, end: at }, text: `${open}${isGrouped ? '' : lineBreak}${statements}${close}` };
}

/** The statement that comes last among those that have to be above. */
function anchorOf(all: readonly PlainNode[], below: number): PlainNode | undefined {
  const first = all.findIndex(({ type }) => DEFINITIONS.has(type));
  const head = first < 0 ? all : all.slice(0, first);
  const lastImport = all.findLastIndex((each) => brings(each));
  const simple = head.findLastIndex((each) => each.type === 'expression_statement');
  const needed = all.findLastIndex(({ end }) => end <= below);
  return all[Math.max(lastImport, simple, needed)];
}

/** Whether a statement of the module imports something, perhaps under a condition. */
function brings(statement: PlainNode): boolean {
  if (isImport(statement)) return true;
  if (statement.type !== 'try_statement' && statement.type !== 'if_statement') return false;
  return [...nodesIn(statement, ({ type }) => !DEFINITIONS.has(type))].some((node) => isImport(node));
}

function isText({ children }: PlainNode): boolean {
  return children.length === 1 && children[0]?.type === 'string';
}

/** Where the comments begin that are directly above a statement. */
function startWithComments({ root, text }: FixSource, statement: PlainNode): number {
  let { start } = statement;
  const above = root.children.filter(({ end }) => end <= statement.start);
  for (let comment = above.pop(); comment?.type === 'comment'; comment = above.pop()) {
    if (text.slice(comment.end, start).trim() !== '' || text.slice(comment.end, start).split('\n').length > 2) break;
    ({ start } = comment);
  }
  return start;
}

/** Puts a definition, with its line break, in front of the module's statement that has an offset. */
export function definitionBefore(source: FixSource, definition: string, offset: number): TextEdit | undefined {
  const statement = topLevelAt(source, offset);
  if (statement === undefined) return undefined;
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const at = lineStart(text, startWithComments(source, statement));
  const before = text.slice(0, at);
  const blanks = before === '' ? 2 : (/(?:\r?\n)*$/.exec(before)?.[0].split('\n').length ?? 1) - 2;
  const open = lineBreak.repeat(Math.max(0, 2 - blanks));
  return { span: { start: at, end: at }, text: `${open}${definition}${lineBreak}${lineBreak}` };
}

/** How a module is imported and the edit that does so; there is none when it is imported. */
export interface ImportedModule {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/** Imports a module of the standard library; undefined when its name is something else in the file. */
export function imported(source: FixSource, name: string): ImportedModule | undefined {
  const { bindings, references } = source.file.facts;
  const known = bindings.find(
    (binding) => binding.function === 0 && binding.imported?.from === name && binding.imported.symbol === '',
  );
  if (known !== undefined) return { name: known.name, edits: [] };
  const isTaken =
    bindings.some((binding) => binding.name === name) || references.some((each) => each.name.name === name);
  return isTaken ? undefined : { name, edits: [importEdit(source, name)] };
}

/** In the alphabetical order of the standard library's imports, or in front of all others. */
function importEdit(source: FixSource, name: string): TextEdit {
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const line = `import ${name}${lineBreak}`;
  const all = topLevel(source);
  const standard = all.filter((each) => each.type === 'import_statement' && STANDARD.has(moduleOf(source, each)));
  const next = standard.find((each) => moduleOf(source, each) > name);
  if (next !== undefined) return insertionAt(lineStart(text, next.start), line);
  const last = standard.at(-1);
  if (last !== undefined) return insertionAt(lineEnd(text, last.end), line);
  const from = all.find((each) => each.type === 'import_from_statement' && STANDARD.has(moduleOf(source, each)));
  if (from !== undefined) return insertionAt(lineStart(text, from.start), line);
  const first = all.find(({ type }) => type === 'import_statement' || type === 'import_from_statement');
  if (first !== undefined) return insertionAt(lineStart(text, startWithComments(source, first)), `${line}${lineBreak}`);
  const anchor = all.findLast((each, at) => each.type === 'future_import_statement' || (at === 0 && isText(each)));
  if (anchor !== undefined) return insertionAt(lineEnd(text, anchor.end), `${lineBreak}${line}`);
  const start = all[0] === undefined ? text.length : lineStart(text, startWithComments(source, all[0]));
  const isDefinition = DEFINITIONS.has(all[0]?.type ?? '');
  return insertionAt(start, `${line}${lineBreak}${isDefinition ? lineBreak : ''}`);
}

function moduleOf(source: FixSource, statement: PlainNode): string {
  const name = statement.children.find(({ isNamed }) => isNamed);
  return name === undefined ? '' : (/^\w+/.exec(textOf(source, name))?.[0] ?? '');
}

function insertionAt(at: number, text: string): TextEdit {
  return { span: { start: at, end: at }, text };
}

/** Puts imports, each with its line break, behind those of the module. */
export function importInsertion(source: FixSource, lines: string): TextEdit {
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const all = topLevel(source);
  const last = all.findLast((each) => isImport(each)) ?? (all[0] !== undefined && isText(all[0]) ? all[0] : undefined);
  if (last !== undefined) return insertionAt(lineEnd(text, last.end), isImport(last) ? lines : `${lineBreak}${lines}`);
  const start = all[0] === undefined ? text.length : lineStart(text, startWithComments(source, all[0]));
  const isDefinition = DEFINITIONS.has(all[0]?.type ?? '');
  return insertionAt(start, `${lines}${lineBreak}${isDefinition ? lineBreak : ''}`);
}
