import type { PlainNode } from '../../../syntax/plainTree';
import type { Finding } from '../../finding';
import { child, parts } from '../../languages/languageWalk';
import type { Creation } from '../../program/creations';
import type { FixSource } from '../fix';
import { pathTo } from '../syntaxPath';
import type { StatementPlace } from './codeBlocks';
import { nodeAt, statementAt, textOf } from './codeBlocks';

/** A local name that is given a client: `s3 = boto3.client("s3")`. */
export interface CreatedName {
  readonly name: string;
  /** Index of the file's facts. */
  readonly binding: number;
  /** With its colon, as it is written. */
  readonly annotation: string;
}

/** The place where a client is made. */
export interface CreationSite {
  readonly creation: Creation;
  /** The call. */
  readonly call: PlainNode;
  readonly place: StatementPlace;
  /** Undefined where the client has no name of its own. */
  readonly name: CreatedName | undefined;
  /** `with` enters and leaves the client itself. */
  readonly isEntered: boolean;
}

/** The place of a finding that is about a creation; undefined for others. */
export function creationSite({ span }: Pick<Finding, 'span'>, source: FixSource): CreationSite | undefined {
  const creation = source.analysis
    .creationsIn(source.file)
    .find(({ call }) => call.span.start === span.start && call.span.end === span.end);
  const call = nodeAt(source, span);
  const place = statementAt(source, span);
  if (creation === undefined || call === undefined || place === undefined) return undefined;
  return { creation, call, place, name: nameOf(source, place, call), isEntered: isEntered(source, call) };
}

/** The name that a statement gives to what a call makes. */
export function nameOf(source: FixSource, { statement }: StatementPlace, call: PlainNode): CreatedName | undefined {
  const [assignment] = parts(statement);
  const left = child(assignment, 'left');
  const right = child(assignment, 'right');
  if (assignment?.type !== 'assignment' || left?.type !== 'identifier' || right?.start !== call.start) return undefined;
  if (right.end !== call.end) return undefined;
  const { facts } = source.file;
  const written = facts.references.find(({ start }) => start === left.start);
  const binding = written?.name.binding;
  if (binding === undefined || facts.bindings[binding]?.function !== written?.function) return undefined;
  const type = child(assignment, 'type');
  return { name: textOf(source, left), binding, annotation: type === undefined ? '' : `: ${textOf(source, type)}` };
}

/** `with connect() as connection`, `closing(connect())`, `stack.enter_context(connect())` */
function isEntered(source: FixSource, call: PlainNode): boolean {
  const path = pathTo(source.root, call);
  const around = path.slice(0, path.indexOf(call)).toReversed();
  const [next, outer] = around.filter(({ type }) => type !== 'as_pattern' && type !== 'parenthesized_expression');
  if (next?.type === 'with_item') return true;
  const callee = next?.type === 'argument_list' ? child(outer, 'function') : undefined;
  return callee !== undefined && /(?:^|\.)(?:closing|aclosing|enter_context)$/.test(textOf(source, callee));
}
