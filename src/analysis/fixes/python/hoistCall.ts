import type { PlainNode } from '../../../syntax/plainTree';
import type { FixSource, TextEdit } from '../fix';
import { indentationAt, lineBreakOf } from '../textLayout';
import { canBeOfModule } from './clientNames';
import type { StatementPlace } from './codeBlocks';
import { atMargin, hasLongString, linesOf, reindented, textOf } from './codeBlocks';
import type { CreatedName } from './creationSite';
import { moduleInsertion } from './moduleScope';
import type { Needs } from './movable';
import { movedLocals } from './movedLocals';
import { removedStatements } from './removedStatements';

/** A call whose result the module can have. */
export interface HoistedCall {
  readonly call: PlainNode;
  readonly place: StatementPlace;
  /** The name that the function gives to the result; undefined where it has none. */
  readonly name: CreatedName | undefined;
  readonly needs: Needs;
  /** A free name for the module. */
  readonly nameForModule: () => string;
}

/** Makes a call once, where the module is loaded; undefined where that is not possible. */
export function hoistedCall(source: FixSource, hoisted: HoistedCall): TextEdit[] | undefined {
  const { call, place, name, needs } = hoisted;
  const moved = movedLocals(source, needs);
  if (moved === undefined || hasLongString(source, call)) return undefined;
  const lineBreak = lineBreakOf(source.text);
  const lines = linesOf(source, place);
  if (name !== undefined && lines !== undefined && canBeOfModule(source.file.facts, name.name)) {
    const removed = removedStatements(source, [...moved.places, place]);
    if (removed !== undefined) {
      const statements = `${moved.statements}${atMargin(source, lines).trimEnd()}${lineBreak}`;
      return [...moved.imports, moduleInsertion(source, statements, needs.below), ...removed];
    }
  }
  const removed = removedStatements(source, moved.places);
  if (removed === undefined) return undefined;
  const made = hoisted.nameForModule();
  const value = reindented(textOf(source, call), indentationAt(source.text, place.statement.start), '');
  const insertion = moduleInsertion(source, `${moved.statements}${made} = ${value}${lineBreak}`, needs.below);
  return [...moved.imports, insertion, ...removed, { span: { start: call.start, end: call.end }, text: made }];
}

/** Moves a statement to the module; undefined where that is not possible. */
export function hoistedStatement(source: FixSource, place: StatementPlace, needs: Needs): TextEdit[] | undefined {
  const moved = movedLocals(source, needs);
  const lines = linesOf(source, place);
  const removed = moved === undefined ? undefined : removedStatements(source, [...moved.places, place]);
  if (moved === undefined || lines === undefined || removed === undefined) return undefined;
  const statements = `${moved.statements}${atMargin(source, lines).trimEnd()}${lineBreakOf(source.text)}`;
  return [...moved.imports, moduleInsertion(source, statements, needs.below), ...removed];
}
