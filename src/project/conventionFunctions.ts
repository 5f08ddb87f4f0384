import { conventionFunction } from './conventionFunction';
import type { BareHandlerOptions } from './conventionFunction';
import { isConventionalName } from './discovery/handlerSignature';
import type { SourceHandler } from './discovery/sourceHandlers';
import type { ProjectFunction } from './projectFunction';

/**
 * Functions of the handlers in files that none of the `described` functions uses. A name alone counts only where no
 * template says which functions there are.
 */
export function conventionFunctions(
  handlers: readonly SourceHandler[],
  described: readonly ProjectFunction[],
  options: BareHandlerOptions,
): ProjectFunction[] {
  const used = new Set(described.map(({ handlerFile }) => handlerFile));
  const free = handlers.filter(
    ({ file, confidence }) => !used.has(file) && (confidence === 'likely' || described.length === 0),
  );
  const perFile = new Map<string, number>();
  for (const { file } of free) perFile.set(file, (perFile.get(file) ?? 0) + 1);
  const unnamed = new Set<string>();
  return free.map((handler) => {
    const { file, symbol } = handler;
    // One of a file may go by the file's name alone.
    const isNamed = (perFile.get(file) ?? 0) > 1 && (!isConventionalName(symbol) || unnamed.has(file));
    if (!isNamed) unnamed.add(file);
    return conventionFunction(handler, isNamed, options);
  });
}
