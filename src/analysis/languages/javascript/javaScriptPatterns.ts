import type { PlainNode } from '../../../syntax/plainTree';
import type { FactsBuilder } from '../../facts/factsBuilder';
import type { Expression } from '../../facts/fileFacts';
import { NOTHING, child, parts, spanOf } from '../languageWalk';
import { withoutQuotes } from './javaScriptModules';

interface Reader {
  readonly facts: FactsBuilder;
  text(node: PlainNode | undefined): string;
  expression(node: PlainNode | undefined): Expression;
}

/** How a pattern gets its values. */
export interface Binding {
  /** The names are declared here. */
  readonly isNew: boolean;
  readonly isVar: boolean;
  /** As it is written: `=`, `+=`. */
  readonly operator: string;
}

/** Gives a value to a name, a member, or the names of a pattern. */
export function bindPattern(reader: Reader, target: PlainNode | undefined, value: Expression, how: Binding): void {
  if (target === undefined) return;
  switch (target.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      bindName(reader, target, value, how);
      break;
    case 'object_pattern':
      for (const part of parts(target)) bindProperty(reader, part, value, how);
      break;
    case 'array_pattern':
      for (const part of parts(target)) bindPattern(reader, part, { kind: 'item', object: value, key: undefined }, how);
      break;
    case 'assignment_pattern':
      bindDefault(reader, target, value, how);
      break;
    case 'rest_pattern':
      bindPattern(reader, parts(target)[0], value, how);
      break;
    default:
      assignMember(reader, target, value, how);
  }
}

function bindName(reader: Reader, node: PlainNode, value: Expression, { isNew, isVar, operator }: Binding): void {
  const { facts } = reader;
  const name = reader.text(node);
  if (isNew) {
    const binding = facts.declare(name, 'variable', isVar);
    if (value !== NOTHING) facts.give(binding, value);
  }
  // A declaration without a value gives nothing.
  if (!isNew) {
    const target = facts.reference(name, node, true);
    facts.giveLater(target, value);
    facts.assign(target, value, { operator, span: spanOf(node) });
  }
  if (!isNew && name === 'exports') facts.export('', value);
}

function bindProperty(reader: Reader, part: PlainNode, value: Expression, how: Binding): void {
  if (part.type === 'pair_pattern') {
    const name = withoutQuotes(reader.text(child(part, 'key')));
    bindPattern(reader, child(part, 'value'), { kind: 'member', object: value, name }, how);
  } else if (part.type === 'object_assignment_pattern') {
    const left = child(part, 'left');
    bindDefault(reader, part, { kind: 'member', object: value, name: reader.text(left) }, how);
  } else if (part.type === 'rest_pattern') bindPattern(reader, part, value, how);
  else bindPattern(reader, part, { kind: 'member', object: value, name: reader.text(part) }, how);
}

function bindDefault(reader: Reader, part: PlainNode, value: Expression, how: Binding): void {
  const otherwise = reader.expression(child(part, 'right'));
  bindPattern(reader, child(part, 'left'), { kind: 'either', parts: [value, otherwise] }, how);
}

function assignMember(reader: Reader, target: PlainNode, value: Expression, { operator }: Binding): void {
  const { facts } = reader;
  const expression = reader.expression(target);
  facts.assign(expression, value, { operator, span: spanOf(target) });
  if (expression.kind !== 'member') return;
  const object = reader.text(child(target, 'object'));
  if (object === 'module' && expression.name === 'exports') facts.export('', value);
  if (object === 'exports' || object === 'module.exports') facts.export(expression.name, value);
}
