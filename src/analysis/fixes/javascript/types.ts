import type { PlainNode } from '../../../syntax/plainTree';
import { child } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { nodesIn } from '../syntaxPath';
import type { CallSite } from './callSite';
import { textOf } from './topLevel';

const TYPES: ReadonlySet<string> = new Set([
  'class_declaration',
  'enum_declaration',
  'interface_declaration',
  'type_alias_declaration',
  'type_parameter',
]);

/** Whether code names types that only the functions around it have. */
export function usesLocalTypes({ text }: FixSource, path: readonly PlainNode[], code: PlainNode): boolean {
  const used = new Set(
    [...nodesIn(code)].flatMap((node) => (node.type === 'type_identifier' ? [textOf(node, text)] : [])),
  );
  if (used.size === 0) return false;
  // The module's own types are seen everywhere.
  const around = path.slice(2).flatMap((node) => [...node.children, ...parametersOf(node)]);
  return around.some(({ type, children }) => {
    const name = TYPES.has(type) ? children.find(({ field }) => field === 'name') : undefined;
    return name !== undefined && used.has(textOf(name, text));
  });
}

function parametersOf(node: PlainNode): readonly PlainNode[] {
  return child(node, 'type_parameters')?.children ?? [];
}

/** What is called by a call. */
export function calleeOf(call: PlainNode): PlainNode {
  return child(call, 'function') ?? child(call, 'constructor') ?? call;
}

/** The type of what a call gives. */
export function typeOfCall({ text }: FixSource, { call, value, variable, facts }: CallSite): string {
  if (variable !== undefined && variable.annotation !== '' && value === call)
    return variable.annotation.replace(/^:\s*/, '');
  const name = textOf(calleeOf(call), text);
  if (!facts.isNew) return `ReturnType<typeof ${name}>`;
  const given = call.children.find(({ type }) => type === 'type_arguments');
  return `${name}${given === undefined ? '' : textOf(given, text)}`;
}
