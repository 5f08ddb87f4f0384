import type { PlainNode } from '../../../syntax/plainTree';
import type { Binding, Reference } from '../../facts/fileFacts';
import { child, parts } from '../../languages/languageWalk';
import type { Fix, FixMaker, FixSource, TextEdit } from '../fix';
import { functionsAround, referencesIn } from '../names';
import { lineBreakOf, lineEnd } from '../textLayout';
import { atMargin, linesOf, textOf } from './codeBlocks';
import { atBodyStart, definitionOf } from './functionBody';
import { topLevelAt } from './moduleScope';

/** A value of the module that only one function uses. */
interface OwnValue {
  readonly statement: PlainNode;
  readonly value: PlainNode;
  readonly name: string;
  readonly user: number;
}

const FRESH =
  /^(?:\[\s*\]|\{\s*\}|(?:set|list|dict|deque|collections\.deque|Counter)\(\)|(?:collections\.)?defaultdict\(\w+\)|deque\(maxlen=\d+\))$/;

/** What is the same for all invocations of an environment by its nature. */
const ONCE = /instance|container|environment|cold|boot|start/i;

/** Moves what a function asks for when the module is loaded into the function. */
export const askInFunction: FixMaker = ({ span }, source) => {
  const statement = topLevelAt(source, span.start);
  const own = statement === undefined ? undefined : valueOf(source, statement);
  return own === undefined || ONCE.test(own.name) ? [] : fixOf(source, own);
};

/** Moves what is for one invocation into the handler. */
export const makeInHandler: FixMaker = ({ span }, source) => {
  const statement = topLevelAt(source, span.start);
  const own = statement === undefined ? undefined : valueOf(source, statement);
  if (own === undefined || !isHandler(source, own.user) || !isLetGo(source, own.value)) return [];
  return fixOf(source, own);
};

/** What ends by itself when nobody has it any more, and has nothing left to do then. */
const LET_GO = /(?:\.cursor|\.pipeline|BytesIO|StringIO|TemporaryFile)\(/;

function isLetGo({ file, analysis, ...source }: FixSource, value: PlainNode): boolean {
  if (LET_GO.test(source.text.slice(value.start, value.end))) return true;
  const call = file.facts.calls.find(({ span }) => span.start === value.start && span.end === value.end);
  const values = call === undefined ? [] : analysis.values.of(file, call.callee);
  return values.some(
    (each) => each.kind === 'external' && /^sqlalchemy\.orm\..*(?:Session|maker\(\))$/.test(each.path),
  );
}

/** Moves what a handler fills into the handler; what only counts is meant to go on. */
export const fillInHandler: FixMaker = ({ span, severity }, source) => {
  if (severity === 'hint') return [];
  const { facts } = source.file;
  const [used] = referencesIn(facts, span).filter(
    ({ name }) => name.binding !== undefined && facts.bindings[name.binding]?.function === 0,
  );
  const given = facts.references.find(
    (each) => each.isWritten && each.function === 0 && each.name.binding === used?.name.binding,
  );
  const statement = given === undefined ? undefined : topLevelAt(source, given.start);
  const own = statement === undefined ? undefined : valueOf(source, statement);
  if (own === undefined || !FRESH.test(textOf(source, own.value)) || !isHandler(source, own.user)) return [];
  return fixOf(source, own);
};

function fixOf(source: FixSource, own: OwnValue): Fix[] {
  const edits = moved(source, own);
  return edits === undefined ? [] : [{ title: `Make ${own.name} anew in every invocation`, edits, isSafe: false }];
}

function isHandler({ file, analysis }: FixSource, id: number): boolean {
  return analysis.roots.some(({ place, kind }) => kind === 'handler' && place.file === file && place.function === id);
}

function valueOf(source: FixSource, statement: PlainNode): OwnValue | undefined {
  const [assignment] = parts(statement);
  const left = child(assignment, 'left');
  const value = child(assignment, 'right');
  const isPlain = statement.type === 'expression_statement' && assignment?.type === 'assignment';
  if (!isPlain || left?.type !== 'identifier' || value === undefined || value.type === 'assignment') return undefined;
  const { facts } = source.file;
  const id = facts.references.find(({ start }) => start === left.start)?.name.binding;
  const binding = id === undefined ? undefined : facts.bindings[id];
  if (binding?.values.length !== 1) return undefined;
  const user = userOf(
    source,
    facts.references.filter(({ name, start }) => name.binding === id && start !== left.start),
  );
  const name = textOf(source, left);
  if (user === undefined || isImportedElsewhere(source, name) || hides(source, value, binding, user)) return undefined;
  return { statement, value, name, user };
}

/** The one function that has all uses in it. */
function userOf({ file }: FixSource, uses: readonly Reference[]): number | undefined {
  if (uses.some(({ isWritten }) => isWritten)) return undefined;
  const outermost = new Set(uses.map((use) => functionsAround(file.facts, use.function).at(-2)));
  const [only] = outermost;
  const isFunction = only !== undefined && file.facts.functions[only]?.kind === 'function';
  return outermost.size === 1 && isFunction ? only : undefined;
}

function isImportedElsewhere({ file, analysis }: FixSource, name: string): boolean {
  return [...analysis.program.all].some(
    (other) =>
      other !== file &&
      (other.facts.bindings.some(({ imported }) => imported?.symbol === name) ||
        other.facts.stars.some((from) => analysis.program.module(other, from) === file)),
  );
}

/** Whether the function has other meanings for names that the value is made of. */
function hides({ file }: FixSource, value: PlainNode, { name }: Binding, user: number): boolean {
  const names = new Set(referencesIn(file.facts, value).map((each) => each.name.name));
  return file.facts.bindings.some(
    (binding) => binding.function === user && (names.has(binding.name) || binding.name === name),
  );
}

function moved(source: FixSource, { statement, user }: OwnValue): TextEdit[] | undefined {
  const { text, root } = source;
  const lines = linesOf(source, { statement, block: root, around: [root] });
  const definition = definitionOf(source, user);
  if (lines === undefined || definition === undefined) return undefined;
  const written = `${atMargin(source, lines).trimEnd()}${lineBreakOf(text)}`;
  const body = atBodyStart(source, definition, written);
  if (body === undefined) return undefined;
  // Behind imports, the blank line that set the statement apart goes with it.
  const next = lineEnd(text, lines.end);
  const isApart =
    /\n\r?\n$/.test(text.slice(0, lines.start)) && text.slice(lines.end, next).trim() === '' && next > lines.end;
  return [{ span: { start: lines.start, end: isApart ? next : lines.end }, text: '' }, body];
}
