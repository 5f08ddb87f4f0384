import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { freeName, functionAt } from '../names';
import { isWithin, nodesIn } from '../syntaxPath';
import { indentationAt, lineBreakOf, lineStart } from '../textLayout';
import { nodeAt, statementAt, textOf } from './codeBlocks';
import { imported } from './moduleScope';
import { indented, isHandedOut, outermostWith } from './removeTemporary';

const FIXED_PATH = /^(["'])\/tmp\/([\w.-]+)\1$/;

/** Gives each invocation a directory of its own, which is removed: `with tempfile.TemporaryDirectory() as folder:`. */
export const ownDirectory: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const first = statementAt(source, span);
  const tempfile = imported(source, 'tempfile');
  const path = call?.type === 'call' ? pathOf(source, call) : undefined;
  if (call === undefined || first === undefined || tempfile === undefined || path === undefined) return [];
  const { block } = outermostWith(source, first, call);
  const all = parts(block);
  const from = all.findIndex((statement) => path.places.some((each) => isWithin(each, statement)));
  const body = all.slice(Math.max(0, from));
  const [head] = body;
  const isAllInside = path.places.every((each) => body.some((statement) => isWithin(each, statement)));
  const inner = indented(source, body);
  if (from < 0 || head === undefined || block.type === 'module' || !isAllInside || inner === undefined) return [];
  if (isHandedOut(source, path.used, body)) return [];
  const { text, file } = source;
  const folder = freeName(file.facts, ['folder', 'directory', 'own_folder']);
  const at = lineStart(text, head.start);
  const opening = `${indentationAt(text, head.start)}with ${tempfile.name}.TemporaryDirectory() as ${folder}:${lineBreakOf(text)}`;
  const edits = [
    ...tempfile.edits,
    { span: { start: at, end: at }, text: opening },
    ...inner,
    ...path.places.map(({ start, end }) => ({
      span: { start, end },
      text: textOf(source, { start, end }).replace(FIXED_PATH, `f$1{${folder}}/$2$1`),
    })),
  ];
  return [{ title: 'Use a temporary directory of its own', edits, isSafe: false }];
};

/** A path that is the same in each invocation. */
interface FixedPath {
  /** All places where it is written. */
  readonly places: readonly PlainNode[];
  /** How code names it. */
  readonly used: RegExp;
}

/** The path that a call is given; undefined where something else in the file may name it, too. */
function pathOf(source: FixSource, call: PlainNode): FixedPath | undefined {
  const { root, text, file } = source;
  const owner = functionAt(file.facts, call.start);
  const span = file.facts.functions[owner]?.span;
  if (owner === 0 || span === undefined) return undefined;
  const strings = [...nodesIn(root)].filter((node) => node.type === 'string' && FIXED_PATH.test(textOf(source, node)));
  const given = [...nodesIn(call)];
  const assigned = strings.flatMap((string) => {
    const name = nameOf(source, string);
    return name === undefined ? [] : [{ name, string }];
  });
  const direct = strings.find((string) => given.includes(string));
  const named = assigned.find(({ name }) =>
    given.some((node) => node.type === 'identifier' && textOf(source, node) === name),
  );
  const meant = direct ?? named?.string;
  const name = meant === undefined ? undefined : FIXED_PATH.exec(textOf(source, meant))?.[2];
  if (meant === undefined || name === undefined) return undefined;
  const places = strings.filter((string) => FIXED_PATH.exec(textOf(source, string))?.[2] === name);
  // Whoever else writes the name may mean the same file.
  if (text.split(name).length - 1 !== places.length || !places.every((each) => isWithin(each, span))) return undefined;
  const names = assigned.filter(({ string }) => places.includes(string)).map((each) => `\\b${each.name}\\b`);
  return { places, used: new RegExp([name.replaceAll('.', '\\.'), ...names].join('|')) };
}

/** The name that is given a string. */
function nameOf(source: FixSource, string: PlainNode): string | undefined {
  const statement = statementAt(source, string)?.statement;
  const [assignment] = parts(statement);
  const left =
    assignment?.type === 'assignment' && child(assignment, 'right') === string ? child(assignment, 'left') : undefined;
  return left?.type === 'identifier' ? textOf(source, left) : undefined;
}
