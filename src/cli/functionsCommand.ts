import path from 'node:path';
import type { ProjectFunction } from '../project/projectFunction';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { openProject, printProblems } from './functionOptions';
import { parseOptions } from './options';
import { paintFor } from './terminal';

/** `warmpath functions`: what was found and from where. */
export async function functionsCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('functions', given, {
    json: { type: 'boolean' },
    parameter: { type: 'string', multiple: true },
    stage: { type: 'string' },
  });
  const project = await openProject(context, positionals[0], values, true);
  if (values.json === true) {
    context.stdout.write(`${JSON.stringify(project.functions.map(withoutValues), undefined, 2)}\n`);
    return EXIT.done;
  }
  const paint = paintFor(context.stdout, context.host.variables);
  if (project.functions.length === 0) {
    context.stdout.write(`No function was found in ${project.folder}. Name a handler file, or add a template.yaml.\n`);
  }
  for (const found of project.functions) {
    const { configuration } = found;
    context.stdout.write(`${paint('bold', found.logicalName)}\n`);
    for (const [label, value] of describe(found, context.workingFolder)) {
      context.stdout.write(`  ${paint('dim', label.padEnd(9))} ${value}\n`);
    }
    const names = Object.keys(configuration.environment);
    if (names.length > 0) {
      context.stdout.write(`  ${paint('dim', 'variables')} ${names.join(', ')}\n`);
    }
  }
  const problems = [...project.problems, ...project.functions.flatMap((found) => found.problems)];
  printProblems(problems, context.stderr, paintFor(context.stderr, context.host.variables), context.workingFolder);
  return EXIT.done;
}

function describe(found: ProjectFunction, folder: string): [string, string][] {
  const { configuration, confidence, handlerFile, template } = found;
  const relative = (file: string): string => path.relative(folder, file) || '.';
  return [
    ['runtime', configuration.runtime],
    ['handler', `${configuration.handler}${handlerFile === undefined ? '' : ` (${relative(handlerFile)})`}`],
    ['code', relative(configuration.codePath)],
    [
      'limits',
      `${String(configuration.memorySize)} MB, ${String(configuration.timeout)} s, /tmp ${String(configuration.ephemeralStorage)} MB`,
    ],
    ...(configuration.layers.length === 0
      ? []
      : [['layers', configuration.layers.map(relative).join(', ')] satisfies [string, string]]),
    [
      'from',
      template === undefined ? `its code (${confidence})` : `${relative(template.file)}:${String(template.line)}`,
    ],
  ];
}

/** Values of variables are often secrets; a listing shows their names only. */
function withoutValues(found: ProjectFunction): unknown {
  return {
    ...found,
    configuration: { ...found.configuration, environment: Object.keys(found.configuration.environment) },
  };
}
