import { UserError } from '../lambda/errors';
import type { ProjectFunction } from '../project/projectFunction';
import type { WorkspaceFunctions } from './workspaceFunctions';

/** Finds functions of the workspace by name, and handlers that no template names by file. */
export class FunctionFinder {
  constructor(private readonly functions: WorkspaceFunctions) {}

  /** Throws a UserError that lists near names when there is no such function, or the choices when there are several. */
  async find(nameOrPath: string, folder: string | undefined): Promise<ProjectFunction> {
    const { Project } = await import('../project/project');
    await this.functions.load();
    if (folder === undefined) {
      const named = this.functions.functions.find(({ logicalName, configuration }) =>
        [logicalName, configuration.name].includes(nameOrPath),
      );
      if (named !== undefined) return named;
      throw new UserError(`There is no function "${nameOrPath}" in this window; open the folder it belongs to.`);
    }
    return (await Project.open(folder)).find(nameOrPath);
  }
}
