import { parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { freeName } from '../names';
import { nodeAt, statementAt } from './codeBlocks';
import { nameOf } from './creationSite';
import { hoistedCall, hoistedStatement } from './hoistCall';
import { needsOf } from './movable';

const TITLE = 'Do it once when the module is loaded';

/** Registers something where the module is loaded. */
export const registerInModule: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const place = statementAt(source, span);
  if (call === undefined || place === undefined || isConditional(source, span.start)) return [];
  const needs = needsOf(source, call);
  if (needs?.isConstant !== true) return [];
  const [inner] = parts(place.statement);
  const isOnly =
    place.statement.type === 'expression_statement' && inner?.start === call.start && inner.end === call.end;
  const name = nameOf(source, place, call);
  const edits = isOnly
    ? hoistedStatement(source, place, needs)
    : hoistedCall(source, { call, place, name, needs, nameForModule: () => freeName(source.file.facts, ['app']) });
  return edits === undefined ? [] : [{ title: TITLE, edits, isSafe: true }];
};

function isConditional({ file }: FixSource, start: number): boolean {
  const call = file.facts.calls.find(({ span }) => span.start === start);
  return call === undefined || call.conditions.length > 0;
}
