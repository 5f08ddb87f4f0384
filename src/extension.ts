import * as vscode from 'vscode';
import { registerDebugging } from './editor/debug/debugFeature';
import { EventChoice } from './editor/eventChoice';
import { FunctionFinder } from './editor/functionFinder';
import { FunctionHost } from './editor/functionHost';
import { channelLogger } from './editor/logging';
import { Settings } from './editor/settings';
import { WorkspaceFunctions } from './editor/workspaceFunctions';
import { SyntaxParser } from './syntax/syntaxParser';

/** Builds the features of the extension and registers them; whatever is heavy is loaded when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Warmpath Log', { log: true });
  const logger = channelLogger(channel);
  const settings = new Settings();
  const syntax = new SyntaxParser();
  const functions = new WorkspaceFunctions(settings, syntax, logger);
  const host = new FunctionHost(context.extensionPath, settings, logger);
  const finder = new FunctionFinder(functions);
  const events = new EventChoice(functions, context.workspaceState);
  context.subscriptions.push(
    channel,
    functions,
    host,
    registerDebugging({ functions, settings, finder, host, events, logger, extensionFolder: context.extensionPath }),
  );
}
