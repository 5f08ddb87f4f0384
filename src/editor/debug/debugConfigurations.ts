import * as vscode from 'vscode';
import { completeConfiguration, DEBUG_TYPE, type LaunchConfiguration } from '../../debugAdapter/configuration';
import { toError } from '../../lambda/errors';
import type { ProjectFunction } from '../../project/projectFunction';
import type { Settings } from '../settings';
import type { WorkspaceFunctions } from '../workspaceFunctions';

/** Offers a configuration for every function of the workspace, so that F5 needs no launch.json. */
export class FunctionConfigurations implements vscode.DebugConfigurationProvider {
  constructor(private readonly functions: WorkspaceFunctions) {}

  async provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
    const found = await this.functions.load();
    return found.filter((each) => folderOf(each)?.uri.toString() === folder?.uri.toString()).map(launchConfiguration);
  }
}

/** Fills in what a configuration leaves open, and says what cannot work before anything is started. */
export class ConfigurationResolver implements vscode.DebugConfigurationProvider {
  constructor(
    private readonly functions: WorkspaceFunctions,
    private readonly settings: Settings,
  ) {}

  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const isEmpty = Object.keys(given).every((key) => key === 'noDebug');
    const configuration = isEmpty ? await this.chooseConfiguration() : given;
    if (configuration === undefined) return undefined;
    const { timeoutPolicy, onCodeChange, justMyCode } = this.settings;
    return { timeoutPolicy, onCodeChange, justMyCode, ...given, ...configuration };
  }

  resolveDebugConfigurationWithSubstitutedVariables(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    try {
      completeConfiguration(configuration as LaunchConfiguration);
      return configuration;
    } catch (thrown) {
      void vscode.window.showErrorMessage(toError(thrown).message);
      return undefined;
    }
  }

  /** F5 without launch.json: the function of the file in front, else one of all. */
  private async chooseConfiguration(): Promise<vscode.DebugConfiguration | undefined> {
    const all = await this.functions.load();
    const file = vscode.window.activeTextEditor?.document.uri.fsPath;
    const here = all.filter(({ handlerFile }) => handlerFile === file);
    const choices = here.length > 0 ? here : all;
    if (choices.length === 0) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('No Lambda function was found in this workspace; add a template, or open the handler to debug.'),
      );
      return undefined;
    }
    const [only] = choices;
    if (choices.length === 1 && only !== undefined) return launchConfiguration(only);
    const picked = await vscode.window.showQuickPick(
      choices.map((found) => ({ label: found.logicalName, description: found.configuration.handler, found })),
      { placeHolder: vscode.l10n.t('Function to debug') },
    );
    return picked === undefined ? undefined : launchConfiguration(picked.found);
  }
}

function launchConfiguration({ logicalName }: ProjectFunction): vscode.DebugConfiguration & LaunchConfiguration {
  return { type: DEBUG_TYPE, request: 'launch', name: logicalName, function: logicalName };
}

function folderOf({ template, handlerFile }: ProjectFunction): vscode.WorkspaceFolder | undefined {
  const file = template?.file ?? handlerFile;
  return file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
}
