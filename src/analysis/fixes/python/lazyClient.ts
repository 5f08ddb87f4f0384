import type { FixMaker, FixSource, TextEdit } from '../fix';
import { freeName } from '../names';
import { indentationAt, lineBreakOf } from '../textLayout';
import { clientName } from './clientNames';
import { isShared, useOf, withoutCloses } from './clientUse';
import { hasLongString, indentOf, reindented, textOf } from './codeBlocks';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import { getterLocals } from './getterLocals';
import { definitionBefore, imported } from './moduleScope';
import { needsOf } from './movable';
import { removedStatements } from './removedStatements';

/** Sharing of clients that a getter may keep for as long as the environment lives. */
const KEPT: ReadonlySet<string> = new Set(['safe', 'config-only']);

/** Makes a client on its first use and keeps it. */
export const lazyClient: FixMaker = (finding, source) => {
  const site = creationSite(finding, source);
  if (site === undefined || site.isEntered || !KEPT.has(site.creation.entry.share)) return [];
  if (isShared(site) && /\.(?:resource|Session)\b/.test(site.creation.path)) return [];
  const edits = getterEdits(source, site);
  return edits === undefined ? [] : [{ title: 'Make it on first use and keep it', edits, isSafe: false }];
};

function getterEdits(source: FixSource, site: CreationSite): TextEdit[] | undefined {
  const { call, place } = site;
  const { text } = source;
  const functools = imported(source, 'functools');
  const use = useOf(source, site);
  const needs = needsOf(source, call);
  if (functools === undefined || use === undefined || needs === undefined || hasLongString(source, call))
    return undefined;
  const closes = withoutCloses(source, use.closes);
  const locals = getterLocals(source, needs, call);
  const removed = locals === undefined ? undefined : removedStatements(source, locals.removed);
  if (closes === undefined || locals === undefined || removed === undefined) return undefined;
  const name = getterName(source, site);
  const indent = indentOf(source);
  const value = reindented(textOf(source, call), indentationAt(text, place.statement.start), indent).trimStart();
  const lines = [`@${functools.name}.cache`, `def ${name}():`, ...locals.lines.map((line) => indent + line)];
  const lineBreak = lineBreakOf(text);
  const definition = [...lines, `${indent}return ${value}`, ''].join(lineBreak);
  const inserted = definitionBefore(source, definition, call.start);
  if (inserted === undefined) return undefined;
  const used = { span: { start: call.start, end: call.end }, text: `${name}()` };
  return [...functools.edits, inserted, ...removed, used, ...closes];
}

export function getterName(source: FixSource, site: CreationSite): string {
  const base = site.name?.name ?? clientName(source, site);
  return freeName(source.file.facts, [`_get_${base.replace(/^_+/, '')}`]);
}
