import type { SharedClientUse } from './sharedClientUses';
import type { Values } from './values';

/** Context managers that close what they are given. */
const CLOSING: ReadonlySet<string> = new Set(['contextlib.aclosing', 'contextlib.closing']);

/** Whether a use of a client closes it. */
export function closes({ client, file, kind, method, call }: SharedClientUse, values: Values): boolean {
  const { close, onExit } = client.entry;
  switch (kind) {
    case 'called':
      return close.includes(method);
    case 'entered':
      return close.length > 0 && onExit !== 'open';
    case 'behind':
      return false;
    case 'given':
      return (
        call !== undefined &&
        values.of(file, call.callee).some((value) => value.kind === 'external' && CLOSING.has(value.path))
      );
  }
}
