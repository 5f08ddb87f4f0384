import { functionConfiguration } from '../../lambda/functionConfiguration';
import { readEnvironment } from '../cloudformation/environment';
import { emptyDictionary, member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { Properties } from '../cloudformation/properties';
import { definedMembers } from '../definedMembers';
import { handlerParts, languageOfRuntime } from '../handlerFile';
import { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import { projectFunction } from '../projectFunction';
import type { ProjectFunction, SettingName } from '../projectFunction';
import { sourceOfHandler } from '../sourceOfHandler';
import { codePlace } from './codePlace';
import { companionsOf, eventSourcesOf } from './companions';
import { functionBlock, moduleAsResource } from './functionBlock';
import { readSettings } from './functionSettings';
import type { HclBlock } from './hclTree';
import type { FunctionInstance } from './instances';
import { readLayers } from './layers';
import type { TerraformModule } from './terraformModule';

export interface FunctionRequest {
  readonly module: TerraformModule;
  readonly block: HclBlock;
  readonly instance: FunctionInstance;
  readonly files: ProjectFiles;
}

/** Reads an aws_lambda_function, or a use of the module terraform-aws-modules/lambda; undefined when it makes none. */
export async function readFunction(request: FunctionRequest): Promise<ProjectFunction | undefined> {
  const { module, block, instance } = request;
  const problems = new ProblemList();
  const written = module.properties(block, instance.values);
  const isModule = functionBlock(block) === 'module';
  if (isModule && ['create', 'create_function'].some((name) => isFalse(member(written, name)))) return undefined;
  const value = singleBlocks(isModule ? moduleAsResource(written) : written);
  const properties = new Properties(value, problems);
  const label = block.labels.at(-1) ?? '';
  const logicalName = label + instance.suffix;
  const name = functionName(properties, logicalName, problems);
  if (block.doubtful) {
    problems.add(block.at, 'error', 'The function may have been read wrongly; correct the syntax errors in it first.');
  }
  const isImage = properties.text('package_type')?.text === 'Image';
  if (isImage) {
    problems.add(block.at, 'error', 'The function is a container image; it needs the Docker sandbox to run.');
  }
  const runtime = isImage ? '' : required(properties, 'runtime', logicalName, block, problems);
  const handler = isImage ? '' : required(properties, 'handler', logicalName, block, problems);
  const code = isImage
    ? { codePath: module.folder, handler }
    : await readCode({ ...request, value, properties, runtime, handler, problems });
  const { environment, origins, unresolved } = readEnvironment(asCloudFormation(properties, problems), problems);
  const companions = companionsOf(module, block, name);
  const configuration = functionConfiguration({
    name,
    runtime,
    handler: code.handler,
    codePath: code.codePath,
    environment,
    layers: await readLayers(module, properties.list('layers'), problems),
    ...readSettings(properties, companions, problems),
  });
  return projectFunction({
    logicalName,
    origin: 'terraform',
    configuration,
    template: block.at,
    places: placesOf(properties),
    environmentOrigins: origins,
    unresolvedVariables: unresolved,
    eventSources: eventSourcesOf(module, block, name),
    packageType: isImage ? 'Image' : 'Zip',
    ...readImage(properties, isImage),
    ...definedMembers({
      handlerFile: code.handlerFile,
      handlerSymbol: code.handlerSymbol,
      snapStart: properties.below('snap_start').text('apply_on')?.text === 'PublishedVersions' ? true : undefined,
      tracing: properties.below('tracing_config').choice('mode', ['Active', 'PassThrough'] as const),
    }),
    problems: problems.all(),
  });
}

function isFalse(value: Evaluated | undefined): boolean {
  return value?.kind === 'scalar' && value.text === 'false';
}

/** Blocks of which there may be one only come as lists of one. */
function singleBlocks(value: Evaluated): Evaluated {
  if (value.kind !== 'dictionary') return value;
  const entries = [...value.entries].map(([name, entry]) => {
    const only = entry.value.kind === 'list' ? entry.value.items[0] : undefined;
    const single = only?.kind === 'dictionary' && name !== 'source_path' ? only : entry.value;
    return [name, { ...entry, value: single }] as const;
  });
  return { ...value, entries: new Map(entries) };
}

function functionName(properties: Properties, logicalName: string, problems: ProblemList): string {
  const given = properties.entry('function_name');
  if (given?.value.kind === 'scalar') return given.value.text;
  if (given !== undefined) {
    const reason = given.value.kind === 'unresolved' ? given.value.reason : 'it is not a text';
    const message = `The function is called ${logicalName} here, function_name is left out: ${reason}.`;
    problems.add(given.at, 'information', message);
  }
  return logicalName;
}

function required(
  properties: Properties,
  name: string,
  logicalName: string,
  block: HclBlock,
  problems: ProblemList,
): string {
  const entry = properties.entry(name);
  if (entry?.value.kind === 'scalar') return entry.value.text;
  if (entry === undefined && properties.entry('runtime')?.value.kind === 'scalar' && isProvided(properties)) return '';
  const reason = entry?.value.kind === 'unresolved' ? `: ${entry.value.reason}` : `; add ${name}`;
  problems.add(entry?.at ?? block.at, 'error', `The function ${logicalName} has no ${name}${reason}.`);
  return '';
}

function isProvided(properties: Properties): boolean {
  return properties.text('runtime')?.text.startsWith('provided') === true;
}

interface CodeRequest extends FunctionRequest {
  readonly value: Evaluated;
  readonly properties: Properties;
  readonly runtime: string;
  readonly handler: string;
  readonly problems: ProblemList;
}

interface Code {
  readonly codePath: string;
  readonly handler: string;
  readonly handlerFile?: string;
  readonly handlerSymbol?: string;
}

async function readCode(request: CodeRequest): Promise<Code> {
  const { module, block, instance, value, properties, runtime, handler, problems, files } = request;
  const place = await codePlace(module, block, value, instance.values);
  if ('refusal' in place) {
    problems.add(place.entry?.at ?? block.at, 'error', `The code ${place.refusal}.`);
    return { codePath: module.folder, handler };
  }
  const codePath = place.path;
  const language = languageOfRuntime(runtime);
  const at = properties.entry('handler')?.at;
  if (language === undefined || handler === '' || at === undefined) return { codePath, handler };
  if (handlerParts(handler, language) === undefined) {
    problems.add(at, 'error', 'The handler has no function name; write file.function, e.g. app.handler.');
    return { codePath, handler };
  }
  const found = await sourceOfHandler({ codePath, handler, language, files });
  if (found !== undefined) {
    return { codePath, handler: found.handler, handlerFile: found.file, handlerSymbol: found.symbol };
  }
  problems.add(
    at,
    properties.list('layers').length > 0 ? 'warning' : 'error',
    `There is no file for the handler ${handler} in ${codePath}; build it, or correct handler or the code folder.`,
  );
  return { codePath, handler };
}

/** The variables under the names that CloudFormation has for them. */
function asCloudFormation(properties: Properties, problems: ProblemList): Properties {
  const { at } = properties;
  const block = properties.entry('environment');
  if (block === undefined) return properties;
  const written = member(block.value, 'variables') ?? emptyDictionary(at);
  // A variable that is null is not set.
  const variables: Evaluated =
    written.kind === 'dictionary'
      ? { ...written, entries: new Map([...written.entries].filter(([, { value }]) => value.kind !== 'null')) }
      : written;
  const inner: Evaluated = {
    ...emptyDictionary(at),
    entries: new Map([['Variables', { at: block.at, value: variables }]]),
  };
  return new Properties(
    { ...emptyDictionary(at), entries: new Map([['Environment', { ...block, value: inner }]]) },
    problems,
  );
}

function readImage(properties: Properties, isImage: boolean): Partial<ProjectFunction> {
  if (!isImage) return {};
  const settings = properties.below('image_config');
  const texts = (name: string): string[] | undefined =>
    settings.has(name) ? settings.list(name).flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : undefined;
  const uri = properties.entry('image_uri')?.value;
  return {
    image: definedMembers({
      uri: uri?.kind === 'scalar' ? uri.text : undefined,
      command: texts('command'),
      entryPoint: texts('entry_point'),
      workingDirectory: settings.text('working_directory')?.text,
    }),
  };
}

const ATTRIBUTES: Readonly<Partial<Record<SettingName, string>>> = {
  name: 'function_name',
  runtime: 'runtime',
  handler: 'handler',
  code: 'filename',
  memorySize: 'memory_size',
  timeout: 'timeout',
  ephemeralStorage: 'ephemeral_storage',
  environment: 'environment',
  layers: 'layers',
  architecture: 'architectures',
  logging: 'logging_config',
  reservedConcurrency: 'reserved_concurrent_executions',
  packageType: 'package_type',
  image: 'image_config',
  snapStart: 'snap_start',
  tracing: 'tracing_config',
};

function placesOf(properties: Properties): ProjectFunction['places'] {
  return Object.fromEntries(
    Object.entries(ATTRIBUTES).flatMap(([setting, attribute]) => {
      const entry = properties.entry(attribute) ?? (setting === 'code' ? properties.entry('source_path') : undefined);
      return entry === undefined ? [] : [[setting, entry.at]];
    }),
  );
}
