import path from 'node:path';
import { emptyDictionary, list } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import { kindOf, languageOfRuntime } from '../handlerFile';
import { ProblemList } from '../problemList';
import { DISK_FILES } from '../projectFiles';
import type { ProjectFiles } from '../projectFiles';
import type { ProjectFunction, SettingName } from '../projectFunction';
import { assumedLimits } from '../translation/assumedLimits';
import { dictionaryOf, entryOf, textAt } from '../translation/evaluatedBuilders';
import { translatedFunction } from '../translation/translatedFunction';
import { arcText } from './arcText';
import { settingsIn } from './items';
import type { ArcItem, Settled } from './items';

/** What Architect deploys where nothing is said. */
const ASSUMED = { runtime: 'nodejs20.x', memory: '1152', timeout: '5', architecture: 'arm64' } as const;
type Assumed = keyof typeof ASSUMED;

/** Runtimes that may be named without a version. */
const SHORT_RUNTIMES: Readonly<Record<string, string>> = {
  node: 'nodejs20.x',
  nodejs: 'nodejs20.x',
  'node.js': 'nodejs20.x',
  typescript: 'nodejs20.x',
  py: 'python3.12',
  python: 'python3.12',
  ruby: 'ruby3.2',
};

const SETTINGS: Readonly<Record<Assumed, SettingName>> = {
  runtime: 'runtime',
  memory: 'memorySize',
  timeout: 'timeout',
  architecture: 'architecture',
};

export interface ArcContext {
  /** Absolute path of the manifest. */
  readonly file: string;
  /** `@aws` of the manifest. */
  readonly common: ReadonlyMap<string, Settled>;
  /** Variables that the app has on a developer's machine. */
  readonly environment: ReadonlyMap<string, Entry>;
  readonly files: ProjectFiles | undefined;
}

/** Reads a function of Architect: its folder says what is in it, `config.arc` there what is special about it. */
export async function arcFunction(context: ArcContext, item: ArcItem): Promise<ProjectFunction> {
  const { at, eventSources, name } = item;
  const problems = new ProblemList();
  const folder = path.resolve(path.dirname(context.file), item.folder);
  const settings = new Map([...context.common, ...(await ownSettings(folder, context.files ?? DISK_FILES, problems))]);
  const runtime = runtimeOf(settings.get('runtime')?.value);
  const properties = propertiesOf(context, item, settings, runtime);
  const handler = await handlerIn(folder, runtime, context.files ?? DISK_FILES);
  properties.set('Handler', entryOf(textAt(at, handler), at));
  const assumed = (Object.keys(SETTINGS) as Assumed[]).filter((setting) => !settings.has(setting));
  const read = await translatedFunction({
    template: context.file,
    origin: 'architect',
    logicalName: name,
    at,
    properties: { ...emptyDictionary(at), entries: properties },
    eventSources,
    problems: problems.all(),
    assumed: new Set<SettingName>(['handler', 'code', ...assumed.map((setting) => SETTINGS[setting])]),
    words: {
      Architectures: 'architecture',
      CodeUri: 'src',
      MemorySize: 'memory',
      Runtime: 'runtime',
      Size: 'storage',
      Timeout: 'timeout',
      Layers: 'layers',
    },
    files: context.files,
  });
  const limits = { memorySize: Number(ASSUMED.memory), timeout: Number(ASSUMED.timeout) };
  return { ...read, configuration: { ...read.configuration, ...assumedLimits(properties, limits) } };
}

function runtimeOf(value: Evaluated | undefined): string {
  const text = value?.kind === 'scalar' ? value.text : ASSUMED.runtime;
  return (Object.hasOwn(SHORT_RUNTIMES, text.toLowerCase()) ? SHORT_RUNTIMES[text.toLowerCase()] : undefined) ?? text;
}

function propertiesOf(
  { environment }: ArcContext,
  { at, folder }: ArcItem,
  settings: ReadonlyMap<string, Settled>,
  runtime: string,
): Map<string, Entry> {
  const properties = new Map<string, Entry>();
  const setting = (name: Assumed): Entry => {
    const given = settings.get(name);
    return given === undefined ? entryOf(textAt(at, ASSUMED[name]), at) : entryOf(given.value, given.at);
  };
  const runtimeEntry = setting('runtime');
  properties.set('Runtime', { ...runtimeEntry, value: textAt(runtimeEntry.value.at, runtime) });
  properties.set('MemorySize', setting('memory'));
  properties.set('Timeout', setting('timeout'));
  const architecture = setting('architecture');
  properties.set('Architectures', { ...architecture, value: list(architecture.at, [architecture.value], false) });
  properties.set('CodeUri', entryOf(textAt(at, folder), at));
  const storage = settings.get('storage');
  if (storage !== undefined) {
    properties.set('EphemeralStorage', entryOf(dictionaryOf(storage.at, { Size: storage.value }), storage.at));
  }
  const concurrency = settings.get('concurrency');
  if (concurrency?.value.kind === 'scalar' && concurrency.value.text !== 'unthrottled') {
    properties.set('ReservedConcurrentExecutions', entryOf(concurrency.value, concurrency.at));
  }
  const layers = settings.get('layers') ?? settings.get('layer');
  if (layers !== undefined) {
    properties.set('Layers', entryOf(list(layers.at, valuesOf(layers.value), false), layers.at));
  }
  const [first] = [...environment.values()];
  if (first !== undefined) {
    const inner: Dictionary = { ...emptyDictionary(first.at), entries: environment };
    properties.set('Environment', entryOf(dictionaryOf(first.at, { Variables: inner }), first.at));
  }
  return properties;
}

/** Values one below the other, or one alone. */
function valuesOf(value: Evaluated): readonly Evaluated[] {
  if (value.kind === 'list') return value.items;
  return value.kind === 'dictionary' ? [...value.entries.values()].map((entry) => entry.value) : [value];
}

async function ownSettings(
  folder: string,
  files: ProjectFiles,
  problems: ProblemList,
): Promise<ReadonlyMap<string, Settled>> {
  for (const name of ['config.arc', '.arc-config']) {
    const file = path.join(folder, name);
    const text = await files.text(file);
    if (text === undefined) continue;
    const aws = arcText(file, text, problems).entries.get('aws');
    return settingsIn(aws?.value);
  }
  return new Map();
}

/** The handler that Architect finds in a folder; the first one it looks for when there is none. */
async function handlerIn(folder: string, runtime: string, files: ProjectFiles): Promise<string> {
  if (languageOfRuntime(runtime) !== 'python') return 'index.handler';
  for (const module of ['lambda', 'handler', 'index']) {
    const file = path.join(folder, `${module}.py`);
    if ((await kindOf(file)) !== 'file') continue;
    const text = (await files.text(file)) ?? '';
    const defines = (name: string): boolean =>
      new RegExp(`^(?:async\\s+def|def)\\s+${name}\\b|^${name}\\s*=`, 'm').test(text);
    return `${module}.${!defines('handler') && defines('lambda_handler') ? 'lambda_handler' : 'handler'}`;
  }
  return 'lambda.handler';
}
