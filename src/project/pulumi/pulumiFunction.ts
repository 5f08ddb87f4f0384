import path from 'node:path';
import { emptyDictionary, unresolved } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import type { ProjectFiles } from '../projectFiles';
import type { EventSource, ProjectFunction } from '../projectFunction';
import { dictionaryOf, entryOf, textAt } from '../translation/evaluatedBuilders';
import type { Words } from '../translation/inWords';
import { translatedFunction } from '../translation/translatedFunction';
import { inputOf } from './resources';
import type { PulumiProgram, PulumiResource } from './resources';

/** SAM's words -> the provider's. */
const INPUTS: Words = {
  FunctionName: 'name',
  Handler: 'handler',
  Runtime: 'runtime',
  MemorySize: 'memorySize',
  Timeout: 'timeout',
  Architectures: 'architectures',
  Layers: 'layers',
  PackageType: 'packageType',
  ReservedConcurrentExecutions: 'reservedConcurrentExecutions',
  ImageUri: 'imageUri',
};

const WORDS: Words = {
  ...INPUTS,
  CodeUri: 'code',
  Environment: 'environment',
  Variables: 'variables',
  Size: 'size',
  LogFormat: 'logFormat',
  AuthType: 'authorizationType',
};

/** Inputs that are mappings, with the names of their members. */
const NESTED: readonly (readonly [sam: string, own: string, members: Words])[] = [
  ['Environment', 'environment', { Variables: 'variables' }],
  ['EphemeralStorage', 'ephemeralStorage', { Size: 'size' }],
  ['TracingConfig', 'tracingConfig', { Mode: 'mode' }],
  ['SnapStart', 'snapStart', { ApplyOn: 'applyOn' }],
  [
    'ImageConfig',
    'imageConfig',
    { Command: 'commands', EntryPoint: 'entryPoints', WorkingDirectory: 'workingDirectory' },
  ],
  ['DeadLetterConfig', 'deadLetterConfig', { TargetArn: 'targetArn' }],
  [
    'LoggingConfig',
    'loggingConfig',
    { LogFormat: 'logFormat', ApplicationLogLevel: 'applicationLogLevel', SystemLogLevel: 'systemLogLevel' },
  ],
];

export interface PulumiContext {
  /** Absolute path of Pulumi.yaml. */
  readonly file: string;
  readonly program: PulumiProgram;
  readonly eventSources: readonly EventSource[];
  /** The aws.lambda.FunctionUrl of the function. */
  readonly url: PulumiResource | undefined;
  readonly files: ProjectFiles | undefined;
}

/** Reads an aws.lambda.Function by saying it in SAM's words. */
export async function pulumiFunction(context: PulumiContext, resource: PulumiResource): Promise<ProjectFunction> {
  const { at } = resource;
  const entries = new Map<string, Entry>();
  const set = (name: string, entry: Entry | undefined, value: Evaluated | undefined = entry?.value): void => {
    if (entry !== undefined && value !== undefined) entries.set(name, entryOf(value, entry.at));
  };
  for (const [sam, own] of Object.entries(INPUTS)) set(sam, inputOf(resource, own));
  for (const [sam, own, members] of NESTED) {
    const entry = inputOf(resource, own);
    set(sam, entry, entry && renamed(entry.value, members));
  }
  const code = inputOf(resource, 'code');
  if (code !== undefined) setCode(context, code, set);
  else if (inputOf(resource, 's3Bucket') !== undefined)
    set('CodeUri', inputOf(resource, 's3Bucket'), textAt(at, 's3://'));
  const { url } = context;
  if (url !== undefined) {
    const value = dictionaryOf(url.at, {
      AuthType: inputOf(url, 'authorizationType')?.value,
      InvokeMode: inputOf(url, 'invokeMode')?.value,
    });
    entries.set('FunctionUrlConfig', entryOf(value, url.at));
  }
  return translatedFunction({
    template: path.join(context.program.folder, path.basename(context.file)),
    origin: 'pulumi',
    logicalName: resource.name,
    at,
    properties: { ...emptyDictionary(at), entries },
    eventSources: context.eventSources,
    problems: [],
    assumed: new Set(),
    words: WORDS,
    files: context.files,
  });
}

function renamed(value: Evaluated, members: Words): Evaluated {
  if (value.kind !== 'dictionary') return value;
  const entries = Object.entries(members).flatMap(([sam, own]): [string, Entry][] => {
    const entry = value.entries.get(own);
    return entry === undefined ? [] : [[sam, entry]];
  });
  return { ...value, entries: new Map(entries) };
}

type Setter = (name: string, entry: Entry | undefined, value?: Evaluated) => void;

/** The folder that an archive is made from, or the text that it holds. */
function setCode({ program }: PulumiContext, entry: Entry, set: Setter): void {
  const archive = program.archiveOf(entry.value);
  if (archive === undefined) {
    // A plain text is a path, too, in some languages.
    set('CodeUri', entry, entry.value.kind === 'dictionary' ? unknownCode(entry) : entry.value);
  } else if (archive.kind === 'AssetArchive') {
    const [name, value] = codeOfAssets(program, archive.content) ?? ['CodeUri', unknownCode(entry)];
    set(name, entry, value);
  } else {
    set('CodeUri', entry, archive.content ?? unknownCode(entry));
  }
}

/** What an archive that is put together has for its root, or the one file in it that leads to a folder. */
function codeOfAssets(
  program: PulumiProgram,
  content: Evaluated | undefined,
): readonly ['CodeUri' | 'InlineCode', Evaluated] | undefined {
  for (const [name, { value }] of content?.kind === 'dictionary' ? content.entries : []) {
    const asset = program.archiveOf(value);
    const inner = asset?.content;
    if (asset === undefined || inner === undefined) continue;
    if (asset.kind === 'FileArchive' && /^(?:\.\/?)?$/.test(name)) return ['CodeUri', inner];
    if (asset.kind === 'StringAsset' && /^index\.(?:js|mjs|py)$/.test(name)) return ['InlineCode', inner];
    if (asset.kind !== 'FileAsset' || inner.kind !== 'scalar') continue;
    // The file keeps its place in the package when its path ends as its name there does.
    const place = path.posix.normalize(inner.text);
    if (`/${place}`.endsWith(`/${name}`)) return ['CodeUri', textAt(inner.at, place.slice(0, -name.length) || '.')];
  }
  return undefined;
}

function unknownCode({ at }: Entry): Evaluated {
  return unresolved(at, 'it is put together when Pulumi runs; use a FileArchive of a folder');
}
