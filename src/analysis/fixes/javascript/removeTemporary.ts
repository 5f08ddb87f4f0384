import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { functionAt } from '../names';
import { indentationAt, lineEnd, lineStart } from '../textLayout';
import type { CallSite } from './callSite';
import { callSite } from './callSite';
import { fileRemoval } from './fileRemoval';
import { isUsedLater } from './laterUses';
import { leadingComments, linesOf, statementAround } from './statements';
import { namesOf, textOf } from './topLevel';
import { calleeOf } from './types';
import { styleOf } from './writingStyle';

const FOLDER = /(?:^|\.)mkdtemp(?:Sync)?$/;

/** What a path in the folder for temporary files is made with. */
const TEMPORARY = /\/tmp\b|\btmpdir\(\)|\bmkdtemp(?:Sync)?\(/;

/** Removes the file or folder whatever happens: `try { … } finally { await rm(folder, { recursive: true, force: true }); }`. */
export const removeInFinally: FixMaker = (finding, source) => {
  const site = callSite(source, finding.span);
  const stretch = site === undefined ? undefined : stretchOf(source, site);
  if (site === undefined || stretch === undefined || isUsedLater(source, stretch)) return [];
  const owner = source.file.facts.functions[functionAt(source.file.facts, site.call.start)];
  const removal = fileRemoval(source, owner?.isAsync === true);
  const moved = removal === undefined ? undefined : wrapped(source, stretch, removal.callee);
  if (removal === undefined || moved === undefined) return [];
  return [{ title: 'Remove it whatever happens', edits: [...removal.edits, ...moved], isSafe: false }];
};

/** The statements during which a file is there: all to the end of their block. */
export interface Stretch {
  readonly name: string;
  readonly isFolder: boolean;
  readonly block: PlainNode;
  /** The first one is the one that makes the file, of folders the one behind it. */
  readonly body: readonly PlainNode[];
  /** The statement among them that removes the file. */
  readonly removal: PlainNode | undefined;
}

function stretchOf(source: FixSource, site: CallSite): Stretch | undefined {
  const held = statementAround(site.path);
  const isFolder = FOLDER.test(textOf(calleeOf(site.call), source.text));
  const made = isFolder ? site.variable : declaredPath(source, site);
  if (
    held?.block.type !== 'statement_block' ||
    made?.block !== held.block ||
    !/^const\s/.test(textOf(made.statement, source.text))
  )
    return undefined;
  const all = parts(held.block);
  const body = all.slice(all.indexOf(held.statement) + (isFolder ? 1 : 0));
  const { name } = made;
  const removal = body.find((each) => isRemoval(textOf(each, source.text), name));
  return body.length === 0 ? undefined : { name, isFolder, block: held.block, body, removal };
}

/** The constant before a call that says where the file is. */
function declaredPath(
  source: FixSource,
  { call, path }: CallSite,
): { name: string; statement: PlainNode; block: PlainNode } | undefined {
  const block = statementAround(path)?.block;
  const given = parts(child(call, 'arguments'))
    .filter(({ type }) => type === 'identifier')
    .map((argument) => textOf(argument, source.text));
  const found = parts(block).flatMap((statement) => {
    const names =
      statement.type === 'lexical_declaration' && statement.end <= call.start ? namesOf(statement, source.text) : [];
    const [name] = names;
    const isPath = names.length === 1 && name !== undefined && given.includes(name);
    return isPath && TEMPORARY.test(textOf(statement, source.text)) ? [{ name, statement }] : [];
  });
  const [only] = found;
  return only === undefined || block === undefined || found.length > 1 ? undefined : { ...only, block };
}

function isRemoval(statement: string, name: string): boolean {
  const removed = /^(?:await\s+)?(?:[\w.]+\.)?(?:unlink|rm|rmdir)(?:Sync)?\(\s*([\w$]+)\s*(?:,[^()]*)?\);?$/.exec(
    statement,
  );
  return removed?.[1] === name;
}

function wrapped(
  source: FixSource,
  { body, block, name, isFolder, removal }: Stretch,
  callee: string,
): TextEdit[] | undefined {
  const { text } = source;
  const { indent, lineBreak, semicolon } = styleOf(source);
  const [first] = body;
  if (first === undefined) return undefined;
  const start = leadingComments(source, first)[0]?.start ?? first.start;
  const head = lineStart(text, start);
  const foot = lineStart(text, block.end - 1);
  const indentation = indentationAt(text, start);
  // Everything has to be on lines of its own.
  if (text.slice(head, start).trim() !== '' || text.slice(foot, block.end - 1).trim() !== '' || foot <= start)
    return undefined;
  const lines = [head, ...linesOf(source, { start: head, end: foot })];
  const options = isFolder ? '{ recursive: true, force: true }' : '{ force: true }';
  const last = [
    `${indentation}} finally {`,
    `${indentation}${indent}${callee}(${name}, ${options})${semicolon}`,
    `${indentation}}`,
    '',
  ].join(lineBreak);
  const gone =
    removal === undefined ? undefined : { start: lineStart(text, removal.start), end: lineEnd(text, removal.end) };
  const moved = lines.filter(
    (at) =>
      text.slice(at, lineEnd(text, at)).trim() !== '' && (gone === undefined || at < gone.start || at >= gone.end),
  );
  return [
    { span: { start: head, end: head }, text: `${indentation}try {${lineBreak}` },
    ...moved.map((at) => ({ span: { start: at, end: at }, text: indent })),
    ...(gone === undefined ? [] : [{ span: gone, text: '' }]),
    { span: { start: foot, end: foot }, text: last },
  ];
}
