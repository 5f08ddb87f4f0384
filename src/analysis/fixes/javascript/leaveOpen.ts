import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import { CONNECTING } from '../../program/liveness';
import type { FixMaker, FixSource } from '../fix';
import { pathTo } from '../syntaxPath';
import { indentationAt } from '../textLayout';
import type { CallSite } from './callSite';
import { callSite } from './callSite';
import { EditList } from './editList';
import { takeOut } from './endings';
import { statementAround } from './statements';
import { textOf, topLevelOf } from './topLevel';
import { calleeOf } from './types';
import { styleOf } from './writingStyle';

/** Takes out the statement that closes what the next invocation uses again. */
export const leaveOpen: FixMaker = (finding, source) => {
  const site = callSite(source, finding.span);
  const held = site === undefined ? undefined : statementAround(site.path);
  if (site === undefined || held?.statement.type !== 'expression_statement') return [];
  const [only] = parts(held.statement);
  if (only !== site.value || isConnectedEachTime(source, site)) return [];
  const going = wholeOf(source, held.statement, held.block);
  const edits = new EditList(source.text);
  if (going === undefined || !takeOut(source, { ends: [going], moved: [] }, edits)) return [];
  const finished = edits.finish();
  const name = textOf(calleeOf(site.call), source.text);
  return finished === undefined ? [] : [{ title: `Remove ${name}()`, edits: finished, isSafe: false }];
};

/** Lets go of what is closed, so that the next invocation makes another one. */
export const forgetClosed: FixMaker = (finding, source) => {
  const { file, text, analysis } = source;
  const site = callSite(source, finding.span);
  const held = site === undefined ? undefined : statementAround(site.path);
  const use = analysis.sharedClientUses.in(file).find(({ call }) => call === site?.facts);
  if (site?.isAwaited !== true || held?.statement.type !== 'expression_statement' || use === undefined) return [];
  if (parts(held.statement)[0] !== site.value) return [];
  const names = use.client.keepers.flatMap(({ file: holder, keeper }) =>
    holder === file && keeper.kind === 'name' ? [keptName(source, keeper.binding)] : [],
  );
  const [name] = names.filter((each) => each !== undefined);
  if (name === undefined) return [];
  const { semicolon, lineBreak } = styleOf(source);
  const added = `${lineBreak}${indentationAt(text, held.statement.start)}${name} = undefined${semicolon}`;
  const at = lineEndOf(text, held.statement.end);
  const edits = [{ span: { start: at, end: at }, text: added }];
  return [{ title: `Forget ${name} when it is closed`, edits, isSafe: false }];
};

/** A variable of the module that can be empty. */
function keptName(source: FixSource, binding: number): string | undefined {
  const facts = source.file.facts.bindings[binding];
  if (facts?.function !== 0 || facts.kind !== 'variable') return undefined;
  const declared = topLevelOf(source).find(({ names }) => names.includes(facts.name))?.node;
  const declaration = declared === undefined ? '' : textOf(declared, source.text);
  const isTyped = styleOf(source).isTyped && !/:[^=]*\bundefined\b/.test(declaration);
  return /^(?:let|var)\s/.test(declaration) && !isTyped ? facts.name : undefined;
}

function lineEndOf(text: string, offset: number): number {
  return offset + (/^[^\r\n]*/.exec(text.slice(offset))?.[0].length ?? 0);
}

/** Whether every invocation connects it, which works only once where nothing closes it. */
function isConnectedEachTime({ file, analysis }: FixSource, { facts }: CallSite): boolean {
  const use = analysis.sharedClientUses.in(file).find(({ call }) => call === facts);
  if (use === undefined) return true;
  if (use.client.entry.share === 'safe') return false;
  return analysis.sharedClientUses.usesOf(use.client).some(({ method }) => CONNECTING.has(method));
}

/** The statement with the `if` that has nothing else in it; undefined where a function would be left empty. */
function wholeOf(source: FixSource, statement: PlainNode, block: PlainNode): PlainNode | undefined {
  if (parts(block).length > 1) return statement;
  const path = pathTo(source.root, statement);
  const holder = path[path.indexOf(block) - 1];
  if (holder?.type === 'finally_clause') return statement;
  if (holder?.type !== 'if_statement' || child(holder, 'alternative') !== undefined) return undefined;
  // What is asked must do nothing.
  const test = textOf(child(holder, 'condition') ?? holder, source.text);
  return /^\(\s*!?[\w$.?]+\s*\)$/.test(test) ? holder : undefined;
}
