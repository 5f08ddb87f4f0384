import path from 'node:path';
import { UserError } from '../lambda/errors';
import { lintPlaces } from '../linting/lintPlaces';
import type { LintResult } from '../linting/lintPlaces';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { LINT_FORMATS, formatFindings } from './lint/findingFormats';
import type { LintFormat } from './lint/findingFormats';
import { numberOption, parseOptions } from './options';
import { paintFor } from './terminal';

/** `warmpath lint`: what the analyser finds in files and folders. */
export async function lintCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('lint', given, {
    format: { type: 'string' },
    'max-warnings': { type: 'string' },
  });
  const format = formatOption(values.format);
  const maximum = numberOption('max-warnings', values['max-warnings'], { minimum: 0, maximum: 1_000_000 }) ?? 0;
  const places = (positionals.length === 0 ? ['.'] : positionals).map((each) =>
    path.resolve(context.workingFolder, each),
  );
  const result = await lintPlaces(places);
  const paint = paintFor(context.stdout, context.host.variables);
  const shown = (file: string): string => shownPath(context.workingFolder, file);
  context.stdout.write(formatFindings(format, result.findings, { paint, shown }));
  for (const file of result.skipped) {
    context.stderr.write(`${shown(file)} looks like the output of a bundler and was not linted.\n`);
  }
  if (format === 'text') context.stderr.write(`${summary(result)}\n`);
  const errors = count(result, 'error');
  return errors > 0 || count(result, 'warning') > maximum ? EXIT.functionError : EXIT.done;
}

function formatOption(given = 'text'): LintFormat {
  const format = LINT_FORMATS.find((each) => each === given);
  if (format !== undefined) return format;
  throw new UserError(`--format takes ${LINT_FORMATS.join(', ')}, not "${given}".`);
}

function shownPath(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}

function count({ findings }: LintResult, severity: string): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function summary(result: LintResult): string {
  const { findings, handlers, analysed } = result;
  const scope = `${plural(analysed.length, 'file')}, ${plural(handlers.length, 'handler')}`;
  if (findings.length === 0) return `Nothing found (${scope}).`;
  const errors = count(result, 'error');
  const warnings = count(result, 'warning');
  const others = findings.length - errors - warnings;
  const counts = [plural(errors, 'error'), plural(warnings, 'warning'), plural(others, 'other')];
  return `${counts.join(', ')} (${scope}).`;
}

function plural(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
