import type { AnalysedHandler } from '../analysedHandler';
import type { Program, ProgramFile } from './program';

/** Modules that are farther away from a handler than this are somebody else's. */
const MOST_IMPORTS = 12;

/** The files that handlers import, their own included, each with the first handler that leads to it. */
export function filesBehind(program: Program, handlers: readonly AnalysedHandler[]): Map<ProgramFile, AnalysedHandler> {
  const found = new Map<ProgramFile, AnalysedHandler>();
  const waiting = handlers.flatMap((handler) => {
    const file = program.get(handler.file);
    return file === undefined ? [] : [{ file, handler, depth: 0 }];
  });
  for (const { file, handler, depth } of waiting) {
    if (found.has(file) || depth > MOST_IMPORTS) continue;
    found.set(file, handler);
    for (const next of importsOf(program, file)) waiting.push({ file: next, handler, depth: depth + 1 });
  }
  return found;
}

function importsOf(program: Program, file: ProgramFile): ProgramFile[] {
  return file.facts.modules.flatMap((from) => program.module(file, from) ?? []);
}
