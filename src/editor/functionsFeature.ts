import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Logger } from '../lambda/ports';
import { localInterpreterHost } from '../runtimes/interpreterHost';
import type { SyntaxParser } from '../syntax/syntaxParser';
import type { EditorAnalysis } from './analysis/editorAnalysis';
import { HandlerLenses } from './codeLenses';
import { mayRun, registerCommands, type CommandTable } from './commands';
import type { EnvironmentChanges } from './environmentChanges';
import { folderOf, type EventChoice } from './eventChoice';
import { registerEventSchema } from './eventDocuments';
import { EventPicker } from './eventPicker';
import { Proofs } from './evidence/proofs';
import { ProofOffers } from './evidence/proofTargets';
import { functionCommands } from './functionCommands';
import type { FunctionHost } from './functionHost';
import { FunctionPicker } from './functionPicker';
import { FunctionsView } from './functionsView';
import { HandlerPlaces } from './handlerPlaces';
import type { Invocations } from './invocations';
import { LambdaSessions } from './lambdaSessions';
import type { LocalApis } from './localApis';
import { MissingInterpreters } from './missingInterpreters';
import type { WarmpathOutput } from './output/warmpathOutput';
import { registerFunctionContexts } from './runMenu';
import type { Settings } from './settings';
import { registerTemplateProblems } from './templateProblems';
import type { TimelineCommand } from './timeline/timelineCommands';
import type { WorkspaceFunctions } from './workspaceFunctions';

/** Everything that showing functions and acting on them needs of the rest of the extension. */
export interface FunctionsFeatureParts {
  readonly functions: WorkspaceFunctions;
  readonly host: FunctionHost;
  readonly apis: LocalApis;
  readonly environments: EnvironmentChanges;
  readonly events: EventChoice;
  readonly invocations: Invocations;
  readonly analysis: EditorAnalysis;
  readonly settings: Settings;
  readonly syntax: SyntaxParser;
  readonly logger: Logger;
  readonly showOutput: () => void;
  readonly showLog: () => void;
  readonly clearErrors: () => void;
  readonly clearEvidence: () => void;
  readonly output: Pick<WarmpathOutput, 'say' | 'show'>;
  /** Of the environments and the timeline. */
  readonly environmentCommands: Pick<CommandTable, TimelineCommand | 'warmpath.stopEnvironment'>;
}

/** Registers code lenses, the Functions view, the commands, and what tells of problems in templates. */
export function registerFunctions(parts: FunctionsFeatureParts): vscode.Disposable {
  const { functions, settings, syntax, events, logger, showOutput, showLog, clearErrors, apis, analysis } = parts;
  const places = new HandlerPlaces({ syntax, text: currentText, folderOf });
  const sessions = new LambdaSessions();
  const interpreters = new MissingInterpreters(localInterpreterHost(), settings, () =>
    (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
  );
  const view = new FunctionsView({ ...parts, interpreters });
  const picker = new FunctionPicker(functions, places);
  const proofs = new Proofs({ ...parts, picker });
  const commands = functionCommands({
    ...parts,
    places,
    sessions,
    view,
    picker,
    eventPicker: new EventPicker(events),
  });
  return vscode.Disposable.from(
    sessions,
    view,
    new HandlerLenses({ ...parts, places }),
    new ProofOffers(settings),
    registerFunctionContexts(functions, places),
    registerTemplateProblems(functions),
    registerEventSchema(),
    registerCommands(
      {
        ...commands,
        ...parts.environmentCommands,
        'warmpath.showOutput': showOutput,
        'warmpath.showLog': showLog,
        'warmpath.startApis': () => apis.start(),
        'warmpath.clearErrors': clearErrors,
        'warmpath.prove': async (given) => {
          if (await mayRun()) await proofs.prove(given);
        },
        'warmpath.clearEvidence': parts.clearEvidence,
        'warmpath.lintWorkspace': () => analysis.lintWorkspace(),
        'warmpath.fixAll': () => analysis.fixAll(),
        'warmpath.restartAnalysis': () => analysis.restart(),
        'warmpath.showAnalysisLog': () => analysis.showLog(),
        'warmpath.openWalkthrough': () =>
          vscode.commands.executeCommand('workbench.action.openWalkthrough', 'warmpath.warmpath#start'),
      },
      logger,
    ),
  );
}

/** As the editor shows it, else as it is on the disk; undefined when there is none. */
async function currentText(file: string): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  return open === undefined ? readFile(file, 'utf8').catch(() => undefined) : open.getText();
}
