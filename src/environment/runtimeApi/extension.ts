import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { answerJson } from './answers';
import { extensionStateMachine } from './stateMachines';

export const EXTENSION_EVENTS = ['INVOKE', 'SHUTDOWN'] as const;
export type ExtensionEventType = (typeof EXTENSION_EVENTS)[number];

/** One registered or started extension and what it waits for. */
export class Extension {
  readonly identifier = randomUUID();
  readonly machine = extensionStateMachine();
  events: readonly ExtensionEventType[] = [];
  private blocked: ServerResponse | undefined;
  /** An event that came while the extension was not asking; it gets it with its next request. */
  private undelivered: string | undefined;

  constructor(
    readonly name: string,
    readonly external: boolean,
  ) {}

  subscribedTo(event: ExtensionEventType): boolean {
    return this.events.includes(event);
  }

  /** The extension asks for an event. Returns false when its state does not allow that. */
  awaitEvent(response: ServerResponse): boolean {
    if (!this.machine.enter('Ready')) {
      return false;
    }
    this.blocked = response;
    if (this.undelivered !== undefined) {
      const body = this.undelivered;
      this.undelivered = undefined;
      this.deliver(body);
    }
    return true;
  }

  /** Answers the blocked request, or keeps the event until the extension asks. */
  deliver(body: string): void {
    if (this.blocked === undefined || !this.machine.enter('Running')) {
      this.undelivered = body;
      return;
    }
    const response = this.blocked;
    this.blocked = undefined;
    answerJson(response, 200, body, { 'Lambda-Extension-Event-Identifier': randomUUID() });
  }
}
