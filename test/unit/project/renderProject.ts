import path from 'node:path';
import type { Project } from '../../../src/project/project';
import type { Problem, ProjectFunction } from '../../../src/project/projectFunction';

export const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/project');

/** Problems as a terminal would show them, with paths relative to `folder`. */
export function renderProblems(folder: string, problems: readonly Problem[]): string[] {
  return problems.map(
    ({ file, line, column, severity, message }) =>
      `${path.relative(folder, file) || '.'}:${line}:${column} ${severity}: ${message.replaceAll(folder, '<folder>')}`,
  );
}

/** A whole project as text: its problems, then each function with its configuration and problems. */
export function renderProject(project: Project): string {
  const { folder } = project;
  const blocks = [
    renderProblems(folder, project.problems),
    ...project.functions.map((each) => renderOne(folder, each)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderOne(folder: string, { logicalName, template, ...projectFunction }: ProjectFunction): string[] {
  const { configuration, handlerFile, environmentOrigins, problems } = projectFunction;
  const { environment, ...settings } = configuration;
  const relative = (value: string): string => (value.startsWith('/') ? path.relative(folder, value) || '.' : value);
  const place = template === undefined ? '' : ` at ${relative(template.file)}:${template.line}:${template.column}`;
  return [
    `${logicalName}${place}`,
    `  handlerFile: ${handlerFile === undefined ? 'none' : relative(handlerFile)}`,
    ...Object.entries(settings)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(
        ([name, value]) =>
          `  ${name}: ${JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? relative(each) : each))}`,
      ),
    ...Object.entries(environment).map(([name, value]) => {
      const origin = environmentOrigins[name];
      return `  ${name}=${value}  (${origin === undefined ? 'from nowhere' : `${relative(origin.file)}:${origin.line}`})`;
    }),
    ...renderProblems(folder, problems).map((line) => `  ${line}`),
  ];
}
