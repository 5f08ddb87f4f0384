import { UserError } from '../lambda/errors';
import type { ProjectFunction } from '../project/projectFunction';
import type { SyntaxParser } from '../syntax/syntaxParser';
import type { WorkspaceFunctions } from './workspaceFunctions';

/** Finds functions of the workspace by name, and handlers that no template names by file. */
export class FunctionFinder {
  constructor(
    private readonly functions: WorkspaceFunctions,
    private readonly syntax: SyntaxParser,
  ) {}

  /**
   * `folder` is the workspace folder to look in, an absolute path. Throws a UserError that lists near names when there is
   * no such function, or the choices when there are several.
   */
  async find(nameOrPath: string, folder: string | undefined): Promise<ProjectFunction> {
    const { Project } = await import('../project/project');
    const functions = await this.functions.load();
    if (folder !== undefined) {
      return Project.of(folder, { functions, problems: this.functions.problems }, this.syntax).find(nameOrPath);
    }
    const named = functions.find(({ logicalName, configuration }) =>
      [logicalName, configuration.name].includes(nameOrPath),
    );
    if (named !== undefined) return named;
    throw new UserError(`There is no function "${nameOrPath}" in this window; open the folder it belongs to.`);
  }
}
