import { logText } from '../environment/logs/format';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { responseText } from '../lambda/httpIntegration';
import type { InvocationReport, InvocationResponse } from '../lambda/invocation';
import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { timelineRows } from '../timeline/rows';
import { summarise, summaryText, type FunctionSummary } from '../timeline/summary';
import { timelineText } from '../timeline/text';
import type { CommandContext } from './commandContext';
import { eventLine } from './eventLine';
import type { EvidenceReport } from './evidence/invocationEvidence';
import { paintFor, type Paint } from './terminal';
import { writeTimelineFiles, type TimelineFiles } from './timelineFiles';

/** More than this many invocations tell their story in the summary; every single result would scroll it away. */
const MAXIMUM_PRINTED_RESULTS = 1_000;
/** Log events are for reading now; a flood of them must not pile up until the end. */
const MAXIMUM_KEPT_EVENTS = 500_000;
const DEFAULT_WIDTH = 100;

interface Finished {
  readonly index: number;
  readonly response: InvocationResponse;
  report?: InvocationReport;
}

/** What `warmpath invoke` shows: logs while they happen, results, and in the end the lifecycle and a summary. */
export class InvocationOutput {
  private readonly events: LifecycleEvent[] = [];
  private readonly finished: Finished[] = [];
  private readonly fidelity = new Set<string>();
  private readonly pending = new Set<Promise<void>>();
  private readonly paint: Paint;
  private failed = 0;

  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly context: CommandContext,
    private readonly options: { readonly json: boolean; readonly times: number; readonly verbose: boolean },
  ) {
    this.paint = paintFor(context.stderr, context.host.variables);
  }

  /** Invocations that ended in a function error. */
  get failures(): number {
    return this.failed;
  }

  record(event: LifecycleEvent): void {
    if (this.events.length < MAXIMUM_KEPT_EVENTS && event.type !== 'function' && event.type !== 'extension') {
      this.events.push(event);
    }
    this.context.stderr.write(eventLine(event, this.paint));
    if (event.type === 'environment.created') {
      event.record.fidelity.forEach((sentence) => this.fidelity.add(sentence));
    }
    const text = logText(event, this.configuration.logging);
    if (text !== '') {
      const isFunctionOutput = event.type === 'function' || event.type === 'extension';
      this.context.stderr.write(isFunctionOutput ? text : this.paint('dim', text));
    }
  }

  result(index: number, response: InvocationResponse): void {
    const finished: Finished = { index, response };
    if (response.functionError !== undefined) {
      this.failed += 1;
    }
    if (this.finished.length < MAXIMUM_PRINTED_RESULTS) {
      this.finished.push(finished);
    }
    if (!this.options.json && this.options.times <= MAXIMUM_PRINTED_RESULTS) {
      this.context.stdout.write(`${responseText(response)}\n`);
    }
    const reported = response.completed.then((report) => {
      finished.report = report;
      // The answer may have been fine and the invocation not: a timeout while extensions or timers were still at work.
      if (report.status !== 'success' && response.functionError === undefined) {
        this.failed += 1;
      }
      this.pending.delete(reported);
    });
    this.pending.add(reported);
  }

  /** Every invocation has been reported. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  private asJson(summary: readonly FunctionSummary[], seen: EvidenceReport | undefined): unknown {
    return {
      function: this.configuration.name,
      invocations: this.finished.map(finishedAsJson),
      summary,
      fidelity: [...this.fidelity],
      ...(seen === undefined ? {} : { evidence: seen.json }),
    };
  }

  /** Draws the lifecycle once the environments are gone, and writes the files that are wanted. */
  async close(files: TimelineFiles, seen?: EvidenceReport): Promise<void> {
    const summary = summarise(this.events);
    if (this.options.json) {
      this.context.stdout.write(`${JSON.stringify(this.asJson(summary, seen), undefined, 2)}\n`);
    } else {
      const width = this.context.stderr.columns ?? DEFAULT_WIDTH;
      this.context.stderr.write(`\n${timelineText(timelineRows(this.events), { width, paint: this.paint })}\n`);
      this.context.stderr.write(`${summaryText(summary)}\n`);
      if (seen !== undefined) this.context.stderr.write(`\n${seen.text}`);
      if (this.options.verbose) {
        const sentences = [...this.fidelity].map((sentence) => `  ${sentence}\n`).join('');
        this.context.stderr.write(`${this.paint('bold', 'Different from AWS on this machine')}\n${sentences}`);
      }
    }
    for (const said of await writeTimelineFiles(this.events, files)) this.context.stderr.write(`${said}\n`);
  }
}

function finishedAsJson({ index, response, report }: Finished): unknown {
  const text = Buffer.from(response.payload).toString();
  return {
    index,
    requestId: response.requestId,
    environmentId: response.environmentId,
    coldStart: response.coldStart,
    ...(response.functionError === undefined ? {} : { functionError: response.functionError }),
    payload: parsed(text),
    ...(report === undefined
      ? {}
      : {
          status: report.status,
          metrics: report.metrics,
          ...(report.errorType === undefined ? {} : { errorType: report.errorType }),
        }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
