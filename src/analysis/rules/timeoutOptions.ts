import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Analysis } from '../program/analysis';
import { keywordOf, memberOf } from '../program/givenOptions';
import type { GivenOption } from '../program/givenOptions';
import { originOf } from '../program/origins';
import type { PlacedCall } from '../program/origins';
import { lastName } from '../program/program';
import type { ProgramFile } from '../program/program';
import type { Waiting } from './waiting';

/** The timeout that a call is given itself. */
export function optionOf({ file, call }: PlacedCall, option: Waiting['option'], analysis: Analysis): GivenOption {
  if ('members' in option) return memberOf(file, call, option.position, option.members, analysis.values);
  const given = keywordOf(call, option.keyword, option.position);
  const { parts } = option;
  if (parts === undefined || given.kind !== 'given') return given;
  const made = originOf(analysis.program, file, given.value);
  if (made === undefined) return { kind: 'unknown' };
  const all = parts.map((part) => keywordOf(made.call, part));
  return all.find(({ kind }) => kind !== 'missing') ?? { kind: 'missing' };
}

/** Whether something else than the call may say how long it waits. */
export function isSetElsewhere(placed: PlacedCall, waiting: Waiting, analysis: Analysis): boolean {
  const { file, call } = placed;
  if (isGivenRequest(placed, analysis)) return true;
  const object = call.callee.kind === 'member' ? call.callee.object : call.callee;
  const origin = originOf(analysis.program, file, object);
  if (waiting.maker !== undefined && isOfMaker(placed, analysis)) {
    if (origin === undefined || optionOf(origin, waiting.maker, analysis).kind !== 'missing') return true;
  }
  const { isSetBy } = waiting;
  if (isSetBy === undefined) return false;
  return [...new Set([file, origin?.file ?? file])].some((each) => setsIn(each, isSetBy, analysis));
}

/** `fetch(new Request(url, { signal }))` */
function isGivenRequest({ file, call }: PlacedCall, { program }: Analysis): boolean {
  const [first] = call.arguments;
  if (file.language !== 'javascript' || first === undefined) return false;
  const made = originOf(program, file, first.value)?.call;
  return made !== undefined && made.isNew && lastName(made.callee) === 'Request';
}

/** Whether a call is made on what another call gave. */
function isOfMaker({ file, call }: PlacedCall, { values }: Analysis): boolean {
  return values.of(file, call.callee).some((value) => value.kind === 'external' && value.path.includes('()'));
}

function setsIn(file: ProgramFile, isSetBy: RegExp, analysis: Analysis): boolean {
  const { calls, assignments } = file.facts;
  return (
    assignments.some(({ target }) => isSetBy.test(`${dotted(target)} =`)) ||
    calls.some((call) => isSetBy.test(`${dotted(call.callee)}()`) && !isGivenPackage(file, call, analysis))
  );
}

/** `session.mount("https://", HTTPAdapter())`: what a package gives has no timeout of its own. */
function isGivenPackage(file: ProgramFile, call: CallFacts, { values }: Analysis): boolean {
  return call.arguments.some(({ value }) => values.of(file, value).some(({ kind }) => kind === 'external'));
}

/** Names with dots between them, as far as an expression is made of them. */
function dotted(expression: Expression): string {
  if (expression.kind === 'name') return expression.name;
  return expression.kind === 'member' ? `${dotted(expression.object)}.${expression.name}` : '';
}
