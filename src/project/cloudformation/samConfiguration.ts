import path from 'node:path';
import { parse as parseToml, TomlError } from 'smol-toml';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import type { ProjectFiles } from '../projectFiles';
import { problemAt } from '../projectFunction';
import type { Problem } from '../projectFunction';

/** In the order in which SAM looks for them; the first that is there counts. */
const FILE_NAMES = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml'];
const DEFAULT_ENVIRONMENT = 'default';
/** Commands whose parameters say how a function is run; a later one replaces what an earlier one says. */
const COMMANDS = ['global', 'deploy', 'local_start_api', 'local_start_lambda', 'local_invoke'];

interface SamConfiguration {
  readonly parameters: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * The `parameter_overrides` and the `stack_name` of the samconfig.toml or samconfig.yaml beside a template: those of the
 * environment `default` or, without one, of the first environment in the file.
 */
export async function readSamConfiguration(templateFolder: string, files: ProjectFiles): Promise<SamConfiguration> {
  for (const name of FILE_NAMES) {
    const file = path.join(templateFolder, name);
    const text = await files.text(file);
    if (text === undefined) continue;
    const isToml = name.endsWith('.toml');
    try {
      const content = text.replace(/^\u{FEFF}/u, '');
      const configuration: unknown = isToml ? parseToml(content) : parseYaml(content);
      return { parameters: overrides(configuration), problems: [] };
    } catch (error) {
      const message = `The file is not valid ${isToml ? 'TOML' : 'YAML'}, so its parameters are left out; correct it here.`;
      return { parameters: {}, problems: [problemAt({ file, ...placeOf(error) }, 'warning', message)] };
    }
  }
  return { parameters: {}, problems: [] };
}

function placeOf(error: unknown): { readonly line: number; readonly column: number } {
  if (error instanceof TomlError) return { line: error.line, column: error.column };
  const [start] = (error instanceof YAMLParseError ? error.linePos : undefined) ?? [];
  return { line: start?.line ?? 1, column: start?.col ?? 1 };
}

function overrides(configuration: unknown): Record<string, string> {
  const environments = Object.entries(isTable(configuration) ? configuration : {}).filter(([, value]) =>
    isTable(value),
  );
  const [, chosen] = environments.find(([name]) => name === DEFAULT_ENVIRONMENT) ?? environments[0] ?? [];
  return Object.fromEntries(
    COMMANDS.flatMap((command) => {
      const given = below(below(chosen, command), 'parameters');
      const stack = below(given, 'stack_name');
      const named: [string, string][] = typeof stack === 'string' ? [['AWS::StackName', stack]] : [];
      return [...named, ...pairs(below(given, 'parameter_overrides'))];
    }),
  );
}

/** One text with pairs between blanks, or a list of pairs. */
function pairs(value: unknown): [string, string][] {
  const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
  return texts.flatMap((text) => words(text).flatMap(pair));
}

/** Splits at blanks outside of quotes. */
function words(text: string): string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/g) ?? [];
}

/** `Name=value`, or `ParameterKey=Name,ParameterValue=value`. */
function pair(word: string): [string, string][] {
  const long = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(word);
  const separator = word.indexOf('=');
  const [name, value] = long === null ? [word.slice(0, separator), word.slice(separator + 1)] : long.slice(1);
  if (name === undefined || value === undefined || separator < 1) return [];
  return [[unquoted(name), unquoted(value)]];
}

function unquoted(text: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(text)?.[2];
  return quoted === undefined ? text : quoted.replaceAll(/\\(["\\])/g, '$1');
}

function below(value: unknown, name: string): unknown {
  return isTable(value) ? value[name] : undefined;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
