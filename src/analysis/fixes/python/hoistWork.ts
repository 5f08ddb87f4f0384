import type { PlainNode } from '../../../syntax/plainTree';
import type { Expression } from '../../facts/fileFacts';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { mayBeChanged } from '../keptData';
import { freeName, rootOf } from '../names';
import { nodesIn, pathTo } from '../syntaxPath';
import { canBeOfModule } from './clientNames';
import type { StatementPlace } from './codeBlocks';
import { nodeAt, statementAt, textOf } from './codeBlocks';
import { nameOf } from './creationSite';
import { hoistedCall, hoistedStatement } from './hoistCall';
import { needsOf } from './movable';

const TITLE = 'Do it once when the module is loaded';

/** Calls whose results are not changed by those who have them. */
const UNCHANGED = /(?:^|\.)(?:compile|InferenceSession|Environment|SentenceTransformer|load_model|read_text)$/;

/** Does work with the same result every time where the module is loaded. */
export const hoistWork: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const place = statementAt(source, span);
  const facts = source.file.facts.calls.find((each) => each.span.start === span.start && each.span.end === span.end);
  if (call === undefined || place === undefined || facts === undefined || facts.conditions.length > 0) return [];
  const edits =
    place.statement.type === 'with_statement' ? hoistedWith(source, place) : hoistedResult(source, call, place);
  return edits === undefined ? [] : [{ title: TITLE, edits, isSafe: false }];
};

/** `with open("rates.json") as file: rates = json.load(file)` */
function hoistedWith(source: FixSource, place: StatementPlace): ReturnType<typeof hoistedStatement> {
  const body = parts(child(place.statement, 'body'));
  const [only] = body;
  const [assignment] = parts(only);
  const left = child(assignment, 'left');
  if (body.length !== 1 || assignment?.type !== 'assignment' || left?.type !== 'identifier') return undefined;
  if (isChanged(source, left) || !canBeOfModule(source.file.facts, textOf(source, left))) return undefined;
  const names = [...nodesIn(place.statement)].filter(({ type }) => type === 'as_pattern_target');
  if (!names.every((name) => canBeOfModule(source.file.facts, textOf(source, name)))) return undefined;
  const needs = needsOf(source, place.statement, place.statement);
  return needs === undefined ? undefined : hoistedStatement(source, place, needs);
}

function hoistedResult(source: FixSource, call: PlainNode, place: StatementPlace): ReturnType<typeof hoistedCall> {
  const outer = outermost(source, call);
  const name = nameOf(source, place, outer);
  const target = child(parts(place.statement)[0], 'left');
  const callee = child(call, 'function');
  const isKept = name === undefined ? callee !== undefined && UNCHANGED.test(textOf(source, callee)) : true;
  if (name === undefined ? !isKept : target === undefined || isChanged(source, target)) return undefined;
  const needs = needsOf(source, outer, outer);
  if (needs === undefined) return undefined;
  const base = callee === undefined ? 'value' : (textOf(source, callee).split('.').at(-1) ?? 'value');
  const free = (): string => freeName(source.file.facts, [base.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()]);
  return hoistedCall(source, { call: outer, place, name, needs, nameForModule: free });
}

/** The call around a call that only passes on what it gives: `json.loads(Path("x").read_text())`. */
function outermost(source: FixSource, call: PlainNode): PlainNode {
  const path = pathTo(source.root, call);
  let found = call;
  for (const outer of path.slice(0, path.indexOf(call)).toReversed()) {
    if (outer.type === 'call' && child(outer, 'function')?.end !== found.end) {
      const callee = child(outer, 'function');
      if (
        callee === undefined ||
        !/(?:^|\.)(?:loads?|safe_load|fromstring|reader|DictReader)$/.test(textOf(source, callee))
      )
        break;
      found = outer;
    } else if (outer.type !== 'argument_list' && outer.type !== 'parenthesized_expression') break;
  }
  return found;
}

/** Whether the function changes what it gives a name, or gives the name something else: its own copy was for that. */
function isChanged(source: FixSource, target: PlainNode): boolean {
  const { references, assignments, calls } = source.file.facts;
  const id = references.find(({ start }) => start === target.start)?.name.binding;
  if (id === undefined) return true;
  const isOwn = (expression: Expression): boolean => rootOf(expression)?.binding === id;
  const written = assignments.filter((each) => isOwn(each.target));
  if (isData(source, target) && mayBeChanged(source, id)) return true;
  const isFilled = calls.some(({ callee }) => callee.kind === 'member' && FILLING.has(callee.name) && isOwn(callee));
  return written.length !== 1 || isFilled;
}

/** Whether a name is given the content of a file, and no object that only does something with what it is asked. */
function isData(source: FixSource, target: PlainNode): boolean {
  const statement = statementAt(source, target)?.statement;
  return statement !== undefined && /\b(?:csv|json|toml\w*|yaml)\.\w+\(/.test(textOf(source, statement));
}

const FILLING: ReadonlySet<string> = new Set(
  'add append clear extend insert pop popitem remove setdefault sort update'.split(' '),
);
