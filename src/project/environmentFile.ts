import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../lambda/errors';
import { errorCode } from './findTemplates';
import { ProblemList } from './problemList';
import type { Problem, ProjectFunction, SourceLocation } from './projectFunction';
import { variableProblems } from './variableProblems';

/** Variables out of a `.env` file. */
export interface EnvironmentFile {
  /** Absolute path. */
  readonly file: string;
  /** Variables that Lambda accepts. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variable name -> where it was written. */
  readonly origins: Readonly<Record<string, SourceLocation>>;
  /** Variables that Lambda refuses, by name. Values are never shown. */
  readonly problems: readonly Problem[];
}

/** Reads a `.env` file. Throws a UserError when it cannot be read. */
export async function readEnvironmentFile(file: string): Promise<EnvironmentFile> {
  const absolute = path.resolve(file);
  let text: string;
  try {
    text = await readFile(absolute, 'utf8');
  } catch (error) {
    throw new UserError(`The environment file ${absolute} cannot be read (${errorCode(error)}); check its path.`);
  }
  return parseEnvironmentFile(absolute, text);
}

/** Parses the text of a `.env` file as Node.js does: `NAME=value` lines, quotes, comments, `export`. */
export function parseEnvironmentFile(file: string, text: string): EnvironmentFile {
  const written = new Map<string, string>();
  const origins = new Map<string, SourceLocation>();
  for (const [name, value] of Object.entries(parseEnv(text))) {
    if (value === undefined) continue;
    written.set(name, value);
    origins.set(name, locationOf(file, text, name));
  }
  const problems = new ProblemList();
  const refused = new Set<SourceLocation>();
  const start = { file, line: 1, column: 1 };
  for (const { at, message } of variableProblems(written, origins, start)) {
    refused.add(at);
    problems.add(at, 'error', message);
  }
  const accepted = [...written.keys()].filter((name) => !refused.has(origins.get(name) ?? start));
  return {
    file,
    variables: Object.fromEntries(accepted.map((name) => [name, written.get(name) ?? ''])),
    origins: Object.fromEntries(accepted.map((name) => [name, origins.get(name) ?? start])),
    problems: problems.all(),
  };
}

/** A function with the variables of a `.env` file laid over its own; the file's problems become the function's. */
export function withEnvironmentFile(projectFunction: ProjectFunction, file: EnvironmentFile): ProjectFunction {
  const { configuration, environmentOrigins, problems } = projectFunction;
  return {
    ...projectFunction,
    configuration: { ...configuration, environment: { ...configuration.environment, ...file.variables } },
    environmentOrigins: { ...environmentOrigins, ...file.origins },
    problems: [...problems, ...file.problems],
  };
}

/** The last definition counts, as in `parseEnv`. */
function locationOf(file: string, text: string, name: string): SourceLocation {
  const lines = text.split('\n');
  const pattern = /^(\s*(?:export\s+)?)([^=\s]+)\s*=/;
  const index = lines.findLastIndex((line) => pattern.exec(line)?.[2] === name);
  const indent = pattern.exec(lines[index] ?? '')?.[1] ?? '';
  return { file, line: Math.max(index + 1, 1), column: indent.length + 1 };
}
