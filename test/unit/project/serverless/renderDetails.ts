import path from 'node:path';
import type { Project } from '../../../../src/project/project';
import type { ProjectFunction, SourceLocation, SourceRange } from '../../../../src/project/projectFunction';

/** What the golden files of whole projects do not show: events, places, unresolved variables, images. */
export function renderDetails(project: Project): string {
  return `${project.functions.map((each) => renderOne(project.folder, each).join('\n')).join('\n\n')}\n`;
}

function renderOne(folder: string, given: ProjectFunction): string[] {
  const { logicalName, origin, eventSources, places, unresolvedVariables, handlerSymbol, packageType } = given;
  const relative = (value: unknown): unknown =>
    typeof value === 'string' && value.startsWith(folder) ? path.relative(folder, value) || '.' : value;
  const show = (value: unknown): string => JSON.stringify(value, (_, each: unknown) => relative(each));
  const at = (place: SourceLocation | SourceRange): string =>
    `${path.relative(folder, place.file)}:${place.line}:${place.column}${'endLine' in place ? `-${place.endLine}:${place.endColumn}` : ''}`;
  const { image, snapStart, tracing } = given;
  return [
    `${logicalName} (${origin}, ${packageType}, ${handlerSymbol ?? 'no symbol'})`,
    ...Object.entries({ image, snapStart, tracing }).flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${name}: ${show(value)}`],
    ),
    ...eventSources.map((source) => `  ${source.type} ${show(source.settings)} at ${at(source.at)}`),
    ...Object.entries(unresolvedVariables).map(([name, reason]) => `  without ${name}: ${reason}`),
    ...Object.entries(places).map(([name, place]) => `  ${name} written at ${at(place)}`),
  ];
}
