import type { Span } from '../../facts/fileFacts';
import type { Finding } from '../../finding';
import { child } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { functionAt } from '../names';
import { isWithin } from '../syntaxPath';
import { lineBreakOf } from '../textLayout';
import { hasLongString, indentOf, nodeAt, textOf } from './codeBlocks';
import { atBodyStart, definitionOf } from './functionBody';

interface DefaultedParameter {
  readonly function: number;
  readonly name: string;
  readonly span: Span;
}

/** Makes the default of a parameter anew in every call. */
export const defaultArgument: FixMaker = (finding, source) => {
  const parameter = parameterOf(finding, source);
  const definition = parameter === undefined ? undefined : definitionOf(source, parameter.function);
  const node = parameter === undefined ? undefined : nodeAt(source, parameter.span);
  const value = child(node, 'value');
  if (parameter === undefined || definition === undefined || value === undefined || hasLongString(source, value))
    return [];
  const lineBreak = lineBreakOf(source.text);
  const { name } = parameter;
  const lines = `if ${name} is None:${lineBreak}${indentOf(source)}${name} = ${textOf(source, value)}${lineBreak}`;
  const body = atBodyStart(source, definition, lines);
  if (body === undefined) return [];
  const type = child(node, 'type');
  const isOpen = type === undefined || /\bNone\b|\bOptional\b|\bAny\b/.test(textOf(source, type));
  const optional = isOpen ? [] : [{ span: { start: type.end, end: type.end }, text: ' | None' }];
  const edits = [...optional, { span: { start: value.start, end: value.end }, text: 'None' }, body];
  return [{ title: `Make ${name} anew in every call`, edits, isSafe: false }];
};

/** The parameter with the default that a finding is in, or whose value it changes. */
function parameterOf({ span }: Pick<Finding, 'span'>, { file }: FixSource): DefaultedParameter | undefined {
  const { functions, references } = file.facts;
  for (const [id, { parameters }] of functions.entries()) {
    const found = parameters.find((each) => each.hasDefault && isWithin(span, each.span));
    if (found !== undefined) return { function: id, name: found.name, span: found.span };
  }
  const id = functionAt(file.facts, span.start);
  const written = references.find(({ start }) => span.start <= start && start < span.end);
  const changed = functions[id]?.parameters.find(
    (each) => each.hasDefault && written?.name.binding !== undefined && each.bindings.includes(written.name.binding),
  );
  return changed === undefined ? undefined : { function: id, name: changed.name, span: changed.span };
}
