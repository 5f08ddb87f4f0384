import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { isWithin, pathTo } from '../syntaxPath';
import { indentationAt } from '../textLayout';
import { EditList } from './editList';
import { hasLongText, leadingComments, wholeStatement } from './statements';
import { namesOf } from './topLevel';
import { styleOf } from './writingStyle';

/** Moves a constant that every invocation needs anew from the module to the only function that uses it. */
export const moveIntoFunction: FixMaker = (finding, source) => {
  const { file, root, text } = source;
  const [, statement] = pathTo(root, finding.span);
  if (statement?.type !== 'lexical_declaration' || parts(statement).length !== 1) return [];
  const [name, ...others] = namesOf(statement, text);
  if (name === undefined || others.length > 0 || Object.hasOwn(file.facts.exports, name)) return [];
  if (leadingComments(source, statement).length > 0 || hasLongText(source, statement)) return [];
  const body = onlyUser(source, name);
  const [first] = parts(body);
  if (body === undefined || first === undefined || hasOwnName(source, body, statement, name)) return [];
  const { lineBreak } = styleOf(source);
  const indentation = indentationAt(text, first.start);
  const whole = wholeStatement(source, statement);
  const written = whole.text.split(/\r?\n/).join(`${lineBreak}${indentation}`);
  const edits = new EditList(text);
  edits.remove(whole.span);
  edits.replace({ start: first.start, end: first.start }, `${written}${lineBreak}${indentation}`);
  const finished = edits.finish();
  const title = `Move ${name} into the function that uses it`;
  return finished === undefined ? [] : [{ title, edits: finished, isSafe: false }];
};

/** The body of the only handler, if a name of the module is used in it and nowhere else. */
function onlyUser({ file, root, analysis }: FixSource, name: string): PlainNode | undefined {
  const { facts } = file;
  const id = facts.bindings.findIndex((binding) => binding.name === name && binding.function === 0);
  const references = facts.references.filter((reference) => reference.name.binding === id);
  if (references.length === 0 || references.some(({ isWritten }) => isWritten)) return undefined;
  // A function that is called many times would have many values for one invocation.
  const user = analysis.roots
    .filter(({ place }) => place.file === file)
    .map(({ place }) => facts.functions[place.function])
    .find((own) => own !== undefined && references.every(({ start }) => isWithin({ start, end: start }, own.span)));
  if (user?.parent !== 0) return undefined;
  const node = pathTo(root, user.span).findLast(
    (each) => isWithin(user.span, each) && child(each, 'body') !== undefined,
  );
  const body = child(node, 'body');
  return body?.type === 'statement_block' ? body : undefined;
}

/** Whether what the declaration uses means something else in the function, or another name hides it. */
function hasOwnName({ file: { facts } }: FixSource, body: PlainNode, statement: PlainNode, name: string): boolean {
  const used = facts.references.filter(({ start }) => isWithin({ start, end: start }, statement));
  const names = new Set([name, ...used.map((reference) => reference.name.name)]);
  return facts.bindings.some((binding) => {
    const owner = facts.functions[binding.function];
    const isInside =
      binding.function !== 0 && owner !== undefined && (isWithin(owner.span, body) || isWithin(body, owner.span));
    return isInside && names.has(binding.name);
  });
}
