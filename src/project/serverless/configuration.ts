import path from 'node:path';
import { member } from '../cloudformation/evaluated';
import type { Dictionary, Evaluated } from '../cloudformation/evaluated';
import { parseEnvironmentFile } from '../environmentFile';
import type { ProblemList } from '../problemList';
import { DISK_FILES } from '../projectFiles';
import type { SourceLocation } from '../projectFunction';
import type { TemplateOptions } from '../templateReader';
import { readIncludedFile } from './includedFiles';
import type { IncludedFile } from './includedFiles';
import type { Sections } from './service';
import { VariableResolver } from './variableResolver';
import { ServerlessSources } from './variableSources';

/** A configuration with its variables replaced, as far as functions need it. */
export interface Configuration extends Sections {
  readonly layers: Evaluated | undefined;
  readonly resources: Evaluated | undefined;
  /** What the plugin serverless-wsgi is told under `custom`. */
  readonly wsgi: Evaluated | undefined;
}

/** Included files may name further files; more rounds than this are a mistake. */
const MOST_ROUNDS = 20;

/** Replaces the variables of a configuration; the files they name are read below the project folder only. */
export async function readConfiguration(
  root: Dictionary,
  start: SourceLocation,
  options: TemplateOptions,
  problems: ProblemList,
): Promise<Configuration> {
  const serviceFolder = path.dirname(start.file);
  const projectFolder = options.folder ?? serviceFolder;
  const files = new Map<string, IncludedFile>();
  const environment = await dotenvVariables(root, start, options);
  for (let round = 0; ; round += 1) {
    const sources = new ServerlessSources({
      root,
      serviceFolder,
      projectFolder,
      stage: options.stage,
      parameters: options.parameters ?? {},
      environment,
      files,
    });
    const configuration = resolved(root, start, sources);
    const wanted = [...sources.wanted].filter((file) => !files.has(file));
    if (wanted.length === 0) return configuration;
    for (const file of wanted) {
      const refusal = { refusal: 'its files lead to too many further files; simplify them' };
      const included =
        round < MOST_ROUNDS ? readIncludedFile(file, projectFolder, options.files ?? DISK_FILES, problems) : refusal;
      files.set(file, await included);
    }
  }
}

function resolved(root: Dictionary, start: SourceLocation, sources: ServerlessSources): Configuration {
  const values = new VariableResolver(sources);
  const section = (name: string): Evaluated | undefined => {
    const written = member(root, name);
    return written === undefined ? undefined : values.whole(written);
  };
  const at = (name: string): SourceLocation => {
    const provider = member(root, 'provider');
    return (provider === undefined ? undefined : member(provider, name)?.at) ?? start;
  };
  const custom = member(root, 'custom');
  const written = custom === undefined ? undefined : member(custom, 'wsgi');
  return {
    start,
    service: section('service'),
    provider: section('provider'),
    functions: section('functions'),
    plugins: section('plugins'),
    package: section('package'),
    build: section('build'),
    frameworkVersion: section('frameworkVersion'),
    layers: section('layers'),
    resources: section('resources'),
    wsgi: written === undefined ? undefined : values.whole(written),
    stage: sources.stage(values, at('stage')),
    region: sources.region(values, at('region')),
  };
}

/** The given variables over those of `.env.<stage>` and `.env`, which v4 always and v3 with `useDotenv` reads. */
async function dotenvVariables(
  root: Dictionary,
  start: SourceLocation,
  { environment = {}, files = DISK_FILES, stage }: TemplateOptions,
): Promise<Readonly<Record<string, string>>> {
  const wanted = scalarText(member(root, 'useDotenv')) === 'true';
  const version = scalarText(member(root, 'frameworkVersion')) ?? '';
  if (!wanted && !/^[\s^~>=v]*4/.test(version)) return environment;
  const provider = member(root, 'provider');
  const own = scalarText(provider === undefined ? undefined : member(provider, 'stage'));
  const used = stage ?? (own === undefined || own.includes('${') ? 'dev' : own);
  const variables: Record<string, string> = {};
  for (const name of ['.env', `.env.${used}`]) {
    const file = path.join(path.dirname(start.file), path.basename(name));
    const text = await files.text(file);
    if (text !== undefined) Object.assign(variables, parseEnvironmentFile(file, text).variables);
  }
  return { ...variables, ...environment };
}

function scalarText(value: Evaluated | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}
