import { lastName } from '../../program/program';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { freeName } from '../names';
import { indentationAt, lineBreakOf } from '../textLayout';
import { isShared, useOf, withoutCloses } from './clientUse';
import { hasLongString, indentOf, reindented, textOf } from './codeBlocks';
import { errorsOf, probeOf } from './connectionProbes';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import { getterLocals } from './getterLocals';
import { getterName } from './lazyClient';
import { definitionBefore } from './moduleScope';
import { needsOf } from './movable';
import { removedStatements } from './removedStatements';

/** Keeps a connection and makes a new one when it is lost. */
export const connectionGetter: FixMaker = (finding, source) => {
  const site = creationSite(finding, source);
  const probe = site === undefined ? undefined : probeOf(site.creation.path, 'reset');
  if (site === undefined || probe === undefined || !isUsedAlone(source, site)) return [];
  const edits = getterEdits(source, site, probe);
  if (edits === undefined) return [];
  return [{ title: 'Keep the connection, and connect again when it is lost', edits, isSafe: false }];
};

/** Whether nothing else uses the connection at the same time: no other call of its function, no thread. */
function isUsedAlone({ analysis }: FixSource, site: CreationSite): boolean {
  const { creation } = site;
  const [way] = creation.ways;
  if (way === undefined || isShared(site)) return false;
  if (creation.call.isInLoop) return false;
  const { place } = way;
  const name = place.file.facts.functions[place.function]?.name;
  const calls = [...analysis.reach.reached.values()].flatMap(([first]) =>
    analysis.program.callsOf(first.place).filter(({ callee }) => {
      if (lastName(callee) !== name) return false;
      const values = analysis.values.of(first.place.file, callee);
      return values.some(
        (value) => value.kind === 'function' && value.file === place.file && value.id === place.function,
      );
    }),
  );
  return (
    calls.length + (creation.ways.some(({ depth }) => depth === 0) ? 1 : 0) === 1 &&
    !calls.some((call) => call.isInLoop)
  );
}

function getterEdits(source: FixSource, site: CreationSite, probe: readonly string[]): TextEdit[] | undefined {
  const { call } = site;
  const errors = errorsOf(source, call);
  const use = useOf(source, site);
  const needs = needsOf(source, call);
  if (errors === undefined || use === undefined || needs === undefined || hasLongString(source, call)) return undefined;
  const closes = withoutCloses(source, use.closes);
  const locals = getterLocals(source, needs, call);
  const removed = locals === undefined ? undefined : removedStatements(source, locals.removed);
  if (closes === undefined || locals === undefined || removed === undefined) return undefined;
  const name = getterName(source, site);
  const definition = getterText(source, site, { name, errors, probe, locals: locals.lines });
  const inserted = definitionBefore(source, definition, call.start);
  if (inserted === undefined) return undefined;
  return [inserted, ...removed, { span: { start: call.start, end: call.end }, text: `${name}()` }, ...closes];
}

interface Getter {
  readonly name: string;
  readonly errors: string;
  readonly probe: readonly string[];
  readonly locals: readonly string[];
}

function getterText(source: FixSource, { call, place }: CreationSite, { name, errors, probe, locals }: Getter): string {
  const indent = indentOf(source);
  const kept = freeName(source.file.facts, [name.replace(/^_get/, '')]);
  const value = reindented(
    textOf(source, call),
    indentationAt(source.text, place.statement.start),
    indent + indent,
  ).trimStart();
  const lines = [
    `${kept} = None`,
    '',
    '',
    `def ${name}():`,
    `${indent}global ${kept}`,
    `${indent}if ${kept} is not None:`,
    `${indent}${indent}try:`,
    ...probe.map((line) => indent.repeat(3) + line.replaceAll('{}', kept).replace('{indent}', indent)),
    `${indent}${indent}except ${errors}:`,
    `${indent}${indent}${indent}${kept} = None`,
    `${indent}if ${kept} is None:`,
    ...locals.map((line) => indent + indent + line),
    `${indent}${indent}${kept} = ${value}`,
    `${indent}return ${kept}`,
    '',
  ];
  return lines.join(lineBreakOf(source.text));
}
