import path from 'node:path';
import { withInlineCode } from '../project/inlineCode';
import type { Project } from '../project/project';
import type { ProjectFunction } from '../project/projectFunction';
import type { CommandContext } from './commandContext';
import { inlineFolder, openProject, printProblems, requireRunnable, withEnvironmentFiles } from './functionOptions';
import { paintFor } from './terminal';

/** Options that say where a function is described and what is added to that. */
interface DescriptionValues {
  readonly template?: string | undefined;
  readonly parameter?: readonly string[] | undefined;
  readonly stage?: string | undefined;
  readonly 'env-file'?: readonly string[] | undefined;
}

/**
 * The function that a user names, ready to be run, with its project; its problems are printed. Throws a UserError when there
 * is none, or it cannot be run.
 */
export async function findRunnable(
  wanted: string,
  values: DescriptionValues,
  context: CommandContext,
): Promise<{ readonly project: Project; readonly found: ProjectFunction }> {
  const paint = paintFor(context.stderr, context.host.variables);
  const project = await openProject(context, values.template, values);
  const described = await findFunction(project, wanted, context);
  const found = await withEnvironmentFiles(
    await withInlineCode(described, inlineFolder(context)),
    values['env-file'],
    context,
  );
  printProblems(found.problems, context.stderr, paint, context.workingFolder);
  requireRunnable(found);
  return { project, found };
}

/** A path is meant from the working folder, wherever the template is. */
async function findFunction(project: Project, wanted: string, context: CommandContext): Promise<ProjectFunction> {
  const fromHere = path.relative(project.folder, path.resolve(context.workingFolder, wanted));
  try {
    return await project.find(wanted);
  } catch (thrown) {
    const found = fromHere === wanted ? undefined : await findByPath(project, fromHere);
    if (found !== undefined) {
      return found;
    }
    // A template that cannot be read may be the one that describes it.
    const paint = paintFor(context.stderr, context.host.variables);
    printProblems(project.problems, context.stderr, paint, context.workingFolder);
    throw thrown;
  }
}

/** Undefined when there is nothing below the project's folder that the path could mean. */
async function findByPath(project: Project, fromProject: string): Promise<ProjectFunction | undefined> {
  try {
    return await project.find(fromProject);
  } catch (thrown) {
    if (fromProject !== '' && !fromProject.startsWith('..')) {
      throw thrown;
    }
    return undefined;
  }
}
