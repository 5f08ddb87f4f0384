import path from 'node:path';
import { isWithin } from '../project/isWithin';
import type { ProjectFunction, SourceLocation } from '../project/projectFunction';

/** What commands are given to say which function they are for; equal for the same function of a later reading. */
export function functionKey({ template, handlerFile, logicalName }: ProjectFunction): string {
  return `${template?.file ?? handlerFile ?? ''}#${logicalName}`;
}

/**
 * The shortest name that stands for this function alone in its workspace folder, as `Project.find` takes it: the logical
 * id, or with the folder of its template in front (`services/orders/Create`).
 */
export function uniqueName(found: ProjectFunction, functions: readonly ProjectFunction[], folder: string): string {
  const { logicalName, template } = found;
  const inFolder = functions.filter((each) => isWithin(folder, placeOf(each).file));
  const alike = inFolder.filter((each) => [each.logicalName, each.configuration.name].includes(logicalName));
  if (alike.length <= 1 || template === undefined) return logicalName;
  const below = path.relative(folder, path.dirname(template.file)).split(path.sep).join('/');
  return below === '' ? logicalName : `${below}/${logicalName}`;
}

/** Where the function is described: in its template, or in the code that is all there is of it. */
export function placeOf({ template, handlerFile, places, configuration }: ProjectFunction): SourceLocation {
  return template ?? places.handler ?? { file: handlerFile ?? configuration.codePath, line: 1, column: 1 };
}
