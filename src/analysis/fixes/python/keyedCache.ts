import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { freeName } from '../names';
import { indentationAt, lineBreakOf } from '../textLayout';
import { clientName } from './clientNames';
import { isShared, useOf } from './clientUse';
import { hasLongString, indentOf, reindented, textOf } from './codeBlocks';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import { definitionBefore, imported } from './moduleScope';
import { needsOf } from './movable';

/** Arguments that have few values and say nothing of who asks. */
const KEYS: ReadonlySet<string> = new Set(['location', 'region', 'region_name']);

const MOST_CLIENTS = 16;

/** Keeps one client for each region that events name. */
export const keyedCache: FixMaker = (finding, source) => {
  const site = creationSite(finding, source);
  if (site === undefined || site.isEntered || site.creation.dependence.credentials) return [];
  if (site.creation.entry.share !== 'safe' || isShared(site)) return [];
  const keys = keysOf(source, site.call);
  const use = useOf(source, site);
  if (keys === undefined || keys.length === 0 || use === undefined || use.closes.length > 0) return [];
  const edits = cached(source, site, keys);
  return edits === undefined
    ? []
    : [{ title: `Keep one for each ${keys.map(({ name }) => name).join(' and ')}`, edits, isSafe: false }];
};

interface Key {
  readonly name: string;
  readonly value: PlainNode;
}

/** The arguments that depend on the invocation; undefined when others than keys do. */
function keysOf(source: FixSource, call: PlainNode): Key[] | undefined {
  const keys: Key[] = [];
  for (const argument of parts(child(call, 'arguments'))) {
    const value = argument.type === 'keyword_argument' ? child(argument, 'value') : argument;
    const needs = value === undefined ? undefined : needsOf(source, value);
    if (needs?.isConstant === true && needs.locals.length === 0) continue;
    const name = argument.type === 'keyword_argument' ? child(argument, 'name') : undefined;
    if (name === undefined || value === undefined || !KEYS.has(textOf(source, name))) return undefined;
    keys.push({ name: textOf(source, name), value });
  }
  return keys;
}

function cached(source: FixSource, site: CreationSite, keys: readonly Key[]): TextEdit[] | undefined {
  const { call, place } = site;
  const functools = imported(source, 'functools');
  const callee = child(call, 'function');
  const needs = callee === undefined ? undefined : needsOf(source, callee, call);
  if (functools === undefined || needs?.isConstant !== true || needs.locals.length > 0) return undefined;
  if (hasLongString(source, call)) return undefined;
  const name = freeName(source.file.facts, [`_${site.name?.name ?? clientName(source, site)}_for`]);
  const indent = indentOf(source);
  const lines = [
    `@${functools.name}.lru_cache(maxsize=${MOST_CLIENTS})`,
    `def ${name}(${keys.map((key) => key.name).join(', ')}):`,
    `${indent}return ${inGetter(source, call, keys, indentationAt(source.text, place.statement.start), indent)}`,
    '',
  ];
  const inserted = definitionBefore(source, lines.join(lineBreakOf(source.text)), call.start);
  if (inserted === undefined) return undefined;
  const given = keys.map(({ value }) => textOf(source, value)).join(', ');
  return [...functools.edits, inserted, { span: { start: call.start, end: call.end }, text: `${name}(${given})` }];
}

/** The call with the names of its keys in place of their values. */
function inGetter(source: FixSource, call: PlainNode, keys: readonly Key[], from: string, to: string): string {
  let written = '';
  let at = call.start;
  for (const { name, value } of keys) {
    written += source.text.slice(at, value.start) + name;
    at = value.end;
  }
  return reindented(written + source.text.slice(at, call.end), from, to).trimStart();
}
