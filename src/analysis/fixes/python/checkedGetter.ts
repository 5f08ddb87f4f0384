import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { functionAt } from '../names';
import { indentationAt, lineBreakOf, lineStart } from '../textLayout';
import { indentOf, nodeAt, statementAt, textOf } from './codeBlocks';
import { errorsOf, probeOf } from './connectionProbes';

/** Looks whether a kept connection is alive before it is given out: in front of `if connection is None:`. */
export const checkedGetter: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const place = call === undefined ? undefined : statementAt(source, call);
  const [assignment] = parts(place?.statement);
  const name = child(assignment, 'left');
  const condition = place?.around.at(-2);
  if (call?.type !== 'call' || name?.type !== 'identifier' || condition?.type !== 'if_statement') return [];
  const kept = textOf(source, name);
  const test = child(condition, 'condition');
  const isGuard = test !== undefined && [`${kept} is None`, `not ${kept}`].includes(textOf(source, test));
  const probe = probeOf(pathOf(source, span.start), 'check');
  const errors = errorsOf(source, call);
  if (!isGuard || probe === undefined || errors === undefined || !isAskedOnce(source, span.start)) return [];
  const { text } = source;
  const indentation = indentationAt(text, condition.start);
  const indent = indentOf(source);
  const lines = [
    `if ${kept} is not None:`,
    `${indent}try:`,
    ...probe.map((line) => indent.repeat(2) + line.replaceAll('{}', kept).replace('{indent}', indent)),
    `${indent}except ${errors}:`,
    `${indent}${indent}${kept} = None`,
  ];
  const at = lineStart(text, condition.start);
  const lineBreak = lineBreakOf(text);
  const written = lines.map((line) => `${indentation}${line}${lineBreak}`).join('');
  const edits = [{ span: { start: at, end: at }, text: written }];
  return [{ title: 'Check the connection before it is used', edits, isSafe: false }];
};

function pathOf({ file, analysis }: FixSource, start: number): string {
  const call = file.facts.calls.find(({ span }) => span.start === start);
  const [value] = call === undefined ? [] : analysis.values.of(file, call.callee);
  return value?.kind === 'external' ? value.path : '';
}

/** Whether an invocation asks for the connection once: another one in the middle of its work would lose a part of it. */
function isAskedOnce({ file, analysis }: FixSource, offset: number): boolean {
  const id = functionAt(file.facts, offset);
  const isRoot = analysis.roots.some(({ place }) => place.file === file && place.function === id);
  const calls = [...analysis.reach.reached.values()].flatMap(([first]) =>
    analysis.program
      .callsOf(first.place)
      .filter(({ callee }) =>
        analysis.values
          .of(first.place.file, callee)
          .some((value) => value.kind === 'function' && value.file === file && value.id === id),
      ),
  );
  return calls.length + (isRoot ? 1 : 0) === 1 && !calls.some((call) => call.isInLoop);
}
