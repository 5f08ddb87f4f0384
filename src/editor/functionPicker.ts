import * as vscode from 'vscode';
import { UserError } from '../lambda/errors';
import type { ProjectFunction } from '../project/projectFunction';
import { functionKey } from './functionNames';
import type { HandlerPlaces } from './handlerPlaces';
import { IN_FRONT } from './identifiers';
import type { WorkspaceFunctions } from './workspaceFunctions';

/** Finds the function that a command is for: in its argument, else by one question. */
export class FunctionPicker {
  constructor(
    private readonly functions: WorkspaceFunctions,
    private readonly places: HandlerPlaces,
  ) {}

  /**
   * The function for the argument of a command: a key or name, several keys of which one is asked for, a row of the
   * Functions view, the file of an editor, or nothing. Undefined when the user chooses none.
   * Throws a UserError when there is no such function.
   */
  async choose(given: unknown, placeHolder: string): Promise<ProjectFunction | undefined> {
    const all = await this.functions.load();
    if (given instanceof vscode.Uri) return this.inFile(given.fsPath, all, placeHolder);
    if (given === IN_FRONT) return this.inFile(frontFile(), all, placeHolder);
    const wanted = keysOf(given);
    if (wanted === undefined) return ask(await this.frontFirst(all), placeHolder);
    const found = all.filter((each) => wanted.includes(functionKey(each)));
    const named = found.length > 0 ? found : all.filter(({ logicalName }) => wanted.includes(logicalName));
    if (named.length > 0) return ask(named, placeHolder);
    throw new UserError(
      vscode.l10n.t('There is no function "{0}" in this window any more.', wanted.join(', ').replace(/^.*#/, '')),
    );
  }

  private async inFile(
    file: string | undefined,
    all: readonly ProjectFunction[],
    placeHolder: string,
  ): Promise<ProjectFunction | undefined> {
    const placed = file === undefined ? [] : await this.places.in(file, all);
    const line = vscode.window.activeTextEditor?.selection.active.line ?? 0;
    const here = placed.find(({ range }) => range.line <= line + 1 && line + 1 <= range.endLine);
    const inFile = placed.flatMap(({ functions }) => functions);
    const choices = here?.functions ?? (inFile.length > 0 ? inFile : all.filter((each) => each.handlerFile === file));
    if (choices.length > 0) return ask(choices, placeHolder);
    throw new UserError(vscode.l10n.t('There is no Lambda handler in this file.'));
  }

  /** Those of the file in front come first. */
  private async frontFirst(all: readonly ProjectFunction[]): Promise<ProjectFunction[]> {
    if (all.length === 0) {
      throw new UserError(vscode.l10n.t('No Lambda function was found; open a folder with a template or a handler.'));
    }
    const file = frontFile();
    const placed = file === undefined ? [] : await this.places.in(file, all);
    return [...new Set([...placed.flatMap(({ functions }) => functions), ...all])];
  }
}

function frontFile(): string | undefined {
  return vscode.window.activeTextEditor?.document.uri.fsPath;
}

function keysOf(given: unknown): readonly string[] | undefined {
  if (typeof given === 'string') return [given];
  if (Array.isArray(given)) return given.filter((each) => typeof each === 'string');
  if (typeof given === 'object' && given !== null && 'function' in given && typeof given.function === 'string') {
    return [given.function];
  }
  return undefined;
}

async function ask(choices: readonly ProjectFunction[], placeHolder: string): Promise<ProjectFunction | undefined> {
  const [only] = choices;
  if (choices.length === 1) return only;
  const picked = await vscode.window.showQuickPick(
    choices.map((found) => ({
      label: found.logicalName,
      description: found.configuration.runtime,
      detail: vscode.workspace.asRelativePath(found.template?.file ?? found.handlerFile ?? ''),
      found,
    })),
    { placeHolder, matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.found;
}
