import { functionArn } from '../../lambda/identifiers';
import { emptyDictionary, member } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { SourceLocation } from '../projectFunction';
import { reportSlips } from './settingNames';

/** What the functions of a configuration have in common, with variables replaced. */
export interface Service {
  readonly name: string;
  readonly stage: string;
  readonly region: string;
  readonly provider: Evaluated;
  /** Key -> function. */
  readonly functions: ReadonlyMap<string, Entry>;
  readonly defaultRuntime: string;
  /** A bundler makes the code of TypeScript and JavaScript functions. */
  readonly bundled: boolean;
  /** Each function is packaged by itself, so that `module` is the root of its code. */
  readonly individually: boolean;
}

/** The parts of a configuration that matter to functions, with variables replaced. */
export interface Sections {
  readonly start: SourceLocation;
  readonly service: Evaluated | undefined;
  readonly provider: Evaluated | undefined;
  readonly functions: Evaluated | undefined;
  readonly plugins: Evaluated | undefined;
  readonly package: Evaluated | undefined;
  readonly build: Evaluated | undefined;
  readonly frameworkVersion: Evaluated | undefined;
  readonly stage: Evaluated;
  readonly region: Evaluated;
}

const BUNDLERS: ReadonlySet<string> = new Set([
  'serverless-bundle',
  'serverless-esbuild',
  'serverless-plugin-typescript',
  'serverless-webpack',
]);

/** What v4, and v3 with a warning, deploy without a `runtime`. */
const DEFAULT_RUNTIME = 'nodejs20.x';

/** Reads what functions share; what is not known is reported and replaced by what the framework would assume. */
export function readService(sections: Sections, problems: ProblemList): Service {
  const { start, plugins, service, provider = emptyDictionary(start) } = sections;
  const text = (value: Evaluated | undefined, name: string, otherwise: string): string => {
    if (value?.kind === 'scalar') return value.text;
    const reason = value?.kind === 'unresolved' ? value.reason : 'it is missing; add it';
    problems.add(value?.at ?? start, 'information', `The ${name} is "${otherwise}" here: ${reason}.`);
    return otherwise;
  };
  const named = service?.kind === 'dictionary' ? member(service, 'name') : service;
  const individually = sections.package === undefined ? undefined : member(sections.package, 'individually');
  reportSlips(provider, problems);
  if (provider.kind === 'unresolved') problems.add(provider.at, 'warning', `provider is left out: ${provider.reason}.`);
  return {
    name: text(named, 'service', 'service'),
    stage: text(sections.stage, 'stage', 'dev'),
    region: text(sections.region, 'region', 'us-east-1'),
    provider,
    functions: readFunctions(sections.functions, problems),
    defaultRuntime: DEFAULT_RUNTIME,
    bundled: isBundled(sections, pluginNames(plugins)),
    individually: individually?.kind === 'scalar' && individually.text === 'true',
  };
}

/** Logical id, and ARN, of functions are made of their key; the name may be given. */
export function functionNameOf(service: Service, key: string): string {
  const value = service.functions.get(key)?.value;
  const given = value === undefined ? undefined : member(value, 'name');
  return given?.kind === 'scalar' ? given.text : `${service.name}-${service.stage}-${key}`;
}

/** ARN of a function of the service; undefined when it has none of this key. */
export function functionArnOf(service: Service, key: string): string | undefined {
  return service.functions.has(key) ? functionArn(functionNameOf(service, key), undefined, service.region) : undefined;
}

/** A mapping, or a list of mappings. */
function readFunctions(written: Evaluated | undefined, problems: ProblemList): Map<string, Entry> {
  const functions = new Map<string, Entry>();
  for (const part of written?.kind === 'list' ? written.items : written === undefined ? [] : [written]) {
    if (part.kind === 'dictionary') {
      for (const [key, entry] of part.entries) addFunction(functions, key, entry, problems);
    } else if (part.kind === 'unresolved') {
      problems.add(part.at, 'error', `Functions are missing here: ${part.reason}.`);
    } else if (part.kind !== 'null') {
      problems.add(part.at, 'error', 'functions must be a mapping, or a list of mappings; correct it.');
    }
  }
  return functions;
}

function addFunction(functions: Map<string, Entry>, key: string, entry: Entry, problems: ProblemList): void {
  const { at, value } = entry;
  if (value.kind === 'dictionary') {
    if (functions.has(key)) problems.add(at, 'warning', `The function ${key} is written twice; the last one counts.`);
    functions.set(key, entry);
    return;
  }
  const reason = value.kind === 'unresolved' ? value.reason : 'it must be a mapping with a handler; correct it';
  problems.add(at, 'error', `The function ${key} is left out: ${reason}.`);
}

function pluginNames(plugins: Evaluated | undefined): string[] {
  const modules = plugins?.kind === 'dictionary' ? member(plugins, 'modules') : plugins;
  return modules?.kind === 'list' ? modules.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : [];
}

/** v4 bundles by itself unless `build.esbuild` is false. */
function isBundled({ build, frameworkVersion }: Sections, plugins: readonly string[]): boolean {
  if (plugins.some((plugin) => BUNDLERS.has(plugin))) return true;
  const own = build === undefined ? undefined : member(build, 'esbuild');
  if (own !== undefined) return !(own.kind === 'scalar' && own.text === 'false');
  return frameworkVersion?.kind === 'scalar' && /^[\s^~>=v"']*4/.test(frameworkVersion.text);
}
