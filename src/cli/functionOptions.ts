import path from 'node:path';
import { DEFAULT_ENVIRONMENT_SETTINGS, type EnvironmentSettings } from '../environment/environmentOptions';
import type { FleetSettings } from '../fleet/fleetSettings';
import { LocalFleet } from '../fleet/localFleet';
import { stateFolder } from '../fleet/stateFolder';
import { UserError } from '../lambda/errors';
import { systemClock } from '../lambda/ports';
import { readEnvironmentFile, withEnvironmentFile } from '../project/environmentFile';
import { Project } from '../project/project';
import type { ProjectFiles } from '../project/projectFiles';
import { canRun, type Problem, type ProjectFunction } from '../project/projectFunction';
import { ProjectModel } from '../project/projectModel';
import { READERS } from '../project/readers';
import type { TemplateOptions } from '../project/templateReader';
import { SyntaxParser } from '../syntax/syntaxParser';
import type { CommandContext } from './commandContext';
import { streamLogger } from './streamLogger';
import { paintFor, type OutputStream, type Paint } from './terminal';

/** Options that every command which runs functions takes. */
export const FUNCTION_OPTIONS = {
  parameter: { type: 'string', multiple: true },
  stage: { type: 'string' },
  'env-file': { type: 'string', multiple: true },
  pass: { type: 'string', multiple: true },
  credentials: { type: 'boolean' },
  'no-freeze': { type: 'boolean' },
  node: { type: 'string' },
  python: { type: 'string' },
  verbose: { type: 'boolean' },
} as const;

export interface FunctionOptionValues {
  readonly pass?: readonly string[] | undefined;
  readonly credentials?: boolean | undefined;
  readonly 'no-freeze'?: boolean | undefined;
  readonly node?: string | undefined;
  readonly python?: string | undefined;
  readonly verbose?: boolean | undefined;
}

/** Options that say how templates are to be read. */
interface TemplateOptionValues {
  readonly parameter?: readonly string[] | undefined;
  readonly stage?: string | undefined;
}

/**
 * Opens the project below a folder or template, relative to the working folder. `conventions`: with the handlers that no
 * template names.
 */
export async function openProject(
  context: CommandContext,
  given: string | undefined,
  values: TemplateOptionValues,
  conventions = false,
): Promise<Project> {
  return Project.open(placeOf(context, given), { ...templateOptions(context, values), conventions });
}

/** The same project as a model that follows `files`. Where no template describes a function, its code is searched for them. */
export async function openProjectModel(
  context: CommandContext,
  given: string | undefined,
  values: TemplateOptionValues,
  files: ProjectFiles,
): Promise<ProjectModel> {
  const places = [placeOf(context, given)];
  const options = { ...templateOptions(context, values), readers: READERS, files };
  const described = await ProjectModel.open(places, options);
  if (described.functions.length > 0) return described;
  return ProjectModel.open(places, { ...options, syntax: new SyntaxParser() });
}

/** Absolute path of the folder or template that a command is about. */
export function placeOf(context: CommandContext, given: string | undefined): string {
  return path.resolve(context.workingFolder, given ?? '.');
}

function templateOptions(context: CommandContext, { parameter, stage }: TemplateOptionValues): TemplateOptions {
  return {
    parameters: templateParameters(parameter),
    environment: definedVariables(context.host.variables),
    ...(stage === undefined ? {} : { stage }),
  };
}

function definedVariables(variables: CommandContext['host']['variables']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Reads `Name=value` pairs. Throws a UserError for anything else. */
function templateParameters(given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const separator = pair.indexOf('=');
      if (separator < 1) {
        throw new UserError(`--parameter takes Name=value, not "${pair}".`);
      }
      return [pair.slice(0, separator), pair.slice(separator + 1)];
    }),
  );
}

/** The function with the variables of the given `.env` files over its own. */
export async function withEnvironmentFiles(
  projectFunction: ProjectFunction,
  files: readonly string[] | undefined,
  context: CommandContext,
): Promise<ProjectFunction> {
  let result = projectFunction;
  for (const file of files ?? []) {
    result = withEnvironmentFile(result, await readEnvironmentFile(path.resolve(context.workingFolder, file)));
  }
  return result;
}

/** Prints problems as `file:line:column severity: message`, the form editors make clickable. */
export function printProblems(problems: readonly Problem[], stream: OutputStream, paint: Paint, folder: string): void {
  for (const problem of problems) {
    const place = `${path.relative(folder, problem.file) || problem.file}:${String(problem.line)}:${String(problem.column)}`;
    const style = problem.severity === 'error' ? 'red' : problem.severity === 'warning' ? 'yellow' : 'dim';
    stream.write(`${place} ${paint(style, `${problem.severity}:`)} ${problem.message}\n`);
  }
}

/** Throws a UserError for a function that must not be run; its problems have been printed. */
export function requireRunnable(projectFunction: ProjectFunction): void {
  if (!canRun(projectFunction)) {
    throw new UserError(`${projectFunction.logicalName} cannot be run; repair the errors above.`);
  }
}

export function environmentSettings(values: FunctionOptionValues, context: CommandContext): EnvironmentSettings {
  const { variables } = context.host;
  return {
    ...DEFAULT_ENVIRONMENT_SETTINGS,
    region: variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION'] ?? DEFAULT_ENVIRONMENT_SETTINGS.region,
    freeze: values['no-freeze'] !== true,
    passThrough: values.pass ?? [],
    ...(values.credentials === true ? { credentials: credentialsOf(variables) } : {}),
  };
}

function credentialsOf(
  variables: CommandContext['host']['variables'],
): NonNullable<EnvironmentSettings['credentials']> {
  const accessKeyId = variables['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = variables['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = variables['AWS_SESSION_TOKEN'];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UserError(
      '--credentials hands AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of your shell to the function; set both first.',
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** The fleet that runs a command's functions. */
export function localFleet(settings: FleetSettings, values: FunctionOptionValues, context: CommandContext): LocalFleet {
  const { workingFolder, stderr, host, programFolder } = context;
  const interpreter = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : path.resolve(workingFolder, file);
  return new LocalFleet({
    settings,
    clock: systemClock,
    logger: streamLogger(stderr, paintFor(stderr, host.variables), values.verbose === true),
    host,
    runtimes: {
      nodePath: () => interpreter(values.node),
      pythonPath: () => interpreter(values.python),
      debugpyFolder: () => undefined,
      workspaceFolders: () => [workingFolder],
    },
    stateFolder: stateFolder(host),
    clientsFolder: path.join(programFolder, 'runtimes'),
  });
}

/** Where code that is written in templates becomes files. */
export function inlineFolder(context: CommandContext): string {
  return path.join(stateFolder(context.host), 'inline');
}
