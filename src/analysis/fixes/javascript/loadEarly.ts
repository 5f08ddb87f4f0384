import type { PlainNode } from '../../../syntax/plainTree';
import { parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { pathTo } from '../syntaxPath';
import { hoistedImports } from './hoisting';
import { canBeOfModule } from './moduleNames';
import { statementAround } from './statements';
import { isRequire, namesOf } from './topLevel';

/** Moves a `require()` to those of the module. */
export const loadEarly: FixMaker = (finding, source) => {
  const path = pathTo(source.root, finding.span);
  const held = statementAround(path);
  const load = source.file.facts.loads.find(({ span }) => span.start === finding.span.start);
  if (held === undefined || load === undefined || !isMovable(source, held.statement)) return [];
  if (load.from.startsWith('.') && leadsBack(source, load.from)) return [];
  const edits = hoistedImports(source, path, held.statement);
  return edits === undefined ? [] : [{ title: `Load ${load.from} at the top of the file`, edits, isSafe: false }];
};

function isMovable(source: FixSource, statement: PlainNode): boolean {
  const names = namesOf(statement, source.text);
  const isSingle = isRequire(statement, source.text) && parts(statement).length === 1 && names.length > 0;
  return isSingle && canBeOfModule(source, statement, names);
}

/** Whether a file's modules may lead back to the one that loads it: then it may have to be loaded late. */
function leadsBack({ file, analysis }: FixSource, from: string): boolean {
  const module = analysis.program.module(file, from);
  return module?.facts.modules.some((each) => each.startsWith('.')) !== false;
}
