import type { CallFacts } from '../facts/fileFacts';
import type { Creation } from './creations';
import type { ProgramFile } from './program';
import type { Reached } from './reach';

/** A call in the file of a handler by which the handler's way to clients of other files leaves that file. */
export interface CallToCreations {
  readonly call: CallFacts;
  /** The function of the other file that it leads to. */
  readonly to: Reached;
  /** The clients that are made there, in the order of their files' analysis. */
  readonly creations: readonly [Creation, ...Creation[]];
}

interface Led {
  readonly to: Reached;
  readonly creations: [Creation, ...Creation[]];
}

/** The calls in the files of handlers that lead to creations of other files, by file, in the order of the text. */
export function callsToCreations(
  creations: Iterable<readonly Creation[]>,
): ReadonlyMap<ProgramFile, readonly CallToCreations[]> {
  const found = new Map<ProgramFile, Map<CallFacts, Led>>();
  for (const creation of [...creations].flat()) {
    for (const way of creation.ways) {
      const { kind, handler, place } = way.root;
      const { file } = place;
      // What the program has put around a handler is not where one looks for its clients.
      if (kind === 'handler' && file.file !== handler.file) continue;
      const exit = file === creation.file ? undefined : exitOf(way, file);
      if (exit === undefined) continue;
      const calls = found.get(file) ?? new Map<CallFacts, Led>();
      found.set(file, calls);
      const known = calls.get(exit.call);
      if (known === undefined) calls.set(exit.call, { to: exit.to, creations: [creation] });
      else if (!known.creations.includes(creation)) known.creations.push(creation);
    }
  }
  return new Map(
    [...found].map(([file, calls]) => [
      file,
      [...calls]
        .map(([call, rest]) => ({ call, ...rest }))
        .sort((left, right) => left.call.span.start - right.call.span.start),
    ]),
  );
}

/** The first step of a way that leaves a file. */
function exitOf(way: Reached, file: ProgramFile): Pick<CallToCreations, 'call' | 'to'> | undefined {
  let exit: Pick<CallToCreations, 'call' | 'to'> | undefined;
  for (let step = way; step.from !== undefined; step = step.from.reached) {
    const { edge, reached } = step.from;
    if (reached.place.file === file && step.place.file !== file) exit = { call: edge.call, to: step };
  }
  return exit;
}
