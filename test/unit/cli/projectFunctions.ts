import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { problemAt, projectFunction } from '../../../src/project/projectFunction';
import type { ProjectFunction, Severity } from '../../../src/project/projectFunction';

/** A function of a template, with one problem where a severity is given. */
export function functionIn(
  template: string,
  logicalName: string,
  {
    name = logicalName,
    severity,
    handler = 'app.handler',
  }: { name?: string; severity?: Severity; handler?: string } = {},
): ProjectFunction {
  const at = { file: template, line: 1, column: 1 };
  return projectFunction({
    logicalName,
    origin: 'cloudformation',
    configuration: functionConfiguration({ name, runtime: 'nodejs22.x', handler, codePath: '/p' }),
    template: at,
    problems: severity === undefined ? [] : [problemAt(at, severity, `${logicalName} is wrong.`)],
  });
}
