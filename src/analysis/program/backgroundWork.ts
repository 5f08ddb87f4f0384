import type { CallFacts, Span } from '../facts/fileFacts';

/** Something that a function starts and does not wait for. */
export interface BackgroundWork {
  readonly span: Span;
  /** What goes on, for messages: `this thread`. */
  readonly what: string;
  /** What waits for it, for messages. */
  readonly remedy: string;
  /** The code says that it is meant: `void save()`. */
  readonly isMeant: boolean;
}

/** Work that a call starts. */
export function workOf(call: CallFacts, what: string, remedy: string): BackgroundWork {
  return { span: call.span, what, remedy, isMeant: call.use === 'voided' };
}
