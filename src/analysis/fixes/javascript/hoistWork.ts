import type { CallFacts } from '../../facts/fileFacts';
import { child, parts } from '../../languages/languageWalk';
import { lastName } from '../../program/program';
import type { Fix, FixMaker, FixSource } from '../fix';
import { mayBeChanged } from '../keptData';
import { freeName, rootOf } from '../names';
import type { CallSite, CreatedVariable } from './callSite';
import { callSite } from './callSite';
import { isUsual } from './hoistCreation';
import { hoistedValue, hoistedVariable } from './hoisting';
import { isConstant, isNameClear } from './moduleNames';
import type { ModuleNeeds } from './moduleNeeds';
import { moduleNeeds } from './moduleNeeds';
import { hasLongText } from './statements';
import { textOf } from './topLevel';
import { usesLocalTypes } from './types';

/** Does work whose result is always the same in the Init phase. */
export const hoistWork: FixMaker = (finding, source) => {
  const inner = callSite(source, finding.span);
  if (inner === undefined) return [];
  const site = widened(source, inner);
  const needs = canBeEarly(source, site) ? moduleNeeds(source, site.call, { call: inner.facts }) : undefined;
  if (needs === undefined) return [];
  const { variable } = site;
  return variable === undefined ? hoistText(source, site, needs) : hoistResult(source, site, variable, needs);
};

/** Whether the work can be done in the Init phase, and its result is there then. */
function canBeEarly(source: FixSource, site: CallSite): boolean {
  const { file, analysis } = source;
  const { facts, value, path, isAwaited } = site;
  if (!isUsual(file.facts, facts.conditions) || facts.arguments.some((given) => given.value.kind === 'function'))
    return false;
  if (hasLongText(source, value) || usesLocalTypes(source, path, value)) return false;
  return isAwaited ? analysis.program.modules.isEsModule(file.file) : !givesPromise(source, facts);
}

function hoistText(source: FixSource, site: CallSite, needs: ModuleNeeds): Fix[] {
  const edits = isText(source, site) ? hoistedValue(source, site, needs, nameFor(source, site)) : undefined;
  return edits === undefined ? [] : [{ title: 'Do it once, outside of the handler', edits, isSafe: false }];
}

function hoistResult(source: FixSource, site: CallSite, variable: CreatedVariable, needs: ModuleNeeds): Fix[] {
  const { statement, binding, name } = variable;
  if (!isConstant(source, statement, binding) || !isNameClear(source, statement, binding)) return [];
  if (isData(source, site) && (!isOnlyRead(source, binding) || mayBeChanged(source, binding))) return [];
  const edits = hoistedVariable(source, site, { variable, name, needs, moved: [], ends: [] });
  return edits === undefined ? [] : [{ title: `Make ${name} once, outside of the handler`, edits, isSafe: false }];
}

/** With what only changes the form of the result: `JSON.parse(…)`, `.toString()`. */
function widened(source: FixSource, site: CallSite): CallSite {
  const { path, value } = site;
  const at = path.indexOf(value);
  const outer = path.slice(0, at).findLast(({ type }) => type !== 'arguments' && type !== 'member_expression');
  if (outer?.type !== 'call_expression') return site;
  const name = textOf(child(outer, 'function') ?? outer, source.text);
  const isForm = name === 'JSON.parse' || /\.(?:toString|trim)$/.test(name);
  const isOnly = parts(child(outer, 'arguments')).every((each) => each === value || each.type === 'string');
  const wider = isForm && isOnly ? callSite(source, outer) : undefined;
  return wider === undefined ? site : widened(source, wider);
}

function givesPromise({ file, analysis }: FixSource, { callee }: CallFacts): boolean {
  return analysis.values
    .of(file, callee)
    .some(
      (value) => value.kind === 'external' && /promises|readFile$|readJson$|#load|create$|pipeline$/.test(value.path),
    );
}

/** Whether the result is an object whose parts could be changed. */
function isData(source: FixSource, { call }: CallSite): boolean {
  return /^(?:JSON\.parse|\w+\.readJsonSync)\b/.test(textOf(call, source.text));
}

/** Whether the result is a text. */
function isText(source: FixSource, { call, facts }: CallSite): boolean {
  const isRead = /^readFile(?:Sync)?$/.test(lastName(facts.callee)) && facts.arguments.length > 1;
  return isRead || /\.(?:toString|trim)\(\s*(?:['"][\w-]+['"])?\s*\)$/.test(textOf(call, source.text));
}

/** Whether the parts of a value are only looked at, so that later invocations find them as they were. */
function isOnlyRead({ file: { facts } }: FixSource, binding: number): boolean {
  const isOwn = (expression: Parameters<typeof rootOf>[0]): boolean => rootOf(expression)?.binding === binding;
  if (facts.assignments.some(({ target }) => isOwn(target))) return false;
  // A method could change it, and so could what it is given to.
  return !facts.calls.some(({ callee, arguments: given }) => isOwn(callee) || given.some(({ value }) => isOwn(value)));
}

function nameFor(source: FixSource, site: CallSite): string {
  const file = /(['"`])[^'"`]*?([\w-]+)\.\w+\1/.exec(textOf(site.call, source.text))?.[2] ?? 'content';
  const name = file.replaceAll(/\W+(\w)?/g, (_all, letter: string | undefined) => letter?.toUpperCase() ?? '');
  return freeName(source.file.facts, [/^[a-z]/i.test(name) ? name : 'content', `${name}Text`, 'fileContent']);
}
