import { isBuiltin } from 'node:module';
import type { ModuleLoad } from '../facts/fileFacts';
import type { Finding } from '../finding';
import { PYTHON_STANDARD_LIBRARY } from '../languages/python/standardLibrary';
import type { ProgramFile } from '../program/program';
import type { Reached } from '../program/reach';
import type { Rule } from './rule';
import { findingOf } from './rule';

/**
 * A module that every first invocation loads. What is only loaded when it is needed is a way to start faster, so nothing
 * is said of branches, of other functions than the handler, and of `import()`.
 */
export const importInHandler: Rule = {
  code: 'import-in-handler',
  title: 'The handler loads a module that the Init phase could load',
  find: (file, analysis) => {
    if (file.facts.loads.length === 0) return [];
    const handlers = new Set(
      analysis.reach.in(file).flatMap((ways) => (ways.some(isHandler) ? [ways[0].place.function] : [])),
    );
    return file.facts.loads.flatMap((load) => (handlers.has(load.function) ? foundAt(file, load) : []));
  },
};

function isHandler({ from, root }: Reached): boolean {
  return from === undefined && root.kind === 'handler';
}

function foundAt(file: ProgramFile, load: ModuleLoad): Finding[] {
  const { from, span, conditions } = load;
  if (conditions.length > 0 || isLight(file, from) || isOptional(file, load)) return [];
  const message = `The first invocation of each execution environment loads ${from}; load it at the top of the file, and the Init phase does.`;
  return [findingOf(importInHandler, file, span, { severity: 'hint', message })];
}

/** What comes with the language is there soon, and much of it was loaded by the runtime. */
function isLight({ language }: ProgramFile, from: string): boolean {
  if (language === 'javascript') return isBuiltin(from);
  const [first = ''] = from.split('.');
  return PYTHON_STANDARD_LIBRARY.has(first);
}

/** An attempt to load something that may be missing, and nothing else. */
function isOptional({ facts }: ProgramFile, { attempt }: ModuleLoad): boolean {
  if (attempt === undefined) return false;
  return !facts.calls.some(({ span }) => span.start >= attempt.start && span.end <= attempt.end);
}
