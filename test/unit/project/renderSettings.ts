import path from 'node:path';
import type { Project } from '../../../src/project/project';
import type { ProjectFunction, SourceLocation } from '../../../src/project/projectFunction';

/** What `renderProject` does not show: places, event sources and how the function is packaged. */
export function renderSettings({ folder, functions }: Project): string {
  return functions.map((each) => `${renderOne(folder, each).join('\n')}\n`).join('\n');
}

function renderOne(folder: string, each: ProjectFunction): string[] {
  const { packageType, handlerSymbol, snapStart, tracing, managedInstanceConcurrency, image, inlineCode } = each;
  const relative = (_: string, value: unknown): unknown =>
    typeof value === 'string' && value.startsWith(folder) ? path.relative(folder, value) || '.' : value;
  const settings = { packageType, handlerSymbol, snapStart, tracing, managedInstanceConcurrency, image, inlineCode };
  return [
    `${each.logicalName} in ${path.relative(folder, each.template?.file ?? folder)}`,
    ...Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value, relative)}`),
    ...Object.entries(each.places).map(([name, place]) => `  ${name} at ${renderPlace(place)}`),
    ...Object.entries(each.unresolvedVariables).map(([name, reason]) => `  ${name}: ${reason}`),
    ...each.eventSources.map(
      ({ type, name = 'nameless', settings: given, at }) =>
        `  ${type} ${name} at ${renderPlace(at)}: ${JSON.stringify(given, relative)}`,
    ),
  ];
}

function renderPlace(place: SourceLocation): string {
  const start = `${place.line}:${place.column}`;
  return 'endLine' in place && 'endColumn' in place
    ? `${start}-${String(place.endLine)}:${String(place.endColumn)}`
    : start;
}
