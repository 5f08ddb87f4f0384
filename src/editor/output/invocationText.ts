import { logText } from '../../environment/logs/format';
import type { LoggingConfiguration } from '../../lambda/functionConfiguration';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { remarkOf } from '../../timeline/remarks';
import type { Translate } from '../translate';

/** An invocation that somebody asked for in the editor. */
export interface AskedInvocation {
  readonly requestId: string;
  /** Of the configuration, as events carry it. */
  readonly functionName: string;
  /** What users call the function. */
  readonly label: string;
  /** What users call the event. */
  readonly eventSource: string;
}

/** Text for the output; `log` is written by the function and may be left out of a flood. */
export interface OutputPiece {
  readonly text: string;
  readonly log: boolean;
}

/** Stands between the name of a function and its line when several functions write at once. */
const SEPARATOR = ' │ ';

/**
 * What the output shows of invocations: a heading for those of the editor, the log of all of them, and results. Lines
 * begin with the name of their function while another one is at work.
 */
export class InvocationText {
  /** Request id of each invocation under way -> name of its function. */
  private readonly active = new Map<string, string>();
  /** Invocations whose heading waits for how they start, the oldest first. */
  private readonly waiting = new Map<string, AskedInvocation>();
  private readonly labels = new Map<string, string>();

  constructor(private readonly t: Translate) {}

  ask(asked: AskedInvocation): void {
    this.waiting.set(asked.requestId, asked);
    this.active.set(asked.requestId, asked.functionName);
    this.labels.set(asked.functionName, asked.label);
  }

  /** What an event adds to the output. */
  record(event: LifecycleEvent, logging: LoggingConfiguration): OutputPiece[] {
    if (event.type === 'platform.start') this.active.set(event.record.requestId, event.functionName);
    const heading = this.headingOf(event);
    const remark = heading === '' || event.type !== 'environment.created' ? remarkText(event) : '';
    const log = event.type === 'function' || event.type === 'extension';
    const pieces = [
      { text: heading, log: false },
      { text: this.lines(event.functionName, remark), log: false },
      { text: this.lines(event.functionName, logText(event, logging)), log },
    ];
    if (event.type === 'platform.report') this.active.delete(event.record.requestId);
    return pieces.filter(({ text }) => text !== '');
  }

  /** The answer of an invocation, under a line that says what it is. */
  result(asked: AskedInvocation, label: string, body: string): string {
    return this.started(asked) + this.lines(asked.functionName, `${label}\n${body}`);
  }

  /** Why there is no answer. */
  refused(asked: AskedInvocation, message: string): string {
    return this.started(asked) + this.lines(asked.functionName, `${message}\n`);
  }

  /** The invocation is over, however it ended. */
  finish({ requestId }: AskedInvocation): void {
    this.waiting.delete(requestId);
    this.active.delete(requestId);
  }

  private started(asked: AskedInvocation): string {
    return this.waiting.delete(asked.requestId) ? headingText(asked) : '';
  }

  private headingOf(event: LifecycleEvent): string {
    if (this.waiting.size === 0) return '';
    if (event.type === 'environment.created') {
      // Who asked first waits for it: nobody else could have been given a warm one before.
      const asked = [...this.waiting.values()].find(({ functionName }) => functionName === event.functionName);
      return this.heading(asked, this.t('cold start: {0}', event.record.reason));
    }
    return event.type === 'platform.start'
      ? this.heading(this.waiting.get(event.record.requestId), this.t('warm'))
      : '';
  }

  private heading(asked: AskedInvocation | undefined, start: string): string {
    if (asked === undefined) return '';
    this.waiting.delete(asked.requestId);
    return headingText(asked, start);
  }

  private lines(functionName: string, text: string): string {
    // Runtimes that want one event per line write a carriage return within it.
    const plain = text.replace(/\r\n?/g, '\n');
    if (plain === '' || [...this.active.values()].every((name) => name === functionName)) return plain;
    const prefix = `${this.labels.get(functionName) ?? functionName}${SEPARATOR}`;
    return plain.replace(/^(?=[^])/gm, () => prefix);
  }
}

function headingText({ label, eventSource }: AskedInvocation, start?: string): string {
  return `\n▶ ${label} ← ${eventSource}${start === undefined ? '' : ` · ${start}`}\n`;
}

function remarkText(event: LifecycleEvent): string {
  const remark = remarkOf(event);
  if (remark === undefined) return '';
  return remark.warning === undefined ? `${remark.text}\n` : `${remark.warning}: ${remark.text}\n`;
}
