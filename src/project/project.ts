import path from 'node:path';
import { UserError } from '../lambda/errors';
import { SyntaxParser } from '../syntax/syntaxParser';
import { bareHandlerFunction, findBareHandler } from './bareHandler';
import type { BareHandlerOptions } from './conventionFunction';
import { handlerParts, kindOf, languageOfRuntime } from './handlerFile';
import { isWithin } from './isWithin';
import { nearNames } from './nearNames';
import type { Problem, ProjectFunction } from './projectFunction';
import { ProjectModel } from './projectModel';
import { READERS } from './readers';
import { eventsOf, savedEventsFor } from './savedEvents';
import type { SavedEvent } from './savedEvents';
import type { TemplateOptions } from './templateReader';

export interface ProjectOptions extends TemplateOptions, BareHandlerOptions {
  /** Handlers that no template names are among the functions, too; their source files are read for that. */
  readonly conventions?: boolean;
}

/** The functions of a folder, as its templates describe them. Nothing of the project is executed. */
export class Project {
  /** Absolute path. */
  readonly folder: string;
  /** In the order of their templates; those without a template come last. */
  readonly functions: readonly ProjectFunction[];
  /** What is wrong with folders and templates; the problems of a function are its own. */
  readonly problems: readonly Problem[];
  private readonly options: ProjectOptions;
  private readonly syntax: SyntaxParser;

  private constructor(
    folder: string,
    { functions, problems }: Pick<ProjectModel, 'functions' | 'problems'>,
    options: ProjectOptions,
    syntax: SyntaxParser,
  ) {
    this.syntax = syntax;
    this.folder = folder;
    this.functions = functions;
    this.problems = problems;
    this.options = options;
  }

  /** Reads the templates below a folder, or one template file. Throws a UserError when there is no such path. */
  static async open(folderOrTemplate: string, options: ProjectOptions = {}): Promise<Project> {
    const given = path.resolve(folderOrTemplate);
    const { conventions = false, ...others } = options;
    const syntax = new SyntaxParser();
    const model = await ProjectModel.open([given], { ...others, readers: READERS, ...(conventions ? { syntax } : {}) });
    const folder = (await kindOf(given)) === 'file' ? path.dirname(given) : given;
    return new Project(folder, model, others, syntax);
  }

  /** The part of a model that lies in a folder (absolute path). */
  static of(folder: string, model: Pick<ProjectModel, 'functions' | 'problems'>, syntax: SyntaxParser): Project {
    const functions = model.functions.filter(({ template, handlerFile, configuration }) =>
      isWithin(folder, template?.file ?? handlerFile ?? configuration.codePath),
    );
    return new Project(folder, { functions, problems: model.problems }, {}, syntax);
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
    const inCode = await this.inCode();
    const conventional = inCode.filter(({ logicalName }) => logicalName === nameOrPath);
    const only = this.only(nameOrPath, conventional);
    if (only !== undefined) return only;
    throw this.notFound(nameOrPath, this.functions.length > 0 ? this.functions : inCode);
  }

  /** Events kept beside the function's template, beside its code and in the project folder, each by a name of its own. */
  savedEvents(projectFunction: ProjectFunction): Promise<SavedEvent[]> {
    return savedEventsFor(this.folder, projectFunction);
  }

  /** Those of the saved events that belong to the function, the likeliest first. */
  ownEvents(projectFunction: ProjectFunction, saved: readonly SavedEvent[]): SavedEvent[] {
    return eventsOf(projectFunction, saved, this.functions);
  }

  private async findByPath(pathOrHandler: string): Promise<ProjectFunction | undefined> {
    const handler = await findBareHandler(this.folder, pathOrHandler, this.syntax);
    if (handler === undefined) return undefined;
    const isFile = path.resolve(this.folder, pathOrHandler) === handler.file;
    const known = this.functions.filter(
      (candidate) => candidate.handlerFile === handler.file && (isFile || exportOf(candidate) === handler.exportName),
    );
    return (
      this.only(pathOrHandler, known) ?? bareHandlerFunction(this.folder, pathOrHandler, this.syntax, this.options)
    );
  }

  /** Sources are searched only for names that nothing else explains. */
  private async inCode(): Promise<readonly ProjectFunction[]> {
    const { functions } = await ProjectModel.open([this.folder], { ...this.options, readers: [], syntax: this.syntax });
    return functions;
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

  private notFound(wanted: string, functions: readonly ProjectFunction[]): UserError {
    const names = [
      ...new Set(functions.flatMap(({ logicalName, configuration }) => [logicalName, configuration.name])),
    ];
    if (names.length === 0) {
      return new UserError(
        `There is no function or handler file "${wanted}" in ${this.folder}; name a file such as src/app.ts, or add a template.yaml.`,
      );
    }
    const near = nearNames(wanted, names).slice(0, 3);
    const advice =
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : `there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 10).join(', ')}.`;
    return new UserError(`There is no function or handler file "${wanted}" in ${this.folder}; ${advice}`);
  }
}

function exportOf({ configuration }: ProjectFunction): string | undefined {
  const language = languageOfRuntime(configuration.runtime);
  return language === undefined ? undefined : handlerParts(configuration.handler, language)?.exportName;
}
