import path from 'node:path';
import { UserError } from '../lambda/errors';
import { fixPlaces } from '../linting/fixPlaces';
import { lintPlaces } from '../linting/lintPlaces';
import type { LintResult } from '../linting/lintPlaces';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { LINT_FORMATS, formatFindings } from './lint/findingFormats';
import type { LintFormat } from './lint/findingFormats';
import { explanation, pagesOf } from './lint/rulePage';
import { withFixes } from './lint/shownFinding';
import { numberOption, parseOptions } from './options';
import { paintFor } from './terminal';

/** `warmpath lint`: what the analyser finds in files and folders. */
export async function lintCommand(given: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseOptions('lint', given, {
    explain: { type: 'string' },
    fix: { type: 'boolean', default: false },
    format: { type: 'string' },
    'max-warnings': { type: 'string' },
  });
  if (values.explain !== undefined) {
    context.stdout.write(await explanation(context.programFolder, values.explain));
    return EXIT.done;
  }
  const format = formatOption(values.format);
  const maximum = numberOption('max-warnings', values['max-warnings'], { minimum: 0, maximum: 1_000_000 }) ?? 0;
  const places = (positionals.length === 0 ? ['.'] : positionals).map((each) =>
    path.resolve(context.workingFolder, each),
  );
  if (values.fix) await fix(places, context);
  const result = await lintPlaces(places);
  await show(result, format, context);
  const errors = count(result, 'error');
  return errors > 0 || count(result, 'warning') > maximum ? EXIT.functionError : EXIT.done;
}

function formatOption(given = 'text'): LintFormat {
  const format = LINT_FORMATS.find((each) => each === given);
  if (format !== undefined) return format;
  throw new UserError(`--format takes ${LINT_FORMATS.join(', ')}, not "${given}".`);
}

async function fix(places: readonly string[], { stderr, workingFolder }: CommandContext): Promise<void> {
  const { fixed, changed, failed } = await fixPlaces(places);
  for (const file of failed) {
    stderr.write(`${shownPath(workingFolder, file)} could not be fixed; let it be UTF-8 text that may be written.\n`);
  }
  stderr.write(`Fixed ${plural(fixed, 'finding')} in ${plural(changed.length, 'file')}.\n`);
}

async function show(result: LintResult, format: LintFormat, context: CommandContext): Promise<void> {
  const { stdout, stderr, workingFolder, host } = context;
  const shown = (file: string): string => shownPath(workingFolder, file);
  for (const { file, line, column, severity, message } of result.problems) {
    stderr.write(`${shown(file)}:${line}:${column} ${severity}: ${message}\n`);
  }
  const hasFixes = format === 'json' || format === 'sarif';
  const found = await withFixes(result.findings, hasFixes ? (finding) => result.fixes(finding) : undefined);
  const pages = format === 'sarif' ? await pagesOf(result.findings, context.programFolder) : new Map<string, string>();
  stdout.write(formatFindings(format, found, { paint: paintFor(stdout, host.variables), shown, pages }));
  for (const file of result.skipped) {
    stderr.write(`${shown(file)} looks like the output of a bundler and was not linted.\n`);
  }
  if (format === 'text') stderr.write(`${summary(result)}\n`);
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
