import type { CallFacts } from '../facts/fileFacts';
import type { Finding, FindingSeverity } from '../finding';
import { lower } from '../finding';
import type { Analysis } from '../program/analysis';
import { calledPaths } from '../program/calledPaths';
import type { Holder, InitCall } from '../program/initValues';
import { InitValues } from '../program/initValues';
import { nameUses } from '../program/nameUses';
import type { ProgramFile } from '../program/program';
import { factsOf } from '../program/program';
import type { Reached } from '../program/reach';
import { callInWords } from './callInWords';
import { lowerWords } from './lowerWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure } from './way';

/** A time or a random value that is taken once for an environment. */
export const frozenAtInit: Rule = {
  code: 'frozen-at-init',
  title: 'A time, id or random value is taken once for all invocations of an environment',
  find: (file, analysis) => {
    const values = new InitValues(file, analysis.reach, analysis.reads);
    const found = values.calls().flatMap((each) => {
      const what = changingValue(file, each.call, analysis);
      return what === undefined ? [] : findingsOf(file, each, what, values, analysis);
    });
    // The same call may be known under several names.
    return found.filter(({ span }, at) => found.findIndex((other) => other.span.start === span.start) === at);
  },
};

interface ChangingValue {
  readonly words: string;
  readonly kind: 'time' | 'unique';
}

const PYTHON: readonly (readonly [RegExp, ChangingValue['kind']])[] = [
  [/^datetime\.(?:datetime\.(?:now|utcnow|today)|date\.today)$/, 'time'],
  [/^time\.(?:time|time_ns|monotonic|monotonic_ns|localtime|gmtime|strftime)$/, 'time'],
  [/^uuid\.uuid[14]$/, 'unique'],
  [/^random\.(?!seed$|Random|SystemRandom|shuffle$|[gs]etstate$)[a-z]\w*$/, 'unique'],
  [/^secrets\.(?:token_\w+|randbelow|choice)$/, 'unique'],
  [/^os\.urandom$/, 'unique'],
];

const JAVASCRIPT: readonly (readonly [RegExp, ChangingValue['kind']])[] = [
  [/^(?:(?:Date|performance)\.now|perf_hooks#performance\.now|luxon#DateTime\.(?:now|utc|local))$/, 'time'],
  [/^(?:Date|dayjs#|moment#|moment#utc)$/, 'time'],
  [/^Math\.random$/, 'unique'],
  [/^(?:(?:globalThis\.)?crypto\.|crypto#(?:webcrypto\.)?)(?:randomUUID|randomBytes|getRandomValues)$/, 'unique'],
  [/^(?:uuid#v[1467]|uuid\/v[14]#|nanoid#nanoid|ulid#ulid)$/, 'unique'],
];

/** Of these, one with an argument is always the same. */
const WITHOUT_ARGUMENTS =
  /^(?:Date|dayjs#|moment#|moment#utc|luxon#DateTime\.(?:utc|local)|time\.(?:localtime|gmtime))$/;

/** Names of values that an invocation needs anew (analysis-rules §4). */
const ANEW =
  /(?:^|_)(?:now|today|ts|time|timestamp|date|datetime|id|uuid|guid|nonce|token|request|created|updated|issued|expires|expiry)(?:_|$)/;

/** Names of values that are meant to be those of the environment. */
const OF_ENVIRONMENT =
  /(?:^|_)(?:cold|init|boot|booted|startup|instance|container|environment|worker|process|sandbox|execution|runtime|module|loaded|launched|deploy|deployed|deployment|build)(?:_|$)/;

const BEGINNING = /^_*(?:start|started|starts|begin|began|t0)(?:_|$)|(?:^|_)(?:start|started)(?:_(?:at|time|ms|ts))?$/;

function changingValue(file: ProgramFile, call: CallFacts, analysis: Analysis): ChangingValue | undefined {
  const known = file.language === 'python' ? PYTHON : JAVASCRIPT;
  for (const path of calledPaths(file, call.callee, analysis.values)) {
    if (WITHOUT_ARGUMENTS.test(path) && call.arguments.length > 0) continue;
    if (path === 'time.strftime' && call.arguments.length > 1) continue;
    const found = known.find(([pattern]) => pattern.test(path));
    if (found !== undefined) return { words: callInWords(path, call), kind: found[1] };
  }
  return undefined;
}

function findingsOf(
  file: ProgramFile,
  { call, name, holder }: InitCall,
  { words, kind }: ChangingValue,
  values: InitValues,
  analysis: Analysis,
): Finding[] {
  const ways = values.isRenewed(holder) ? undefined : values.waysOf(holder);
  if (ways === undefined) return [];
  const isRestored = file.language === 'python' && ways.some(({ root }) => root.handler.isRestored === true);
  const uses = holder.kind === 'name' ? usesOf(values, holder.binding, analysis) : sendingsOf(file, holder, analysis);
  const isLimit = holder.kind === 'name' && isDifference(file, holder.binding);
  const severity = severityOf(lowerWords(name), { kind, isRestored, isLimit, uses });
  if (severity === undefined) return [];
  const message = messageOf(words, name, holder, isRestored);
  return [findingOf(frozenAtInit, file, call.span, { severity: lower(severity, isSure(ways) ? 0 : 1), message, ways })];
}

interface Known {
  readonly kind: ChangingValue['kind'];
  readonly isRestored: boolean;
  /** `Date.now() - DAY`: what it is compared with is to be younger than that, and it moves with the time. */
  readonly isLimit: boolean;
  readonly uses: readonly (string | undefined)[];
}

/** Undefined where the value is meant to be that of the environment. */
function severityOf(name: string, { kind, isRestored, isLimit, uses }: Known): FindingSeverity | undefined {
  const isAnew = ANEW.test(name) && !BEGINNING.test(name);
  if (kind === 'time' && !isLimit && isAll(uses, ['elapsed'])) return undefined;
  if (OF_ENVIRONMENT.test(name) && !(isRestored && kind === 'unique')) return undefined;
  if (!isAnew && isAll(uses, kind === 'time' && !isLimit ? ['elapsed', 'logged'] : ['logged'])) return undefined;
  return isAnew || isRestored || uses.includes('sent') ? 'warning' : 'hint';
}

/** Whether a name's value is a time with something taken from it. */
function isDifference({ facts }: ProgramFile, binding: number): boolean {
  const values = facts.bindings[binding]?.values ?? [];
  return values.some(({ value }) => value.kind === 'made' && value.operator === '-' && value.parts[0]?.kind === 'call');
}

function isAll(uses: Known['uses'], wanted: readonly string[]): boolean {
  return uses.length > 0 && uses.every((use) => use !== undefined && wanted.includes(use));
}

/** What invocations do with a name, as far as that is known. */
function usesOf(values: InitValues, binding: number, analysis: Analysis): readonly (string | undefined)[] {
  const byFile = new Map<ProgramFile, ReturnType<typeof nameUses>>();
  return values.readsOf(binding).map(({ file, reference }) => {
    let uses = byFile.get(file);
    if (uses === undefined) {
      uses = nameUses(file, handlersIn(file, analysis));
      byFile.set(file, uses);
    }
    return uses.get(reference.name);
  });
}

/** Where a function sends its parameter; that it is only compared or logged does not make a default right. */
function sendingsOf(file: ProgramFile, holder: Holder, analysis: Analysis): Known['uses'] {
  if (holder.kind !== 'default') return [];
  const { parameters = [] } = factsOf({ file, function: holder.function }) ?? {};
  const bindings = parameters[holder.parameter]?.bindings ?? [];
  const uses = nameUses(file, handlersIn(file, analysis));
  return file.facts.references.flatMap(({ name }) =>
    name.binding !== undefined && bindings.includes(name.binding) && uses.get(name) === 'sent' ? ['sent'] : [],
  );
}

function handlersIn(file: ProgramFile, { roots }: Analysis): ReadonlySet<number> {
  return new Set(roots.flatMap(({ place }: Pick<Reached, 'place'>) => (place.file === file ? [place.function] : [])));
}

function messageOf(words: string, name: string, holder: Holder, isRestored: boolean): string {
  const kept = isRestored
    ? `${name} is the same in all execution environments that are restored from the snapshot`
    : `${name} is the same in all invocations of an execution environment`;
  if (holder.kind === 'default') {
    return `${words} runs once, when the function is defined, so ${kept}; make None the default and call it in the function.`;
  }
  const advice =
    holder.kind === 'class'
      ? 'give the class a factory for it, or set it where the object is made'
      : 'call it in the handler';
  return `${words} runs once, in the Init phase, so ${kept}; ${advice}.`;
}
