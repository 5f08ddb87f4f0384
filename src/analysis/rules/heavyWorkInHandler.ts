import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Finding, FindingSeverity } from '../finding';
import type { Analysis } from '../program/analysis';
import { bindingOf, lastName } from '../program/program';
import type { ProgramFile } from '../program/program';
import type { Reached } from '../program/reach';
import { callInWords } from './callInWords';
import { heavyWorkOf, mayBeHeavyWork, OPEN, workOfPath } from './heavyWork';
import type { HeavyWork } from './heavyWork';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** Work with the same result every time that each invocation does anew. */
export const heavyWorkInHandler: Rule = {
  code: 'heavy-work-in-handler',
  title: 'Every invocation does work whose result is always the same',
  find: (file, analysis) =>
    analysis.reach
      .in(file)
      .flatMap((ways) =>
        analysis.program.callsOf(ways[0].place).flatMap((call) => foundAt(file, call, ways, analysis)),
      ),
};

interface Match {
  readonly work: HeavyWork;
  /** For messages (see `CatalogueEntry.paths`). */
  readonly path: string;
  /** What decides its result. */
  readonly given: readonly Expression[];
}

function foundAt(
  file: ProgramFile,
  call: CallFacts,
  ways: readonly [Reached, ...Reached[]],
  analysis: Analysis,
): Finding[] {
  if (!mayBeHeavyWork(lastName(call.callee))) return [];
  const match = matchOf(file, call, analysis);
  if (match === undefined || !isAlwaysSame(file, call, match, analysis)) return [];
  const severity = severityOf(file, call, match.work, ways);
  if (severity === undefined || analysis.reach.isGuarded(file, call)) return [];
  const { does, advice } = match.work;
  const often = call.isInLoop ? 'in a loop, on every invocation' : 'on every invocation';
  const message = `${callInWords(match.path, call)} ${does} ${often}${wayInWords(ways)}; ${advice}.`;
  return [findingOf(heavyWorkInHandler, file, call.span, { severity, message, ways })];
}

function matchOf(file: ProgramFile, call: CallFacts, { values }: Analysis): Match | undefined {
  const { callee } = call;
  const python = file.language === 'python' ? pythonMatch(call) : undefined;
  if (python !== undefined) return isRead(call) ? python : undefined;
  const [value] = values.of(file, callee);
  if (value?.kind !== 'external') return undefined;
  const work = heavyWorkOf(value.path);
  if (work === undefined || (lastName(callee) === 'open' && !isRead(call))) return undefined;
  if (work.isKeptByObject === true && !isMadeHere(file, callee)) return undefined;
  const given = call.arguments.map((argument) => argument.value);
  return { work, path: value.path.replace('#().', '#'), given: work.decides === 'first' ? given.slice(0, 1) : given };
}

/** What needs no import. */
function pythonMatch({ callee, arguments: given }: CallFacts): Match | undefined {
  if (callee.kind === 'name' && callee.binding === undefined && callee.name === 'open') {
    return { work: OPEN, path: 'open', given: given.slice(0, 1).map(({ value }) => value) };
  }
  const work = callee.kind === 'member' ? workOfPath(callee.name) : undefined;
  if (work === undefined || callee.kind !== 'member') return undefined;
  return { work, path: `Path.${callee.name}`, given: [callee.object] };
}

/** Whether `open()` reads, as far as its mode says. */
function isRead({ arguments: given }: CallFacts): boolean {
  const mode =
    given.find(({ name }) => name === 'mode') ?? given.find((each, at) => at === 1 && each.name === undefined);
  if (mode === undefined) return true;
  return mode.value.kind === 'literal' && !/[wax+]/.test(mode.value.text ?? 'w');
}

/** Whether the object of a method is made by the function itself. */
function isMadeHere(file: ProgramFile, callee: Expression): boolean {
  if (callee.kind !== 'member') return false;
  if (callee.object.kind === 'call') return true;
  return (bindingOf(file, callee.object)?.function ?? 0) !== 0;
}

/** Texts that say that what is read comes and goes, or changes. */
const CHANGING = /^(?:\/(?:tmp|proc|sys|dev|mnt|var|run)\b|\w+:\/\/)/;
/** A way to name a file. */
const FILE = 'file://';

function isAlwaysSame(
  file: ProgramFile,
  call: CallFacts,
  { given }: Match,
  { constants, temporaryPaths }: Analysis,
): boolean {
  if (given.length === 0 && call.arguments.length > 0) return false;
  if (given.some((expression) => temporaryPaths.of(file, expression) !== undefined)) return false;
  const all = given.map((expression) => constants.parts(file, expression, call.function));
  return all.every((parts) => parts?.every((part) => !isChanging(part)) ?? false);
}

function isChanging(part: Expression): boolean {
  const text = part.kind === 'literal' ? (part.text ?? '') : '';
  return CHANGING.test(text) && !text.startsWith(FILE);
}

/** Lower for what only some invocations do; undefined for what is done after a failure. */
function severityOf(
  { facts }: ProgramFile,
  { conditions }: CallFacts,
  { isLight = false }: HeavyWork,
  ways: readonly Reached[],
): FindingSeverity | undefined {
  const branches = conditions.map((id) => facts.conditions[id]?.branch);
  if (branches.includes('failure')) return undefined;
  const isRare = branches.some((branch) => branch === 'then' || branch === 'else');
  return isLight || isRare || !isSure(ways) ? 'hint' : 'information';
}
