import * as vscode from 'vscode';
import { toError } from '../lambda/errors';
import { responseText } from '../lambda/httpIntegration';
import { newRequestId } from '../lambda/identifiers';
import type { ProjectFunction } from '../project/projectFunction';
import type { EventChoice } from './eventChoice';
import type { FunctionErrors } from './functionErrors';
import type { FunctionHost, ServedFunction } from './functionHost';
import { isOwn } from './output/errorPlace';
import type { AskedInvocation } from './output/invocationText';
import { offerRemedy } from './output/remedy';
import type { StatusItem } from './output/statusItem';
import type { WarmpathOutput } from './output/warmpathOutput';

/** An event, and what users call it: a file, the name of a saved event, `sample:<id>`. */
export interface GivenEvent {
  readonly payload: Uint8Array;
  readonly source: string;
}

/** What `Invoke Again` repeats. */
export interface LastInvocation {
  readonly found: ProjectFunction;
  /** Undefined when the function was invoked with the event that is chosen for it. */
  readonly event: GivenEvent | undefined;
}

export interface InvocationParts {
  readonly host: FunctionHost;
  readonly events: EventChoice;
  readonly output: WarmpathOutput;
  readonly status: StatusItem;
  readonly errors: FunctionErrors;
}

/** Invokes functions for the user of the editor, and shows what comes of it. */
export class Invocations {
  private lastInvocation: LastInvocation | undefined;

  constructor(private readonly parts: InvocationParts) {}

  /** Undefined before the first invocation of this window. */
  get last(): LastInvocation | undefined {
    return this.lastInvocation;
  }

  /**
   * Invokes a function with an event, or with the one to use for it now; what comes of it is in the output. Throws a
   * UserError or a LambdaServiceError when the function could not be run, unless the user has been offered a way out.
   */
  async invoke(found: ProjectFunction, event?: GivenEvent): Promise<void> {
    const { status, host } = this.parts;
    this.lastInvocation = { found, event };
    const work = status.begin(found.logicalName);
    try {
      await saveSources(found);
      const used = await this.eventToUse(found, event);
      await this.run(found, await host.serve(found), used);
    } catch (thrown) {
      if (!offerRemedy(thrown, found)) throw thrown;
    } finally {
      work.dispose();
    }
  }

  private async eventToUse(found: ProjectFunction, given: GivenEvent | undefined): Promise<GivenEvent> {
    const { events } = this.parts;
    if (given !== undefined) {
      events.memory.remember(found.logicalName, given.source);
      return given;
    }
    const chosen = await events.current(found);
    // A sample taken for want of an event must not stand in the way of one that is saved later.
    if (chosen.reason !== 'sample') events.memory.remember(found.logicalName, chosen.source);
    return chosen;
  }

  private async run(found: ProjectFunction, served: ServedFunction, { payload, source }: GivenEvent): Promise<void> {
    const { output, errors } = this.parts;
    const { configuration, fleet } = served;
    const requestId = newRequestId();
    const asked: AskedInvocation = {
      requestId,
      functionName: configuration.name,
      label: found.logicalName,
      eventSource: source,
    };
    output.ask(asked);
    output.show();
    try {
      const response = await fleet.invoke(configuration.name, { payload, requestId });
      await output.result(asked, response);
      if (response.functionError !== undefined) await errors.report(found, responseText(response));
      await response.completed;
    } catch (thrown) {
      output.refused(asked, toError(thrown).message);
      throw thrown;
    } finally {
      output.finish(asked);
    }
  }
}

/** What runs is what is on the disk; as before debugging, unsaved sources are saved unless the user does not want that. */
async function saveSources({ configuration, template, handlerFile }: ProjectFunction): Promise<void> {
  if (vscode.workspace.getConfiguration('debug').get<string>('saveBeforeStart') === 'none') return;
  const files = [template?.file, handlerFile];
  const sources = vscode.workspace.textDocuments.filter(
    ({ uri }) => uri.scheme === 'file' && (files.includes(uri.fsPath) || isOwn(uri.fsPath, [configuration.codePath])),
  );
  // All of them: which ones have changed is known here a moment later than in the window, where it is asked for now.
  await Promise.all(sources.map((document) => document.save()));
}
