import type { PlainNode } from '../../../syntax/plainTree';
import { parts } from '../../languages/languageWalk';
import type { Fix, FixMaker } from '../fix';
import { indentationAt, lineStart } from '../textLayout';
import type { CallSite } from './callSite';
import { callSite } from './callSite';
import { isUsual } from './hoistCreation';
import { hoistedStatements } from './hoisting';
import { moduleNeeds } from './moduleNeeds';
import { statementAround } from './statements';
import { textOf } from './topLevel';
import { calleeOf } from './types';
import { styleOf } from './writingStyle';

/** A call that is a statement of its own. */
interface Standing {
  readonly statement: PlainNode;
  readonly block: PlainNode;
}

/** Moves a statement that registers something to the module. */
export const hoistRegistration: FixMaker = (finding, source) => {
  const site = callSite(source, finding.span);
  const held = site === undefined || site.isAwaited ? undefined : standing(site);
  if (site === undefined || held === undefined || !isUsual(source.file.facts, site.facts.conditions)) return [];
  // A function that has nothing else in it would be left without a body.
  if (parts(held.block).length === 1) return [];
  const needs = moduleNeeds(source, held.statement, { call: site.facts });
  const edits = needs === undefined ? undefined : hoistedStatements(source, site.path, [held.statement], needs);
  if (edits === undefined) return [];
  const name = textOf(calleeOf(site.call), source.text);
  return [{ title: `Call ${name}() once, outside of the handler`, edits, isSafe: true }];
};

function standing({ path, value }: CallSite): Standing | undefined {
  const held = statementAround(path);
  if (held?.statement.type !== 'expression_statement') return undefined;
  const [only] = parts(held.statement);
  return only === value ? held : undefined;
}

/** Sets Firebase up only where no invocation did before. */
export const guardFirebase: FixMaker = (finding, source): Fix[] => {
  const { text } = source;
  const site = callSite(source, finding.span);
  const held = site === undefined || site.isAwaited ? undefined : standing(site);
  if (site === undefined || held === undefined) return [];
  const [, module] = /^([\w$]+)\.initializeApp$/.exec(textOf(calleeOf(site.call), text)) ?? [];
  const { statement } = held;
  // Apps with names of their own are others.
  if (module === undefined || site.facts.arguments.length > 1) return [];
  const before = text.slice(lineStart(text, statement.start), statement.start);
  if (before.trim() !== '') return [];
  const { indent, lineBreak } = styleOf(source);
  const indentation = indentationAt(text, statement.start);
  const body = textOf(statement, text).split(/\r?\n/).join(`${lineBreak}${indent}`);
  const guarded = [`if (${module}.apps.length === 0) {`, `${indentation}${indent}${body}`, `${indentation}}`].join(
    lineBreak,
  );
  const edits = [{ span: { start: statement.start, end: statement.end }, text: guarded }];
  return [{ title: 'Initialise Firebase only where it is not yet', edits, isSafe: false }];
};
