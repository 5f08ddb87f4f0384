import path from 'node:path';
import * as vscode from 'vscode';
import type { ObservedEnvironment } from '../../evidence/environmentEvidence';
import { UserError } from '../../lambda/errors';
import type { Disposable, LifecycleEvent } from '../../lambda/lifecycleEvents';
import { DIAGNOSTIC_SOURCE } from '../../languageServer/protocol';
import { isWithin } from '../../project/isWithin';
import type { ProjectFunction } from '../../project/projectFunction';
import type { EditorAnalysis } from '../analysis/editorAnalysis';
import type { EnvironmentChanges } from '../environmentChanges';
import { folderOf, type EventChoice } from '../eventChoice';
import { codeText } from '../evidence/proofTargets';
import type { FunctionHost } from '../functionHost';
import type { LanguageModelToolId } from '../identifiers';
import type { WorkspaceFunctions } from '../workspaceFunctions';
import { ToolInput } from './toolInputs';
import { environmentResult, invocationResult, shortened } from './toolResults';

const MOST_INVOCATIONS = 20;
const TIMELINE_WIDTH = 120;
const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

export interface AssistantToolParts {
  readonly functions: WorkspaceFunctions;
  readonly host: FunctionHost;
  readonly events: EventChoice;
  readonly environments: EnvironmentChanges;
  readonly analysis: EditorAnalysis;
  /** What survives in an environment; undefined where nothing is known. */
  readonly observed: (environmentId: string) => ObservedEnvironment | undefined;
  /** What happened in the window, also before it was reloaded. */
  readonly history: () => Promise<readonly LifecycleEvent[]>;
}

interface Tool {
  /** What the user is asked before it executes anything; undefined for tools that only look. */
  readonly confirmation?: (input: ToolInput) => { readonly title: string; readonly message: string };
  readonly progress: (input: ToolInput) => string;
  readonly run: (input: ToolInput, token: vscode.CancellationToken) => Promise<string>;
}

/** What an assistant in the editor can use: it sees what the user sees, and executes nothing unasked. */
export class AssistantTools implements Disposable {
  private readonly subscription: Disposable;

  constructor(private readonly parts: AssistantToolParts) {
    this.subscription = vscode.Disposable.from(
      ...Object.entries(this.tools()).map(([name, tool]) =>
        vscode.lm.registerTool<object>(name, {
          prepareInvocation: ({ input }) => prepared(tool, new ToolInput(input)),
          invoke: async ({ input }, token) =>
            new vscode.LanguageModelToolResult([
              new vscode.LanguageModelTextPart(await tool.run(new ToolInput(input), token)),
            ]),
        }),
      ),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private tools(): Record<LanguageModelToolId, Tool> {
    const { t } = vscode.l10n;
    return {
      invoke_lambda_locally: {
        confirmation: (input) => ({
          title: t('Invoke a Lambda function on this machine?'),
          message: t('This runs the code of {0} with its event.', input.text('functionName') ?? '…'),
        }),
        progress: (input) => t('Invoking {0}', input.text('functionName') ?? '…'),
        run: (input, token) => this.invoke(input, token),
      },
      get_lambda_timeline: {
        progress: () => t('Reading the timeline of execution environments'),
        run: (input) => this.timeline(input),
      },
      get_lambda_environment_state: {
        progress: () => t('Looking at execution environments'),
        run: (input) => this.state(input),
      },
      list_lambda_findings: {
        progress: () => t('Linting the workspace'),
        run: (input, token) => this.findings(input, token),
      },
    };
  }

  private async invoke(input: ToolInput, token: vscode.CancellationToken): Promise<string> {
    const found = await this.find(input.text('functionName'));
    const { host } = this.parts;
    const times = input.count('times', { minimum: 1, maximum: MOST_INVOCATIONS, otherwise: 1 });
    const { payload, source } = await this.event(found, input);
    const { configuration, fleet } = await host.serve(found);
    const invocations: object[] = [];
    for (let index = 0; index < times && !token.isCancellationRequested; index += 1) {
      const response = await fleet.invoke(configuration.name, { payload });
      invocations.push(invocationResult(response, await response.completed));
    }
    return json({ function: found.logicalName, event: source, invocations });
  }

  private async event(
    found: ProjectFunction,
    input: ToolInput,
  ): Promise<{ readonly payload: Uint8Array; readonly source: string }> {
    const given = input.value('event');
    if (given === undefined || given === null) return this.parts.events.current(found);
    if (typeof given === 'string') {
      try {
        JSON.parse(given);
        return { payload: Buffer.from(given), source: 'given' };
      } catch {
        return { payload: await this.parts.events.named(found, given), source: given };
      }
    }
    return { payload: Buffer.from(JSON.stringify(given)), source: 'given' };
  }

  private async timeline(input: ToolInput): Promise<string> {
    const [{ timelineRows }, { timelineText }, { summarise, summaryText }, events] = await Promise.all([
      import('../../timeline/rows'),
      import('../../timeline/text'),
      import('../../timeline/summary'),
      this.parts.history(),
    ]);
    const wanted = input.text('functionName');
    const name = wanted === undefined ? undefined : (await this.find(wanted)).configuration.name;
    const shown = events.filter(({ functionName }) => name === undefined || functionName === name);
    if (shown.length === 0) return 'Nothing has happened yet: no function was invoked in this window.';
    const plain = (_style: unknown, text: string): string => text;
    return shortened(
      `${timelineText(timelineRows(shown), { width: TIMELINE_WIDTH, paint: plain })}\n${summaryText(summarise(shown))}`,
    );
  }

  private async state(input: ToolInput): Promise<string> {
    const { environments, observed } = this.parts;
    const wanted = input.text('functionName');
    const functions = wanted === undefined ? await this.parts.functions.load() : [await this.find(wanted)];
    const running = functions.flatMap(({ logicalName, configuration }) => {
      const found = environments.states.of(configuration.name).environments;
      return found.length === 0
        ? []
        : [{ function: logicalName, environments: found.map((state) => environmentResult(state, observed(state.id))) }];
    });
    return running.length === 0
      ? 'There is no execution environment now: invoke a function first; the next invocation is a cold start.'
      : shortened(json(running));
  }

  private async findings(input: ToolInput, token: vscode.CancellationToken): Promise<string> {
    await this.parts.analysis.lintQuietly(token);
    const wanted = input.text('path');
    const found = vscode.languages.getDiagnostics().flatMap(([uri, diagnostics]) => {
      const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
      if (folder === undefined || (wanted !== undefined && !isWithin(path.resolve(folder, wanted), uri.fsPath)))
        return [];
      return diagnostics
        .filter(({ source }) => source === DIAGNOSTIC_SOURCE)
        .map(({ range, code, severity, message }) => ({
          path: vscode.workspace.asRelativePath(uri, false),
          line: range.start.line + 1,
          rule: codeText(code),
          severity: SEVERITIES[severity],
          message,
        }));
    });
    return found.length === 0 ? 'The analysis found nothing.' : shortened(json(found));
  }

  /** Throws a UserError that lists the functions there are: a model can choose one of them. */
  private async find(name: string | undefined): Promise<ProjectFunction> {
    const all = await this.parts.functions.load();
    const found = all.find(({ logicalName, configuration }) => [logicalName, configuration.name].includes(name ?? ''));
    if (found !== undefined) return found;
    const names = all.map((each) => `${each.logicalName} (${path.basename(folderOf(each))})`).join(', ');
    throw new UserError(
      name === undefined
        ? `Name one function in "functionName"; there are ${names}.`
        : `There is no function "${name}" in this window; there are ${names}.`,
    );
  }
}

function prepared({ confirmation, progress }: Tool, input: ToolInput): vscode.PreparedToolInvocation {
  const confirmed = confirmation?.(input);
  return {
    invocationMessage: progress(input),
    ...(confirmed === undefined ? {} : { confirmationMessages: confirmed }),
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 1);
}
