import type { Binding, Expression, FileFacts } from '../../facts/fileFacts';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker } from '../fix';
import { functionAt, referencesIn, rootOf } from '../names';
import { statementAt, textOf } from './codeBlocks';

/** Gives a function a copy of what it would change for all invocations: `headers = DEFAULT_HEADERS`. */
export const ownCopy: FixMaker = ({ span }, source) => {
  const { facts } = source.file;
  const [used] = referencesIn(facts, span);
  const id = used?.name.binding;
  const binding = facts.bindings[id ?? -1];
  const given = facts.assignments.filter(({ target }) => target.kind === 'name' && target.binding === id);
  const [only] = given;
  const isOwn =
    binding?.kind === 'variable' && binding.function === functionAt(facts, span.start) && binding.function !== 0;
  if (!isOwn || only === undefined || given.length > 1 || !isContainer(only.value, facts.bindings)) return [];
  const [assignment] = parts(statementAt(source, only.span)?.statement);
  const value = assignment?.type === 'assignment' ? child(assignment, 'right') : undefined;
  if (value === undefined || isChangedInside(facts, id)) return [];
  const edits = [{ span: { start: value.end, end: value.end }, text: '.copy()' }];
  return [{ title: `Change a copy of ${textOf(source, value)}`, edits, isSafe: false }];
};

/** Whether a part is changed, which a copy has in common with what was copied: `options["headers"]["accept"] = …`. */
function isChangedInside({ assignments, calls }: FileFacts, id: number | undefined): boolean {
  const changed = [...assignments.map(({ target }) => target), ...calls.map(({ callee }) => callee)];
  return changed.some(
    (each) =>
      (each.kind === 'member' || each.kind === 'item') && each.object.kind !== 'name' && rootOf(each)?.binding === id,
  );
}

/** Whether a value is a dictionary or list that the module writes out. */
function isContainer(value: Expression, bindings: readonly Binding[]): boolean {
  if (value.kind === 'name') return isWrittenOut(ofModule(value, bindings));
  if (value.kind !== 'item' || value.key?.kind !== 'literal') return false;
  const whole = ofModule(value.object, bindings);
  const { text } = value.key;
  if (whole?.kind !== 'object' || text === undefined) return false;
  return isWrittenOut(whole.entries.find(({ name }) => name === text)?.value);
}

function isWrittenOut(value: Expression | undefined): boolean {
  return value?.kind === 'object' || value?.kind === 'list';
}

/** The only value that the module gives a name. */
function ofModule(name: Expression, bindings: readonly Binding[]): Expression | undefined {
  const binding = name.kind === 'name' && name.binding !== undefined ? bindings[name.binding] : undefined;
  const [only, ...others] = binding?.values ?? [];
  return binding?.function === 0 && others.length === 0 ? only?.value : undefined;
}
