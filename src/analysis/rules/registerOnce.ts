import type { CallFacts } from '../facts/fileFacts';
import type { Finding } from '../finding';
import { lower } from '../finding';
import type { Analysis } from '../program/analysis';
import { lastName } from '../program/program';
import type { ProgramFile } from '../program/program';
import { callInWords } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** Calls that add up, with what takes their effect back. */
interface Accumulating {
  /** See `CatalogueEntry.paths`; names that no import has are written as they are. */
  readonly path: RegExp;
  readonly effect: string;
  readonly undoneBy: ReadonlySet<string>;
}

const ACCUMULATING: readonly Accumulating[] = [
  {
    path: /^logging\.getLogger\(\)\.addHandler$/,
    effect: 'adds one more handler, and every line is logged once more',
    undoneBy: new Set(['removeHandler', 'clear']),
  },
  {
    path: /^process\.(?:on|addListener|prependListener)$/,
    effect: 'adds one more listener',
    undoneBy: new Set(['off', 'removeListener', 'removeAllListeners']),
  },
  {
    path: /^aws-xray-sdk(?:-core)?#capture(?:AWS|HTTPsGlobal|Promise)$/,
    effect: 'wraps what is wrapped already',
    undoneBy: new Set(),
  },
];

/** What must be done once for an environment and is done on every invocation. */
export const registerOnce: Rule = {
  code: 'register-once',
  title: 'What may be done only once for an environment is done on every invocation',
  find: (file, analysis) => [...initialised(file, analysis), ...accumulated(file, analysis)],
};

/** Libraries whose set-up fails or is ignored the second time. */
function initialised(file: ProgramFile, analysis: Analysis): Finding[] {
  return analysis.creationsIn(file).flatMap(({ entry, path, call, ways, isRare }) => {
    if (entry.share !== 'once' || entry.severity === 'off') return [];
    const message = `${callInWords(path, call)} may run only once for an environment, and here it runs on every invocation${wayInWords(ways)}; call it outside of the handler.`;
    const severity = lower(entry.severity, (isSure(ways) ? 0 : 1) + (isRare ? 1 : 0));
    return [findingOf(registerOnce, file, call.span, { severity, message, ways })];
  });
}

function accumulated(file: ProgramFile, analysis: Analysis): Finding[] {
  const names = new Set(file.facts.calls.map(({ callee }) => lastName(callee)));
  return analysis.reach.in(file).flatMap((ways) => {
    const [first] = ways;
    return analysis.program.callsOf(first.place).flatMap((call) => {
      const path = pathOf(file, call, analysis);
      const known = ACCUMULATING.find((each) => each.path.test(path));
      if (known === undefined || [...known.undoneBy].some((name) => names.has(name))) return [];
      if (analysis.reach.isGuarded(file, call) || asksForHandlers(file, call)) return [];
      const message = `${callInWords(path, call)} ${known.effect} on every invocation${wayInWords(ways)}; call it outside of the handler.`;
      const severity = isSure(ways) ? 'warning' : 'information';
      return [findingOf(registerOnce, file, call.span, { severity, message, ways })];
    });
  });
}

/** `if not logger.handlers` */
function asksForHandlers(file: ProgramFile, { conditions }: CallFacts): boolean {
  return conditions.some((id) => {
    const test = file.facts.conditions[id]?.test;
    const asked = test?.kind === 'made' ? test.parts : test === undefined ? [] : [test];
    return asked.some((part) => {
      const call = part.kind === 'call' ? file.facts.calls[part.call] : undefined;
      return /^(?:handlers|hasHandlers|listenerCount|listeners)$/.test(lastName(call?.callee ?? part));
    });
  });
}

function pathOf(file: ProgramFile, { callee }: CallFacts, analysis: Analysis): string {
  if (callee.kind === 'member' && callee.object.kind === 'name' && callee.object.binding === undefined) {
    return `${callee.object.name}.${callee.name}`;
  }
  const [value] = analysis.values.of(file, callee);
  return value?.kind === 'external' ? value.path : '';
}
