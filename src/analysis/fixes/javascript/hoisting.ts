import type { PlainNode } from '../../../syntax/plainTree';
import type { FixSource, TextEdit } from '../fix';
import { indentationAt } from '../textLayout';
import type { CallSite, CreatedVariable } from './callSite';
import { EditList } from './editList';
import { takeOut } from './endings';
import type { ModuleNeeds } from './moduleNeeds';
import { dedented, wholeStatement } from './statements';
import { importInsertion, moduleInsertion, textOf } from './topLevel';
import { styleOf } from './writingStyle';

/** A variable that the module has from now on. */
export interface HoistedVariable {
  readonly variable: CreatedVariable;
  readonly name: string;
  readonly needs: ModuleNeeds;
  /** Statements that go to the module with it; undefined where the module has it already. */
  readonly moved: readonly PlainNode[] | undefined;
  /** Statements that are no longer wanted. */
  readonly ends: readonly PlainNode[];
}

/** The edits that move the declaration of a variable to the module; undefined where that cannot be done. */
export function hoistedVariable(source: FixSource, site: CallSite, hoisted: HoistedVariable): TextEdit[] | undefined {
  const { variable, name, needs, moved, ends } = hoisted;
  const { statement, binding } = variable;
  const edits = new EditList(source.text);
  const going = moved === undefined ? [statement] : inOrder([...statementsOf(needs), statement, ...moved]);
  if (moved !== undefined)
    insertInModule(source, edits, site.path, going, needs.below, { from: variable.nameNode, to: name });
  if (!takeOut(source, { ends, moved: going }, edits)) return undefined;
  if (name !== variable.name) rename(source, binding, name, edits);
  return edits.finish();
}

/** The edits that give the module a constant with the value of a call, which stands in its place. */
export function hoistedValue(
  source: FixSource,
  { path, value }: Pick<CallSite, 'path' | 'value'>,
  needs: ModuleNeeds,
  name: string,
): TextEdit[] | undefined {
  const { semicolon, lineBreak } = styleOf(source);
  const [, topLevel] = path;
  if (topLevel === undefined) return undefined;
  const edits = new EditList(source.text);
  const written = dedented(source, value, indentationAt(source.text, value.start));
  const locals = statementsOf(needs);
  const texts = [
    ...locals.map((statement) => wholeStatement(source, statement).text),
    `const ${name} = ${written}${semicolon}`,
  ];
  const { span, text } = moduleInsertion(source, texts.join(lineBreak), needs.below, topLevel);
  edits.replace(span, text);
  for (const statement of locals) edits.remove(wholeStatement(source, statement).span);
  edits.replace(value, name);
  return edits.finish();
}

/** The edits that move statements to the module. */
export function hoistedStatements(
  source: FixSource,
  path: readonly PlainNode[],
  statements: readonly PlainNode[],
  needs: ModuleNeeds,
): TextEdit[] | undefined {
  const edits = new EditList(source.text);
  const going = inOrder([...statementsOf(needs), ...statements]);
  insertInModule(source, edits, path, going, needs.below);
  for (const statement of going) edits.remove(wholeStatement(source, statement).span);
  return edits.finish();
}

/** The edits that move a `require()` to the others of the module. */
export function hoistedImports(
  source: FixSource,
  path: readonly PlainNode[],
  statement: PlainNode,
): TextEdit[] | undefined {
  const [, topLevel] = path;
  if (topLevel === undefined) return undefined;
  const edits = new EditList(source.text);
  const whole = wholeStatement(source, statement);
  const { span, text } = importInsertion(source, whole.text, topLevel);
  edits.replace(span, text);
  edits.remove(whole.span);
  return edits.finish();
}

function statementsOf({ locals }: ModuleNeeds): PlainNode[] {
  return locals.map(({ statement }) => statement);
}

function inOrder(statements: readonly PlainNode[]): PlainNode[] {
  return [...new Set(statements)].sort((left, right) => left.start - right.start);
}

function insertInModule(
  source: FixSource,
  edits: EditList,
  path: readonly PlainNode[],
  statements: readonly PlainNode[],
  below: number,
  name?: { readonly from: PlainNode; readonly to: string },
): void {
  const { lineBreak } = styleOf(source);
  const texts = statements.map((statement) => {
    const { text } = wholeStatement(source, statement);
    if (name === undefined || name.from.start < statement.start || statement.end < name.from.end) return text;
    // The name comes right behind the keyword.
    const old = textOf(name.from, source.text);
    return text.replace(
      new RegExp(`(?<=^(?:const|let|var)\\s+)${old.replaceAll('$', '\\$')}(?![\\w$])`, 'm'),
      () => name.to,
    );
  });
  const [, topLevel] = path;
  if (topLevel !== undefined) {
    const { span, text } = moduleInsertion(source, texts.join(lineBreak), below, topLevel);
    edits.replace(span, text);
  }
}

/** Gives all uses of a variable another name. */
function rename({ file: { facts }, root, text }: FixSource, binding: number, name: string, edits: EditList): void {
  for (const { name: used, start } of facts.references) {
    if (used.binding !== binding) continue;
    const span = { start, end: start + used.name.length };
    const isShorthand = /(?:[{,]\s*)$/.test(text.slice(0, start)) && isShorthandAt(root, span);
    edits.replace(span, isShorthand ? `${used.name}: ${name}` : name);
  }
}

function isShorthandAt(root: PlainNode, span: { readonly start: number; readonly end: number }): boolean {
  for (let node: PlainNode | undefined = root; node !== undefined;) {
    if (node.type === 'shorthand_property_identifier') return true;
    node = node.children.find(({ start, end }) => start <= span.start && span.end <= end && start < end);
  }
  return false;
}
