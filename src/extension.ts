import * as vscode from 'vscode';
import { EditorAnalysis } from './editor/analysis/editorAnalysis';
import { AssistantTools } from './editor/assistant/assistantTools';
import { registerDebugging } from './editor/debug/debugFeature';
import { EnvironmentChanges } from './editor/environmentChanges';
import { EnvironmentsView } from './editor/environmentsView/environmentsView';
import { EventChoice } from './editor/eventChoice';
import { EditorEvidence } from './editor/evidence/editorEvidence';
import { FunctionErrors } from './editor/functionErrors';
import { FunctionFinder } from './editor/functionFinder';
import { FunctionHost } from './editor/functionHost';
import { registerFunctions } from './editor/functionsFeature';
import { Invocations } from './editor/invocations';
import { LocalApis } from './editor/localApis';
import { channelLogger } from './editor/logging';
import { registerOutputLinks } from './editor/output/outputLinks';
import { StatusItem } from './editor/output/statusItem';
import { WarmpathOutput } from './editor/output/warmpathOutput';
import { Settings } from './editor/settings';
import { InvocationTextStore } from './editor/timeline/invocationTexts';
import { TimelineFeature } from './editor/timeline/timelineFeature';
import { WorkspaceFunctions } from './editor/workspaceFunctions';
import { SyntaxParser } from './syntax/syntaxParser';

/** Builds the features of the extension and registers them; whatever is heavy is loaded when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Warmpath Log', { log: true });
  const logger = channelLogger(channel);
  const settings = new Settings();
  const syntax = new SyntaxParser();
  const functions = new WorkspaceFunctions(settings, syntax, logger);
  const texts = new InvocationTextStore();
  const host = new FunctionHost(context.extensionPath, settings, logger, (file) => functions.isTemplate(file), texts);
  const finder = new FunctionFinder(functions, syntax);
  const events = new EventChoice(functions, context.workspaceState);
  const environments = new EnvironmentChanges(host);
  const output = new WarmpathOutput(host);
  const apis = new LocalApis({ functions, host, settings, logger, say: (lines) => output.say(lines) });
  const status = new StatusItem(host, environments, apis);
  const errors = new FunctionErrors(host);
  const invocations = new Invocations({ host, events, output, status, errors });
  const analysis = new EditorAnalysis(settings, context.extensionPath);
  const evidence = new EditorEvidence({ host, analysis, settings });
  const environmentsView = new EnvironmentsView({ functions, environments, host });
  const timeline = new TimelineFeature({ context, functions, host, texts, settings, logger });
  context.subscriptions.push(
    channel,
    analysis,
    functions,
    host,
    apis,
    environments,
    output,
    status,
    errors,
    environmentsView,
    evidence,
    timeline,
    new AssistantTools({
      ...{ functions, host, events, environments, analysis },
      observed: (environmentId) => environmentsView.observed(environmentId),
      history: () => timeline.events(),
    }),
    registerOutputLinks(),
    registerFunctions({
      ...{ functions, host, apis, environments, events, invocations, analysis, settings, syntax, logger },
      showOutput: () => output.show(),
      showLog: () => channel.show(),
      clearErrors: () => errors.clear(),
      clearEvidence: () => evidence.clear(),
      output,
      environmentCommands: { ...environmentsView.commands, ...timeline.commands },
    }),
    registerDebugging({ functions, settings, finder, host, events, logger, extensionFolder: context.extensionPath }),
  );
}
