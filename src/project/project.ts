import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { toError, UserError } from '../lambda/errors';
import { bareHandlerFunction, findBareHandler } from './bareHandler';
import type { BareHandlerOptions } from './bareHandler';
import { CloudFormationReader } from './cloudformation/cloudFormationReader';
import { findSavedEvents } from './events';
import type { SavedEvent } from './events';
import { errorCode, findTemplates } from './findTemplates';
import { handlerParts, kindOf, languageOfRuntime } from './handlerFile';
import { nearNames } from './nearNames';
import { problemAt } from './projectFunction';
import type { Problem, ProjectFunction } from './projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from './templateReader';

export interface ProjectOptions extends TemplateOptions, BareHandlerOptions {}

const READERS: readonly TemplateReader[] = [new CloudFormationReader()];

/** The functions of a folder, as its templates describe them. Nothing of the project is executed. */
export class Project {
  /** Absolute path. */
  readonly folder: string;
  /** In the order of their templates. */
  readonly functions: readonly ProjectFunction[];
  /** What is wrong with folders and templates; the problems of a function are its own. */
  readonly problems: readonly Problem[];
  private readonly options: ProjectOptions;

  private constructor(
    folder: string,
    functions: readonly ProjectFunction[],
    problems: readonly Problem[],
    options: ProjectOptions,
  ) {
    this.folder = folder;
    this.functions = functions;
    this.problems = problems;
    this.options = options;
  }

  /** Reads the templates below a folder, or one template file. Throws a UserError when there is no such path. */
  static async open(folderOrTemplate: string, options: ProjectOptions = {}): Promise<Project> {
    const given = path.resolve(folderOrTemplate);
    const kind = await kindOf(given);
    if (kind === undefined) throw new UserError(`There is no folder ${given}; name the folder of your project.`);
    if (kind === 'file') {
      const { functions, problems } = await readTemplate(given, READERS, options);
      return new Project(path.dirname(given), functions, problems, options);
    }
    const found = await findTemplates(given, (name) => READERS.some((reader) => reader.recognises(name)));
    const functions: ProjectFunction[] = [];
    const problems = [...found.problems];
    for (const file of found.files) {
      const readers = READERS.filter((reader) => reader.recognises(path.basename(file)));
      const contents = await readTemplate(file, readers, options);
      functions.push(...contents.functions);
      problems.push(...contents.problems);
    }
    return new Project(given, functions, problems, options);
  }

  /**
   * The function of this name: its logical id, its FunctionName, either with the template's folder in front
   * (`services/orders/Create`), its handler file, or a handler that no template mentions (`src/app.ts`,
   * `src/app.handler`). Throws a UserError that lists near names when there is none, or the choices when there are several.
   */
  async find(nameOrPath: string): Promise<ProjectFunction> {
    const named = this.functions.filter((candidate) => this.namesOf(candidate).includes(nameOrPath));
    const found = this.only(nameOrPath, named) ?? (await this.findByPath(nameOrPath));
    if (found !== undefined) return found;
    throw this.notFound(nameOrPath);
  }

  /** Events kept in `events/` beside the function's template, or in the project folder for a bare handler. */
  async savedEvents(projectFunction: ProjectFunction): Promise<SavedEvent[]> {
    const { template } = projectFunction;
    return findSavedEvents(template === undefined ? this.folder : path.dirname(template.file));
  }

  private async findByPath(pathOrHandler: string): Promise<ProjectFunction | undefined> {
    const handler = await findBareHandler(this.folder, pathOrHandler);
    if (handler === undefined) return undefined;
    const isFile = path.resolve(this.folder, pathOrHandler) === handler.file;
    const known = this.functions.filter(
      (candidate) => candidate.handlerFile === handler.file && (isFile || exportOf(candidate) === handler.exportName),
    );
    return this.only(pathOrHandler, known) ?? bareHandlerFunction(this.folder, pathOrHandler, this.options);
  }

  private only(wanted: string, candidates: readonly ProjectFunction[]): ProjectFunction | undefined {
    if (candidates.length <= 1) return candidates[0];
    const choices = candidates.map((candidate) => this.pathName(candidate) ?? candidate.logicalName);
    throw new UserError(`Several functions answer to "${wanted}"; name one of ${choices.join(', ')}.`);
  }

  private namesOf(candidate: ProjectFunction): string[] {
    const pathName = this.pathName(candidate);
    return [candidate.logicalName, candidate.configuration.name, ...(pathName === undefined ? [] : [pathName])];
  }

  /** Folder of the template and logical id, e.g. `services/orders/Create`. */
  private pathName({ template, logicalName }: ProjectFunction): string | undefined {
    if (template === undefined) return undefined;
    const folder = path.relative(this.folder, path.dirname(template.file)).split(path.sep).join('/');
    return folder === '' ? logicalName : `${folder}/${logicalName}`;
  }

  private notFound(wanted: string): UserError {
    const names = [
      ...new Set(this.functions.flatMap(({ logicalName, configuration }) => [logicalName, configuration.name])),
    ];
    if (names.length === 0) {
      return new UserError(
        `There is no function or handler file "${wanted}" in ${this.folder}; name a file such as src/app.ts, or add a template.yaml.`,
      );
    }
    const near = nearNames(wanted, names).slice(0, 3);
    const advice =
      near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${names.slice(0, 10).join(', ')}.`;
    return new UserError(`There is no function or handler file "${wanted}" in ${this.folder}; ${advice}`);
  }
}

function exportOf({ configuration }: ProjectFunction): string | undefined {
  const language = languageOfRuntime(configuration.runtime);
  return language === undefined ? undefined : handlerParts(configuration.handler, language)?.exportName;
}

/** What the first reader makes of the file that takes it for its kind of template. */
async function readTemplate(
  file: string,
  readers: readonly TemplateReader[],
  options: TemplateOptions,
): Promise<TemplateContents> {
  const start = { file, line: 1, column: 1 };
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const message = `The template cannot be read (${errorCode(error)}); check its permissions.`;
    return { functions: [], problems: [problemAt(start, 'error', message)] };
  }
  for (const reader of readers) {
    try {
      const contents = await reader.read(file, text, options);
      if (contents !== undefined) return contents;
    } catch (error) {
      // One template that cannot be read must not hide the functions of the others.
      const message = `The template cannot be read: ${toError(error).message.split('\n', 1)[0] ?? ''}; simplify it.`;
      return { functions: [], problems: [problemAt(start, 'error', message)] };
    }
  }
  return { functions: [], problems: [] };
}
