import * as vscode from 'vscode';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import { responseText } from '../../lambda/httpIntegration';
import type { InvocationResponse } from '../../lambda/invocation';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { systemClock } from '../../lambda/ports';
import type { FunctionHost } from '../functionHost';
import { BatchedText } from './batchedText';
import { readErrorPayload } from './errorPayload';
import { InvocationText, type AskedInvocation } from './invocationText';

/** The language of the output: its grammar colours it, and its links lead to the source. */
export const OUTPUT_LANGUAGE = 'warmpath-log';

/** The output "Warmpath": what the functions of this window write and answer, whoever invokes them. */
export class WarmpathOutput implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Warmpath', OUTPUT_LANGUAGE);
  private readonly text = new InvocationText(vscode.l10n.t);
  private readonly batched = new BatchedText(this.channel, systemClock, (lines) =>
    note(vscode.l10n.t('{0} log lines are left out here; the function writes faster than they can be shown.', lines)),
  );
  private readonly subscription: vscode.Disposable;

  constructor(private readonly host: FunctionHost) {
    this.subscription = host.onEvent((event) => this.record(event));
  }

  /** Shows the output and leaves the focus where it is. */
  show(): void {
    this.channel.show(true);
  }

  /** Lines that belong to no invocation. */
  say(lines: string): void {
    this.batched.write(`${lines}\n`);
  }

  /** The invocation gets a heading as soon as it is known whether it is cold or warm. */
  ask(asked: AskedInvocation): void {
    this.text.ask(asked);
  }

  async result(asked: AskedInvocation, response: InvocationResponse): Promise<void> {
    const { readableBody } = await import('./responseBody');
    const answer = responseText(response);
    const body = readableBody(answer, (characters) =>
      note(vscode.l10n.t('{0} more characters of the response are not shown.', characters)),
    );
    const label =
      response.functionError === undefined
        ? vscode.l10n.t('Response:')
        : vscode.l10n.t('Function error: {0}', readErrorPayload(answer)?.title ?? response.functionError);
    this.batched.write(this.text.result(asked, label, body));
  }

  /** The function was not run, or not to its end. */
  refused(asked: AskedInvocation, message: string): void {
    this.batched.write(this.text.refused(asked, message));
  }

  /** The last line of the invocation has been written. */
  finish(asked: AskedInvocation): void {
    this.text.finish(asked);
    this.batched.flush();
  }

  dispose(): void {
    this.subscription.dispose();
    this.batched.dispose();
    this.channel.dispose();
  }

  private record(event: LifecycleEvent): void {
    const configuration = this.configuration(event.functionName);
    if (configuration === undefined) return;
    for (const { text, log } of this.text.record(event, configuration.logging)) {
      if (log) this.batched.writeLog(text);
      else this.batched.write(text);
    }
  }

  private configuration(functionName: string): FunctionConfiguration | undefined {
    return this.host.fleet?.functions().find(({ name }) => name === functionName);
  }
}

function note(text: string): string {
  return `note: ${text}\n`;
}
