import type { CallFacts } from '../facts/fileFacts';
import type { ProgramFile } from './program';

interface FileResults {
  /** How often each binding is read. */
  readonly reads: ReadonlyMap<number, number>;
  /** Calls whose results only go to names that nobody reads. */
  readonly unread: ReadonlySet<CallFacts>;
}

/** Knows what becomes of the results of calls. */
export class Results {
  private readonly known = new WeakMap<ProgramFile, FileResults>();

  /** Whether nobody looks at what a call gives. */
  isLost(file: ProgramFile, call: CallFacts): boolean {
    return call.use === 'dropped' || call.use === 'voided' || this.in(file).unread.has(call);
  }

  /** How often a binding is read. */
  reads(file: ProgramFile, binding: number): number {
    return this.in(file).reads.get(binding) ?? 0;
  }

  private in(file: ProgramFile): FileResults {
    let found = this.known.get(file);
    if (found === undefined) {
      const reads = readsIn(file);
      found = { reads, unread: unreadIn(file, reads) };
      this.known.set(file, found);
    }
    return found;
  }
}

function readsIn({ facts }: ProgramFile): ReadonlyMap<number, number> {
  const reads = new Map<number, number>();
  for (const { name, isWritten } of facts.references) {
    if (isWritten || name.binding === undefined) continue;
    reads.set(name.binding, (reads.get(name.binding) ?? 0) + 1);
  }
  return reads;
}

function unreadIn({ facts }: ProgramFile, reads: ReadonlyMap<number, number>): ReadonlySet<CallFacts> {
  const exported = new Set(
    Object.values(facts.exports).flatMap((value) => (value.kind === 'name' ? [value.binding] : [])),
  );
  const unread = new Set<CallFacts>();
  const readCalls = new Set<CallFacts>();
  for (const [id, { values }] of facts.bindings.entries()) {
    const isUnread = !reads.has(id) && !exported.has(id);
    for (const { value } of values) {
      const call = value.kind === 'call' ? facts.calls[value.call] : undefined;
      if (call !== undefined) (isUnread ? unread : readCalls).add(call);
    }
  }
  // One call may be given to several names.
  for (const call of readCalls) unread.delete(call);
  return unread;
}
