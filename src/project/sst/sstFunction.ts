import { list, member, unresolved } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import { languageOfRuntime } from '../handlerFile';
import { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import type { ProjectFunction, SettingName } from '../projectFunction';
import type { ScriptProgram } from '../script/scriptProgram';
import { dictionaryOf, entryOf, textAt } from '../translation/evaluatedBuilders';
import type { Words } from '../translation/inWords';
import { translatedFunction } from '../translation/translatedFunction';
import { megabytes, seconds } from './units';
import { urlCors } from './urlCors';
import type { WrittenFunction } from './writtenFunctions';

/** What SST deploys where a program is silent. */
const ASSUMED = {
  2: { Runtime: 'nodejs18.x', MemorySize: '1024', Timeout: '10' },
  3: { Runtime: 'nodejs24.x', MemorySize: '1024', Timeout: '20' },
} as const;

const WORDS: Words = {
  Architectures: 'architecture',
  AuthType: 'authorization',
  CodeUri: 'bundle',
  Environment: 'environment',
  Handler: 'handler',
  Layers: 'layers',
  LogFormat: 'logging',
  MemorySize: 'memory',
  ProvisionedConcurrentExecutions: 'concurrency',
  ReservedConcurrentExecutions: 'concurrency',
  Runtime: 'runtime',
  Size: 'storage',
  Timeout: 'timeout',
  Variables: 'environment',
};

export interface SstContext {
  readonly program: ScriptProgram;
  /** Absolute path of sst.config.ts: paths start from its folder. */
  readonly file: string;
  /** Settings that the program gives to all functions, those that count first. */
  readonly common: readonly Evaluated[];
  readonly files: ProjectFiles | undefined;
}

/** Reads a function of SST by saying it in SAM's words. */
export async function sstFunction(context: SstContext, written: WrittenFunction): Promise<ProjectFunction> {
  const problems = new ProblemList();
  const translation = new Translation(context, written, problems);
  const properties = translation.properties();
  const read = await translatedFunction({
    template: context.file,
    origin: 'sst',
    logicalName: written.name,
    at: written.at,
    properties,
    eventSources: written.eventSources,
    problems: problems.all(),
    assumed: translation.assumed,
    words: WORDS,
    files: context.files,
  });
  return { ...read, confidence: written.isGuess ? 'likely' : 'certain' };
}

class Translation {
  readonly assumed = new Set<SettingName>();

  constructor(
    private readonly context: SstContext,
    private readonly written: WrittenFunction,
    private readonly problems: ProblemList,
  ) {}

  properties(): Dictionary {
    const { at, version } = this.written;
    const entries = new Map<string, Entry>();
    const set = (
      name: string,
      entry: Entry | undefined,
      translate: (value: Evaluated) => Evaluated | undefined,
    ): void => {
      const value = entry?.value.kind === 'unresolved' ? entry.value : entry && translate(entry.value);
      if (entry !== undefined && value !== undefined) entries.set(name, entryOf(value, entry.at));
    };
    const assume = (name: SettingName, property: keyof (typeof ASSUMED)[2]): void => {
      if (entries.get(property)?.value.kind === 'scalar') return;
      this.assumed.add(name);
      entries.set(property, entryOf(textAt(at, ASSUMED[version][property]), at));
    };
    set('FunctionName', this.entry('name', 'functionName'), same);
    set('Handler', this.entry('handler'), same);
    set('Runtime', this.entry('runtime'), (value) => this.runtime(value));
    set('CodeUri', this.entry('bundle'), same);
    set('MemorySize', this.entry('memory', 'memorySize'), (value) => this.amount(value, 'memory', megabytes));
    set('Timeout', this.entry('timeout'), (value) => this.amount(value, 'timeout', seconds));
    set('EphemeralStorage', this.entry('storage', 'diskSize'), (value) =>
      dictionaryOf(value.at, { Size: this.amount(value, 'storage', megabytes) }),
    );
    set('Architectures', this.entry('architecture'), architectures);
    set('Layers', this.entry('layers'), same);
    set('FunctionUrlConfig', this.entry('url'), (value) => this.functionUrl(value));
    set('Tracing', this.entry('tracing'), tracing);
    set('LoggingConfig', this.entry('logging'), logging);
    set('EventInvokeConfig', this.entry('retries', 'retryAttempts'), (value) =>
      dictionaryOf(value.at, { MaximumRetryAttempts: value }),
    );
    const concurrency = this.entry('concurrency')?.value;
    const reserved = concurrency?.kind === 'dictionary' ? concurrency.entries.get('reserved') : undefined;
    const provisioned = concurrency?.kind === 'dictionary' ? concurrency.entries.get('provisioned') : undefined;
    set('ReservedConcurrentExecutions', reserved ?? this.entry('reservedConcurrentExecutions'), same);
    set('ProvisionedConcurrencyConfig', provisioned, (value) =>
      dictionaryOf(value.at, { ProvisionedConcurrentExecutions: value }),
    );
    const environment = this.environment();
    if (environment !== undefined) entries.set('Environment', environment);
    assume('runtime', 'Runtime');
    assume('memorySize', 'MemorySize');
    assume('timeout', 'Timeout');
    return { kind: 'dictionary', at, computed: false, entries };
  }

  /** A setting of the function, else of its component, else of the program. */
  private entry(...names: readonly string[]): Entry | undefined {
    for (const settings of this.settings()) {
      for (const name of names) {
        const entry = settings.kind === 'dictionary' ? settings.entries.get(name) : undefined;
        if (entry !== undefined && entry.value.kind !== 'null') return entry;
      }
    }
    return undefined;
  }

  private settings(): readonly Evaluated[] {
    const { settings, defaults } = this.written;
    return [settings, ...(defaults === undefined ? [] : [defaults]), ...this.context.common];
  }

  /** `go` and the like are compiled by SST before anything can be started. */
  private runtime(value: Evaluated): Evaluated | undefined {
    if (value.kind !== 'scalar' || languageOfRuntime(value.text) !== undefined || value.text.startsWith('provided')) {
      return value;
    }
    const message = `SST builds functions of the runtime ${value.text}, which is not done here; run what it makes instead.`;
    this.problems.add(value.at, 'error', message);
    return value.text === 'go' || value.text === 'rust' ? textAt(value.at, 'provided.al2023') : value;
  }

  private amount(value: Evaluated, name: string, convert: (text: string) => number | undefined): Evaluated | undefined {
    const amount = value.kind === 'scalar' ? convert(value.text) : undefined;
    if (amount !== undefined) return textAt(value.at, String(amount));
    const example = name === 'timeout' ? '30 seconds' : '1024 MB';
    this.problems.add(value.at, 'error', `${name} is no amount that SST knows; write it as in "${example}".`);
    return undefined;
  }

  private functionUrl(value: Evaluated): Evaluated | undefined {
    if (value.kind === 'scalar' && value.text !== 'true') return undefined;
    const authorization = member(value, 'authorization') ?? member(value, 'authorizer');
    const streaming = this.entry('streaming')?.value ?? member(value, 'streaming');
    const isIam = authorization?.kind === 'scalar' && authorization.text === 'iam';
    const isStreaming = streaming?.kind === 'scalar' && streaming.text === 'true';
    return dictionaryOf(value.at, {
      AuthType: authorization?.kind === 'unresolved' ? authorization : textAt(value.at, isIam ? 'AWS_IAM' : 'NONE'),
      InvokeMode: textAt(value.at, isStreaming ? 'RESPONSE_STREAM' : 'BUFFERED'),
      Cors: urlCors(value.at, member(value, 'cors')),
    });
  }

  /** Variables of the function over those it inherits, and those that links make. */
  private environment(): Entry | undefined {
    const variables = new Map<string, Entry>();
    let place: Entry | undefined;
    for (const settings of [...this.settings()].reverse()) {
      const entry = settings.kind === 'dictionary' ? settings.entries.get('environment') : undefined;
      if (entry === undefined) continue;
      if (entry.value.kind !== 'dictionary') return entry;
      place = entry;
      for (const [name, variable] of entry.value.entries) variables.set(name, variable);
    }
    const links = this.entry('link');
    for (const item of links?.value.kind === 'list' ? links.value.items : []) {
      const name = this.linkedName(item);
      const reason = 'it is known only after a deployment; set it in a .env file';
      if (name !== undefined) variables.set(`SST_RESOURCE_${name}`, entryOf(unresolved(item.at, reason), item.at));
    }
    const first = place ?? links;
    if (first === undefined || variables.size === 0) return undefined;
    const { at } = first.value;
    const inner: Dictionary = { kind: 'dictionary', at, computed: false, entries: variables };
    return { at: first.at, value: dictionaryOf(at, { Variables: inner }) };
  }

  private linkedName(value: Evaluated): string | undefined {
    const { program } = this.context;
    const found = program.resourceOf(value);
    const [node] = found?.construction.arguments ?? [];
    const name = found === undefined || node === undefined ? undefined : program.read(found.module, node);
    return name?.kind === 'scalar' && /^\w+$/.test(name.text) ? name.text : undefined;
  }
}

function same(value: Evaluated): Evaluated {
  return value;
}

/** Version 2 writes `arm_64`. */
function architectures(value: Evaluated): Evaluated {
  const item = value.kind === 'scalar' && value.text === 'arm_64' ? textAt(value.at, 'arm64') : value;
  return list(value.at, [item], false);
}

function tracing(value: Evaluated): Evaluated | undefined {
  const modes: Readonly<Record<string, string>> = { active: 'Active', pass_through: 'PassThrough' };
  const mode = value.kind === 'scalar' && Object.hasOwn(modes, value.text) ? modes[value.text] : undefined;
  return mode === undefined ? undefined : textAt(value.at, mode);
}

function logging(value: Evaluated): Evaluated | undefined {
  const format = member(value, 'format');
  if (format?.kind !== 'scalar') return undefined;
  return dictionaryOf(value.at, { LogFormat: textAt(format.at, format.text === 'json' ? 'JSON' : 'Text') });
}
