import { responseText } from '../../lambda/httpIntegration';

/** What an invocation was given and what it answered. */
export interface InvocationTexts {
  /** JSON as it was given. */
  readonly event?: string;
  readonly result?: string;
}

/** Most characters of one event or result that anybody reads. */
const LONGEST = 100_000;
/** All texts together, in characters. */
const MAXIMUM = 8 * 1024 * 1024;

/**
 * Events and results of the latest invocations, for those who look at them in the timeline. They are in memory only:
 * nothing of them is written to a disk.
 */
export class InvocationTextStore {
  /** Request id -> texts, the oldest first. */
  private readonly texts = new Map<string, InvocationTexts>();
  private characters = 0;

  /** Undefined for invocations that nobody has told of, or too long ago. */
  of(requestId: string): InvocationTexts | undefined {
    return this.texts.get(requestId);
  }

  asked(requestId: string, payload: Uint8Array): void {
    this.add(requestId, { event: shortened(Buffer.from(payload).toString()) });
  }

  answered(requestId: string, response: { readonly payload: Uint8Array; readonly contentType: string }): void {
    this.add(requestId, { result: shortened(responseText(response)) });
  }

  /** There is no answer, for this reason. */
  refused(requestId: string, message: string): void {
    this.add(requestId, { result: shortened(message) });
  }

  private add(requestId: string, added: InvocationTexts): void {
    const before = this.texts.get(requestId) ?? {};
    const now = { ...before, ...added };
    this.texts.delete(requestId);
    this.texts.set(requestId, now);
    this.characters += lengthOf(now) - lengthOf(before);
    for (const [oldest, texts] of this.texts) {
      if (this.characters <= MAXIMUM) break;
      this.texts.delete(oldest);
      this.characters -= lengthOf(texts);
    }
  }
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function lengthOf({ event = '', result = '' }: InvocationTexts): number {
  return event.length + result.length;
}
