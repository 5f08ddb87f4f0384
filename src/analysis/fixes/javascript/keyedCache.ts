import type { PlainNode } from '../../../syntax/plainTree';
import type { Reference } from '../../facts/fileFacts';
import type { Fix, FixMaker, FixSource } from '../fix';
import { freeName, referencesIn } from '../names';
import { pathTo } from '../syntaxPath';
import { indentationAt } from '../textLayout';
import { baseName, upperFirst } from './clientNames';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import { EditList } from './editList';
import { lifeOf } from './lifeOfClient';
import { moduleNeeds } from './moduleNeeds';
import { hasLongText } from './statements';
import { moduleInsertion, textOf } from './topLevel';
import { typeOfCall, usesLocalTypes } from './types';
import { styleOf } from './writingStyle';

/** Names of what has few values, and belongs to nobody. */
const PLACE =
  /^(?:aws)?_?(?:\w+_)?(?:region|table|tableName|host|hostname|endpoint|baseUrl|url|bucket|stage|shard|database|dbName|cluster)$/i;

/** Most clients that are kept. */
const MOST = 16;

/** Keeps one client for each region, host or the like; never for anything that tells who somebody is. */
export const keyedCache: FixMaker = (finding, source) => {
  const site = creationSite(finding, source);
  if (site === undefined || site.isAwaited || site.value !== site.call) return [];
  const { entry, dependence } = site.creation;
  if (dependence.credentials || dependence.context || entry.share !== 'safe' || entry.connects === 'eager') return [];
  const life = lifeOf(source, site);
  if (life === undefined || life.ends.length > 0 || life.setUp.length > 0) return [];
  if (hasLongText(source, site.call) || usesLocalTypes(source, site.path, site.value)) return [];
  const key = keyOf(source, site);
  return key === undefined ? [] : cacheFix(source, site, key);
};

/** What a client depends on. */
interface Key {
  readonly text: string;
  readonly name: string;
  readonly nodes: readonly PlainNode[];
  readonly bindings: ReadonlySet<number>;
}

/** The only thing of the function that a creation needs. */
function keyOf(source: FixSource, site: CreationSite): Key | undefined {
  const { facts } = source.file;
  const own = referencesIn(facts, site.call).filter(({ name }) => isLocal(source, name.binding));
  const nodes = own.map((reference) => wholeName(source, reference));
  const [text, ...others] = new Set(nodes.map((node) => textOf(node, source.text)));
  const name = text?.split('.').at(-1) ?? '';
  if (text === undefined || others.length > 0 || !PLACE.test(name) || !/^[\w$.]+$/.test(text)) return undefined;
  const bindings = new Set(own.flatMap((reference) => reference.name.binding ?? []));
  return { text, name, nodes, bindings };
}

function isLocal({ file: { facts } }: FixSource, binding: number | undefined): boolean {
  return binding !== undefined && (facts.bindings[binding]?.function ?? 0) !== 0;
}

/** `record.awsRegion` of a reference to `record`. */
function wholeName({ root }: FixSource, { start, name }: Reference): PlainNode {
  const path = pathTo(root, { start, end: start + name.name.length });
  let node = path.at(-1) ?? root;
  for (const outer of path.slice(0, -1).reverse()) {
    if (outer.type !== 'member_expression' || outer.start !== start) break;
    node = outer;
  }
  return node;
}

function cacheFix(source: FixSource, site: CreationSite, key: Key): Fix[] {
  const { facts } = source.file;
  const needs = moduleNeeds(source, site.call, { call: site.creation.call, known: key.bindings });
  const [, topLevel] = site.path;
  if (needs === undefined || needs.locals.length > 0 || topLevel === undefined) return [];
  const { semicolon, lineBreak, indent, isTyped } = styleOf(source);
  const base = baseName(site);
  const all = freeName(facts, [`${base}s`, `${base}sBy${upperFirst(key.name)}`, `all${upperFirst(base)}s`]);
  const getter = freeName(facts, [`${base}For`, `get${upperFirst(base)}For`]);
  const client = site.variable === undefined ? freeName(facts, ['client', 'made']) : base;
  const written = creationWith(source, site, key);
  const type = typeOfCall(source, site);
  const lines = [
    `const ${all} = new Map${isTyped ? `<string, ${type}>` : ''}()${semicolon}`,
    `const ${getter} = (${key.name}${isTyped ? `: string): ${type}` : ')'} => {`,
    `${indent}let ${client} = ${all}.get(${key.name})${semicolon}`,
    `${indent}if (${client} === undefined) {`,
    `${indent}${indent}// Only so many: the environment may live for hours.`,
    `${indent}${indent}if (${all}.size >= ${MOST}) ${all}.clear()${semicolon}`,
    `${indent}${indent}${client} = ${written}${semicolon}`,
    `${indent}${indent}${all}.set(${key.name}, ${client})${semicolon}`,
    `${indent}}`,
    `${indent}return ${client}${semicolon}`,
    `}${semicolon}`,
  ];
  const edits = new EditList(source.text);
  const { span, text } = moduleInsertion(source, lines.join(lineBreak), needs.below, topLevel);
  edits.replace(span, text);
  edits.replace(site.call, `${getter}(${key.text})`);
  const finished = edits.finish();
  const title = `Keep one ${base} for each ${key.name}`;
  return finished === undefined ? [] : [{ title, edits: finished, isSafe: false }];
}

/** The creation with the parameter in place of what it depends on. */
function creationWith(source: FixSource, { call }: CreationSite, key: Key): string {
  const { indent, lineBreak } = styleOf(source);
  const { text } = source;
  const edits = key.nodes
    .filter((node) => textOf(node, text) !== key.name)
    .sort((left, right) => right.start - left.start);
  let written = textOf(call, text);
  for (const { start, end } of edits) {
    written = written.slice(0, start - call.start) + key.name + written.slice(end - call.start);
  }
  const indentation = indentationAt(text, call.start);
  return written
    .split(/\r?\n/)
    .map((line, at) =>
      at === 0 ? line : indent + indent + (line.startsWith(indentation) ? line.slice(indentation.length) : line),
    )
    .join(lineBreak);
}
