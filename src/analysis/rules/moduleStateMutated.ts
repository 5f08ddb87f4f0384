import type { Expression } from '../facts/fileFacts';
import type { Finding, FindingSeverity } from '../finding';
import { lower } from '../finding';
import type { Analysis } from '../program/analysis';
import { isLeftOut } from '../program/leftOut';
import { partsOfExpression } from '../program/mentions';
import { asksForItself, isAt } from '../program/ownGuards';
import type { ProgramFile } from '../program/program';
import { Resets } from '../program/resets';
import type { SharedPlace } from '../program/sharedState';
import { StateWrites } from '../program/stateWrites';
import type { StateChanges, StateWrite } from '../program/stateWrites';
import { keptLogKeys } from './keptLogKeys';
import { lowerWords } from './lowerWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** What an invocation writes is there for the next one in the same environment. */
export const moduleStateMutated: Rule = {
  code: 'module-state-mutated',
  title: 'An invocation changes something that outlives it',
  find: (file, analysis) => {
    const changes = new StateWrites(analysis.values, analysis.reach, analysis.state).in(file);
    const review = changes.writes.length === 0 ? undefined : new Review(file, analysis, changes);
    const found = changes.writes.flatMap((write) => review?.findings(write) ?? []);
    return [...found, ...keptLogKeys(moduleStateMutated, file, analysis)];
  },
};

/** Libraries that give each request objects of its own under a module's name, and what clears its state itself. */
const OF_REQUESTS =
  /^(?:flask\.(?:g|session|request)|quart\.|bottle\.(?:request|response)|starlette_context|aws_lambda_powertools|@aws-lambda-powertools\/)/;

const LOCK = /(?:^|[._])_?(?:lock|mutex|semaphore)s?$|(?:Lock|Mutex|Semaphore)s?$/;
const CACHE = /cache|memo/i;
const COUNTER = /(?:^|_)(?:counts?|counters?|hits|calls|invocations|metrics?|stats|statistics)$/;
const FLAG = /cold|warm|first|initiali[sz]ed|loaded|ready|connected|started|patched|instrumented/i;

class Review {
  private readonly resets: Resets;
  private readonly created: ReadonlySet<unknown>;

  constructor(
    private readonly file: ProgramFile,
    private readonly analysis: Analysis,
    private readonly changes: StateChanges,
  ) {
    this.resets = new Resets(file);
    this.created = new Set(analysis.creationsIn(file).map(({ call }) => call));
  }

  findings(write: StateWrite): Finding[] {
    const isTainted = this.isTainted(write);
    if (this.isMeant(write, isTainted)) return [];
    const isConcurrent = this.isConcurrent(write);
    const isOverwritten = this.isOverwritten(write);
    if (!isConcurrent && (this.isEmptied(write) || (isOverwritten && !isTainted))) return [];
    const severity = severityOf(write, { isConcurrent, isOverwritten, isTainted, isCounter: this.isCounter(write) });
    const message = this.messageOf(write, { isConcurrent, isOverwritten, isTainted });
    return [findingOf(moduleStateMutated, this.file, write.span, { severity, message, ways: write.ways })];
  }

  private isTainted({ values }: StateWrite): boolean {
    return values.some((value) => {
      const { event, context, credentials } = this.analysis.taint.of(this.file, value);
      return event || context || credentials;
    });
  }

  /** Lazy initialisation, caches, flags and the like. */
  private isMeant(write: StateWrite, isTainted: boolean): boolean {
    const { file, analysis } = this;
    const { words } = write.place;
    const isGuarded =
      analysis.reach.isGuarded(file, write) && (!isTainted || asksForItself(file, write, analysis.values));
    return (
      isGuarded ||
      LOCK.test(words) ||
      (CACHE.test(words) && write.operator !== '+=') ||
      this.isFilledOnce(write) ||
      this.isRetried(write) ||
      this.isConstant(write) ||
      this.isCreation(write) ||
      this.isOfRequest(write) ||
      this.isGiven(write)
    );
  }

  /** `x ??= f()`, `x = x or f()` */
  private isFilledOnce({ operator, values: [value], place }: StateWrite): boolean {
    if (operator === '??=' || operator === '||=') return true;
    return (
      operator === '=' && value?.kind === 'either' && value.parts.some((part) => isAt(this.file, part, place.path))
    );
  }

  /** Made anew because the one that was there failed. */
  private isRetried({ operator, values: [value], conditions }: StateWrite): boolean {
    if (operator !== '=' || value?.kind === 'literal') return false;
    return conditions.some((id) => this.file.facts.conditions[id]?.test === undefined);
  }

  /** The same on every invocation. */
  private isConstant({ kind, operator, values: [value, key], place, conditions }: StateWrite): boolean {
    if (kind !== 'assigned' || operator !== '=' || (key !== undefined && key.kind !== 'literal')) return false;
    if (value?.kind === 'function' || value?.kind === 'class') return true;
    if (value?.kind !== 'literal' || place.isEnvironment === true) return false;
    return conditions.length === 0 || FLAG.test(place.words) || this.isForgotten(value, place);
  }

  /** `connection = None`: what was there is no longer. */
  private isForgotten(
    { text, number }: Extract<Expression, { kind: 'literal' }>,
    { binding, path }: SharedPlace,
  ): boolean {
    if (text !== undefined || number !== undefined) return false;
    const given = binding === undefined ? undefined : this.file.facts.bindings[binding]?.values;
    return given === undefined || path.includes('.') || given.some(({ value }) => value.kind !== 'literal');
  }

  /** Other rules speak of clients that are made on every invocation. */
  private isCreation({ values }: StateWrite): boolean {
    const { calls } = this.file.facts;
    return values.some((value) =>
      partsOfExpression(this.file, value).some((part) => part.kind === 'call' && this.created.has(calls[part.call])),
    );
  }

  private isOfRequest({ target }: StateWrite): boolean {
    const root = target === undefined ? undefined : rootOf(target);
    if (root === undefined || root === target) return false;
    return this.analysis.values
      .of(this.file, root)
      .some((value) => value.kind === 'external' && OF_REQUESTS.test(value.path));
  }

  /** Nobody relies on the default value. */
  private isGiven({ place }: StateWrite): boolean {
    const binding = place.binding === undefined ? undefined : this.file.facts.bindings[place.binding];
    if (binding?.kind !== 'parameter') return false;
    const { parameters = [] } = this.file.facts.functions[binding.function] ?? {};
    const position = parameters.findIndex(({ name }) => name === binding.name);
    return !isLeftOut({ file: this.file, function: binding.function }, position, this.analysis.reach);
  }

  /** Code that runs several invocations of a Node.js environment at the same time; Python has a process for each. */
  private isConcurrent({ ways }: StateWrite): boolean {
    return this.file.language === 'javascript' && ways.some(({ root }) => root.handler.isConcurrent === true);
  }

  private isEmptied({ place: { path } }: StateWrite): boolean {
    return [...this.changes.emptied].some(
      (emptied) => path === emptied || path.startsWith(`${emptied}.`) || path.startsWith(`${emptied}[`),
    );
  }

  /** Every handler gives the name a new value before it is read. */
  private isOverwritten({ place, ways }: StateWrite): boolean {
    return place.binding !== undefined && this.resets.of(place.binding, ways) !== undefined;
  }

  private isCounter({ operator, values: [value], place }: StateWrite): boolean {
    if (operator === '++' || operator === '--') return true;
    if (place.words.split('.').some((name) => COUNTER.test(lowerWords(name)))) return true;
    const added = value?.kind === 'made' ? value.parts : [];
    const isNumber = added.some((part) => part.kind === 'literal' && part.number !== undefined);
    if (operator === '+=' || operator === '-=') return isNumber;
    if (value?.kind !== 'made' || value.operator !== '+' || !isNumber) return false;
    return partsOfExpression(this.file, value).some((part) => isAt(this.file, part, place.path));
  }

  private messageOf({ place: { words }, ways, kind }: StateWrite, known: Known): string {
    const way = wayInWords(ways);
    if (known.isConcurrent) {
      return `${words} is shared by invocations that run at the same time in one execution environment, and each writes to it${way}; keep it in the handler, or in an AsyncLocalStorage.`;
    }
    if (known.isTainted && known.isOverwritten) {
      return `${words} holds data of the invocation in a place that outlives it${way}; pass it on as an argument instead.`;
    }
    const done = kind === 'added' ? 'adds to it' : 'writes to it';
    return known.isTainted
      ? `${words} outlives the invocation, and this ${done} what belongs to one${way}: later invocations in the same execution environment find it there; keep it in the handler.`
      : `${words} outlives the invocation, and this ${done} on every invocation${way}: warm invocations find what earlier ones left; keep it in the handler unless that is meant.`;
  }
}

interface Known {
  readonly isConcurrent: boolean;
  readonly isOverwritten: boolean;
  readonly isTainted: boolean;
}

function severityOf(write: StateWrite, known: Known & { readonly isCounter: boolean }): FindingSeverity {
  const isHint = known.isCounter || known.isOverwritten || !known.isTainted;
  return lower(isHint && !known.isConcurrent ? 'hint' : 'warning', isSure(write.ways) ? 0 : 1);
}

function rootOf(expression: Expression): Expression {
  let root = expression;
  while (root.kind === 'member' || root.kind === 'item') root = root.object;
  return root;
}
