import path from 'node:path';
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../../debugAdapter/configuration';
import type { Logger } from '../../lambda/ports';
import type { EventChoice } from '../eventChoice';
import type { FunctionFinder } from '../functionFinder';
import type { FunctionHost } from '../functionHost';
import type { Settings } from '../settings';
import type { WorkspaceFunctions } from '../workspaceFunctions';
import { PYTHON_DEBUG_TYPE } from './childConfiguration';
import { ConfigurationResolver, FunctionConfigurations } from './debugConfigurations';

/** Everything the debug types need of the rest of the extension. */
export interface DebugFeatureParts {
  readonly functions: WorkspaceFunctions;
  readonly settings: Settings;
  readonly finder: FunctionFinder;
  readonly host: FunctionHost;
  readonly events: EventChoice;
  readonly logger: Logger;
  readonly extensionFolder: string;
}

/** Registers the debug types. */
export function registerDebugging(parts: DebugFeatureParts): vscode.Disposable {
  const { functions, settings } = parts;
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, new ConfigurationResolver(functions, settings)),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      new FunctionConfigurations(functions),
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: (session) => parentSession(session, parts),
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory(PYTHON_DEBUG_TYPE, {
      createDebugAdapterDescriptor: ({ configuration }) =>
        new vscode.DebugAdapterNamedPipeServer(String(configuration['socket'])),
    }),
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ event, session, body }) => {
      if (session.type === PYTHON_DEBUG_TYPE && event === 'debugpyAttach') {
        void debugSubprocess(session, body as vscode.DebugConfiguration);
      }
    }),
  );
}

/** debugpy tells about processes that the function starts; they are reached through the door of the environment. */
async function debugSubprocess(session: vscode.DebugSession, given: vscode.DebugConfiguration): Promise<void> {
  await vscode.debug.startDebugging(
    session.workspaceFolder,
    { ...given, type: PYTHON_DEBUG_TYPE, socket: String(session.configuration['socket']) },
    {
      parentSession: session,
      consoleMode: vscode.DebugConsoleMode.MergeWithParent,
      lifecycleManagedByParent: true,
      suppressSaveBeforeStart: true,
    },
  );
}

async function parentSession(
  session: vscode.DebugSession,
  { finder, host, events, logger, extensionFolder }: DebugFeatureParts,
): Promise<vscode.DebugAdapterDescriptor> {
  const [{ LambdaDebugSession }, { EditorChildSessions }, { EditorDebuggedFunctions }, { InlineAdapter }] =
    await Promise.all([
      import('../../debugAdapter/lambdaDebugSession'),
      import('./editorChildSessions'),
      import('./debuggedFunctions'),
      import('./inlineAdapter'),
    ]);
  const children = new EditorChildSessions(session, {
    clients: path.join(extensionFolder, 'dist', 'runtimes'),
    builds: host.buildFolder,
  });
  const functions = new EditorDebuggedFunctions(finder, host, events, session.workspaceFolder);
  const adapter = new InlineAdapter(new LambdaDebugSession(functions, children, logger));
  return new vscode.DebugAdapterInlineImplementation(adapter);
}
