import path from 'node:path';
import type { Problem, ProjectFunction, SourceLocation } from '../project/projectFunction';
import type { SavedEvent } from '../project/savedEvents';
import { counted } from '../timeline/format';
import type { EnvironmentState, FunctionState } from './environmentStates';
import { functionKey } from './functionNames';
import type { Translate } from './translate';

/** Kinds of rows; menus of package.json name them as `viewItem`. */
export const ROW_KINDS = ['project', 'function', 'problem', 'event', 'environment', 'notice'] as const;
type RowKind = (typeof ROW_KINDS)[number];

/** One row of the Functions view. */
export interface Row {
  /** The same for the same thing in a later tree. */
  readonly id: string;
  readonly kind: RowKind;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** Name of a codicon. */
  readonly icon: string;
  /** Theme colour of the icon. */
  readonly color?: string;
  /** Where a click leads. */
  readonly place?: SourceLocation;
  /** Command for a click that leads to no place. */
  readonly command?: { readonly id: string; readonly arguments: readonly unknown[] };
  /** Key of the function the row belongs to. */
  readonly function?: string;
  /** Name of the saved event that the row is. */
  readonly event?: string;
  readonly environmentId?: string;
  readonly children: readonly Row[];
}

/** What the rows are made of. */
export interface FunctionsModel {
  /** Absolute paths and names of the open folders. */
  readonly folders: readonly { readonly path: string; readonly name: string }[];
  readonly functions: readonly ProjectFunction[];
  /** Of folders and templates. */
  readonly problems: readonly Problem[];
  /** By the key of the function they belong to. */
  readonly events: ReadonlyMap<string, readonly SavedEvent[]>;
  /** What is missing on this machine to run a function, by its key. */
  readonly missing: ReadonlyMap<string, string>;
  readonly state: (functionName: string) => FunctionState;
  readonly trusted: boolean;
}

/** The rows of the Functions view, one group for each project when there are several. */
export function functionRows(model: FunctionsModel, t: Translate): Row[] {
  const projects = [
    ...new Set([...model.functions.map((found) => projectOf(found, model)), ...model.problems.map(({ file }) => file)]),
  ];
  const groups = projects.map((project): Row => {
    const functions = model.functions.filter((found) => projectOf(found, model) === project);
    const problems = model.problems.filter(({ file }) => file === project);
    return {
      id: `project:${project}`,
      kind: 'project',
      ...projectName(project, model),
      icon: isFolder(project, model) ? 'folder' : 'file-code',
      ...(isFolder(project, model) ? {} : { place: { file: project, line: 1, column: 1 } }),
      children: [
        ...problems.map((problem, index) => problemRow(problem, `project:${project}:problem:${index}`)),
        ...functions.map((found) => functionRow(found, model, t)),
      ],
    };
  });
  const notices = groups.length > 0 ? noticeRows(model, t) : [];
  return [...notices, ...(groups.length === 1 ? groups.flatMap(({ children }) => children) : groups)];
}

/** What keeps functions from running, where the welcome text cannot be seen because there are functions. */
function noticeRows({ trusted }: FunctionsModel, t: Translate): Row[] {
  if (trusted) return [];
  const row: Row = {
    id: 'notice:trust',
    kind: 'notice',
    label: t('Not run in Restricted Mode'),
    description: t('Trust this workspace…'),
    tooltip: t('Running a function runs the code of this workspace. Trust the workspace to allow it.'),
    icon: 'workspace-untrusted',
    command: { id: 'workbench.trust.manage', arguments: [] },
    children: [],
  };
  return [row];
}

function functionRow(found: ProjectFunction, model: FunctionsModel, t: Translate): Row {
  const key = functionKey(found);
  const { configuration, logicalName, problems } = found;
  const { environments } = model.state(configuration.name);
  const missing = model.missing.get(key);
  const isBroken = problems.some(({ severity }) => severity === 'error') || missing !== undefined;
  const icon = isBroken ? { icon: 'error', color: 'list.errorForeground' } : { icon: 'symbol-function' };
  return {
    id: `function:${key}`,
    kind: 'function',
    label: logicalName,
    description: configuration.runtime,
    tooltip: [
      configuration.handler,
      t('{0} MB, {1} s', configuration.memorySize, configuration.timeout),
      ...(configuration.name === logicalName ? [] : [configuration.name]),
    ].join('\n'),
    ...icon,
    function: key,
    children: [
      ...(missing === undefined ? [] : [missingRow(missing, key)]),
      ...problems.map((problem, index) => problemRow(problem, `function:${key}:problem:${index}`)),
      ...environments.map((environment) => environmentRow(environment, key, t)),
      ...(model.events.get(key) ?? []).map((event) => eventRow(event, key, model)),
    ],
  };
}

function missingRow(message: string, key: string): Row {
  return {
    id: `function:${key}:missing`,
    kind: 'problem',
    label: message,
    tooltip: message,
    icon: 'error',
    color: 'list.errorForeground',
    command: { id: 'workbench.action.openSettings', arguments: ['warmpath.runtime'] },
    function: key,
    children: [],
  };
}

const PROBLEM_ICONS = {
  error: { icon: 'error', color: 'list.errorForeground' },
  warning: { icon: 'warning', color: 'list.warningForeground' },
  information: { icon: 'info' },
} as const;

function problemRow(problem: Problem, id: string): Row {
  const { message, severity, file, line } = problem;
  return {
    id,
    kind: 'problem',
    label: message,
    tooltip: `${message}\n${path.basename(file)}:${line}`,
    ...PROBLEM_ICONS[severity],
    place: problem,
    children: [],
  };
}

function environmentRow({ id, number, phase, invocations }: EnvironmentState, key: string, t: Translate): Row {
  return {
    id: `function:${key}:environment:${id}`,
    kind: 'environment',
    label: t('Environment #{0}', number),
    description: invocations === 0 ? phase : `${phase} · ${counted(invocations, 'invocation')}`,
    tooltip: id,
    icon: 'server-process',
    function: key,
    environmentId: id,
    children: [],
  };
}

function eventRow(event: SavedEvent, key: string, model: FunctionsModel): Row {
  const folder = folderOf(event.file, model)?.path ?? path.dirname(event.file);
  return {
    id: `function:${key}:event:${event.file}:${event.name}`,
    kind: 'event',
    label: event.name,
    description: path.relative(folder, event.file).split(path.sep).join('/'),
    tooltip: event.file,
    icon: 'json',
    place: { file: event.file, line: 1, column: 1 },
    function: key,
    event: event.name,
    children: [],
  };
}

/** The template of a function; the open folder where there is none. */
function projectOf({ template, handlerFile, configuration }: ProjectFunction, model: FunctionsModel): string {
  if (template !== undefined) return template.file;
  return folderOf(handlerFile ?? configuration.codePath, model)?.path ?? configuration.codePath;
}

function projectName(project: string, model: FunctionsModel): Pick<Row, 'label' | 'description'> {
  const folder = folderOf(project, model);
  if (folder === undefined) return { label: path.basename(project) };
  if (folder.path === project) return { label: folder.name };
  const label = path.relative(folder.path, project).split(path.sep).join('/');
  return model.folders.length > 1 ? { label, description: folder.name } : { label };
}

function isFolder(project: string, model: FunctionsModel): boolean {
  return (
    !model.problems.some(({ file }) => file === project) &&
    !model.functions.some(({ template }) => template?.file === project)
  );
}

function folderOf(file: string, { folders }: FunctionsModel): FunctionsModel['folders'][number] | undefined {
  return folders.find((folder) => file === folder.path || file.startsWith(folder.path + path.sep));
}
