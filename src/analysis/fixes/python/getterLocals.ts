import type { PlainNode } from '../../../syntax/plainTree';
import type { FixSource } from '../fix';
import { functionAt } from '../names';
import { isWithin } from '../syntaxPath';
import { indentationAt } from '../textLayout';
import type { StatementPlace } from './codeBlocks';
import { linesOf, reindented, textOf } from './codeBlocks';
import { isImport } from './moduleScope';
import type { Needs } from './movable';
import { namesOf } from './movedLocals';

/** Statements of a function that a getter has instead of it, or as well. */
export interface GetterLocals {
  readonly lines: readonly string[];
  readonly removed: readonly StatementPlace[];
}

/** Undefined when the function goes on to need what must not be done twice. */
export function getterLocals(source: FixSource, needs: Needs, call: PlainNode): GetterLocals | undefined {
  const lines: string[] = [];
  const removed: StatementPlace[] = [];
  for (const place of needs.locals) {
    const span = linesOf(source, place);
    if (span === undefined) return undefined;
    const { statement } = place;
    lines.push(
      ...reindented(textOf(source, statement), indentationAt(source.text, statement.start), '').split(/\r?\n/),
    );
    const isNeeded = isUsedElsewhere(source, place, needs, call);
    if (!isNeeded) removed.push(place);
    else if (!isImport(statement) && !needs.isConstant) return undefined;
  }
  return { lines, removed };
}

function isUsedElsewhere(
  source: FixSource,
  { statement }: StatementPlace,
  { locals }: Needs,
  call: PlainNode,
): boolean {
  const { facts } = source.file;
  const owner = functionAt(facts, statement.start);
  const names = namesOf(source, statement);
  const moved = [call, ...locals.map((place) => place.statement)];
  return facts.references.some(
    ({ name, start }) =>
      name.binding !== undefined &&
      facts.bindings[name.binding]?.function === owner &&
      names.includes(name.name) &&
      !moved.some((each) => isWithin({ start, end: start + 1 }, each)),
  );
}
