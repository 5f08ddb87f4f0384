import type { PlainNode } from '../../../syntax/plainTree';
import type { CallFacts } from '../../facts/fileFacts';
import { parts } from '../../languages/languageWalk';
import { lastName } from '../../program/program';
import type { FixSource } from '../fix';
import { functionAt, rootOf } from '../names';
import { isWithin, pathTo } from '../syntaxPath';
import type { CreatedVariable } from './callSite';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import type { ModuleNeeds } from './moduleNeeds';
import { moduleNeeds } from './moduleNeeds';
import { statementAround } from './statements';

/** What the code does to a client that it made. */
export interface ClientLife {
  /** Statements directly behind the creation that set it up, in their order. */
  readonly setUp: readonly PlainNode[];
  /** The statement that waits for its connection, directly behind. */
  readonly connects: PlainNode | undefined;
  /** Statements that end it. */
  readonly ends: readonly PlainNode[];
}

/** Members that change a client for everybody who has it. */
const CHANGING: ReadonlySet<string> = new Set([
  '$on',
  '$use',
  'addListener',
  'addMiddleware',
  'once',
  'on',
  'onAny',
  'prependListener',
  'setHeader',
  'setHeaders',
  'subscribe',
  'use',
]);

/** Objects of clients that hold what is done with each call. */
const CHANGED: ReadonlySet<string> = new Set(['config', 'defaults', 'hooks', 'interceptors', 'middlewareStack']);

const CONNECTING: ReadonlySet<string> = new Set(['connect', 'initialize', 'open']);

/**
 * What happens to a client; undefined when that cannot be told, or when it is made for one invocation: it is changed
 * later on, or ended in a way that cannot be taken out.
 */
export function lifeOf(source: FixSource, site: CreationSite): ClientLife | undefined {
  if (isTouchedElsewhere(source, site)) return undefined;
  const { variable } = site;
  if (variable === undefined) return { setUp: [], connects: undefined, ends: [] };
  const { facts } = source.file;
  const calls = facts.calls.filter(({ callee }) => rootOf(callee)?.binding === variable.binding);
  const all = parts(variable.block);
  const behind = all.slice(all.indexOf(variable.statement) + 1);
  const setUp = setUpOf(source, variable, behind, calls);
  const isSetUp = (span: CallFacts['span']): boolean => setUp.some((each) => isWithin(span, each));
  const isChanged =
    calls.some(({ callee, span }) => isChanging(callee) && !isSetUp(span)) ||
    facts.assignments.some(({ target }) => target.kind !== 'name' && rootOf(target)?.binding === variable.binding);
  const ends = endsOf(source, site, variable, calls);
  if (isChanged || ends === undefined) return undefined;
  const connecting = isConnectedOnce(site) ? calls.filter(({ callee }) => CONNECTING.has(lastName(callee))) : [];
  const next = behind[setUp.length];
  const candidate = next?.type === 'try_statement' ? firstOf(next) : next;
  const [only, ...others] = connecting;
  if (only === undefined) return { setUp, connects: undefined, ends };
  const isNext = candidate !== undefined && isOnly(candidate, only.span) && only.use === 'awaited';
  return isNext && others.length === 0 ? { setUp, connects: candidate, ends } : undefined;
}

/** Whether nothing happens to the clients among the declarations that code needs. */
export function areUnended(source: FixSource, { locals }: ModuleNeeds): boolean {
  return source.analysis.creationsIn(source.file).every((creation) => {
    const site = creationSite(creation.call, source);
    const isNeeded = locals.some(({ statement }) => statement === site?.variable?.statement);
    if (site === undefined || !isNeeded) return true;
    const life = lifeOf(source, site);
    return life?.ends.length === 0 && life.setUp.length === 0 && life.connects === undefined;
  });
}

/** Whether the client can be told only once to connect. */
function isConnectedOnce({ creation }: CreationSite): boolean {
  return creation.entry.share === 'check' || creation.entry.share === 'lazy-async';
}

/** The statements that end a client; undefined when one of them does something else, too. */
function endsOf(
  source: FixSource,
  { creation }: CreationSite,
  variable: CreatedVariable,
  calls: readonly CallFacts[],
): PlainNode[] | undefined {
  const ends: PlainNode[] = [];
  for (const { callee, span, arguments: given } of calls) {
    if (!creation.entry.close.includes(lastName(callee))) continue;
    const statement = standing(source, span, variable);
    if (statement === undefined || given.length > 0) return undefined;
    ends.push(statement);
  }
  return ends;
}

function isChanging(callee: CallFacts['callee']): boolean {
  if (callee.kind !== 'member') return false;
  if (CHANGING.has(callee.name)) return true;
  for (let { object } = callee; object.kind === 'member'; object = object.object) {
    if (CHANGED.has(object.name)) return true;
  }
  return false;
}

function setUpOf(
  source: FixSource,
  variable: CreatedVariable,
  behind: readonly PlainNode[],
  calls: readonly CallFacts[],
): PlainNode[] {
  const end = behind.findIndex((statement) => {
    const call = calls.find(({ callee, span }) => isChanging(callee) && isOnly(statement, span));
    return call === undefined || !isFree(source, statement, { known: new Set([variable.binding]), call });
  });
  return behind.slice(0, end < 0 ? behind.length : end);
}

function isFree(source: FixSource, statement: PlainNode, options: Parameters<typeof moduleNeeds>[2]): boolean {
  return moduleNeeds(source, statement, options)?.locals.length === 0;
}

function firstOf(statement: PlainNode): PlainNode | undefined {
  const body = statement.children.find(({ field }) => field === 'body');
  return parts(body)[0];
}

/** Whether a statement does nothing but a call: `await client.connect();`. */
function isOnly(statement: PlainNode, span: CallFacts['span']): boolean {
  if (statement.type !== 'expression_statement') return false;
  const [expression] = parts(statement);
  const inner = expression?.type === 'await_expression' ? parts(expression)[0] : expression;
  return inner?.start === span.start && inner.end === span.end;
}

/** The statement that does nothing but a call, or does it only where there is a client. */
function standing(source: FixSource, span: CallFacts['span'], variable: CreatedVariable): PlainNode | undefined {
  const path = pathTo(source.root, span);
  const held = statementAround(path);
  if (held === undefined) return undefined;
  const { facts } = source.file;
  if (functionAt(facts, held.statement.start) !== functionAt(facts, variable.statement.start)) return undefined;
  return isOnly(held.statement, span) ? held.statement : undefined;
}

/** Whether code that runs in the Invoke phase may end or change the client where its variable is not seen. */
function isTouchedElsewhere({ file, analysis }: FixSource, site: CreationSite): boolean {
  const { creation, variable } = site;
  const { close } = creation.entry;
  for (const [first] of analysis.reach.reached.values()) {
    const { place } = first;
    const calls = analysis.program.callsOf(place).filter(({ callee }) => callee.kind === 'member');
    for (const call of calls) {
      const name = lastName(call.callee);
      const isEnd = close.includes(name) && call.arguments.length === 0;
      const isOther = isChanging(call.callee) || (isConnectedOnce(site) && CONNECTING.has(name));
      if (!isEnd && !isOther) continue;
      if (variable !== undefined && place.file === file && rootOf(call.callee)?.binding === variable.binding) continue;
      const values = analysis.values.of(place.file, call.callee);
      const isOwn = values.some((value) => value.kind === 'external' && value.path.startsWith(`${creation.path}()`));
      // Who knows what is ended where nothing is known.
      if (isOwn || (isEnd && values.length === 0)) return true;
    }
  }
  return false;
}
