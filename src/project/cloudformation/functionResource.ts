import path from 'node:path';
import { FUNCTION_DEFAULTS, functionConfiguration, isProvidedRuntime } from '../../lambda/functionConfiguration';
import type { Architecture, FunctionConfiguration } from '../../lambda/functionConfiguration';
import { validateConfiguration } from '../../lambda/validateConfiguration';
import { definedMembers } from '../definedMembers';
import { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import { projectFunction } from '../projectFunction';
import type { EventSource, ProjectFunction, SettingName, SourceLocation } from '../projectFunction';
import { readCode } from './code';
import type { Code } from './code';
import { companionsOf } from './companions';
import { readDeployment } from './deployment';
import { readEnvironment } from './environment';
import { emptyDictionary } from './evaluated';
import type { Evaluated } from './evaluated';
import { writtenEventSources } from './eventSources';
import { readAsynchronous, readFunctionUrl, readLogging } from './functionSettings';
import { withGlobals } from './globals';
import { readImage } from './image';
import { readLayers } from './layers';
import { placesOf } from './places';
import { Properties } from './properties';
import type { LocatedText } from './properties';
import type { Resource } from './resources';
import type { Template } from './template';

/** Everything that is read while one function is: its template, its properties with Globals, where problems go. */
interface Reading {
  readonly template: Template;
  readonly resource: Resource;
  readonly properties: Properties;
  readonly problems: ProblemList;
  readonly name: string;
}

/** What the functions of a template have in common. */
export interface FunctionContext {
  readonly template: Template;
  readonly globals: Evaluated | undefined;
  /** Event sources that are resources of their own, by function name. */
  readonly eventSources: ReadonlyMap<string, readonly EventSource[]>;
  readonly files: ProjectFiles | undefined;
}

/** Reads an AWS::Serverless::Function or AWS::Lambda::Function. */
export async function readFunction(context: FunctionContext, resource: Resource): Promise<ProjectFunction> {
  const { template, files } = context;
  const problems = new ProblemList();
  const properties = new Properties(inherited(context, resource), problems);
  const metadata = new Properties(template.evaluate(resource.metadata), problems);
  const name = functionName(properties, resource, problems);
  const reading: Reading = { template, resource, properties, problems, name };

  if (resource.condition !== undefined) reportCondition(reading, resource.condition);
  const isImage = reportImage(reading);
  const runtime = required(reading, 'Runtime', isImage)?.text ?? '';
  const handler = required(reading, 'Handler', isImage || isProvidedRuntime(runtime));
  const templateFolder = path.dirname(template.document.file);
  const layerItems = properties.list('Layers');
  const common = { logicalId: resource.logicalId, properties, metadata, templateFolder, problems };
  const hasLayers = layerItems.length > 0;
  const image = isImage ? readImage(properties, metadata, templateFolder) : undefined;
  const started: Code =
    image === undefined
      ? await readCode({ ...common, runtime, handler, hasLayers, files })
      : { codePath: image.context ?? templateFolder, handler: image.command?.[0] ?? '' };
  const { handler: startedHandler, codePath, ...code } = started;
  const { environment, origins, unresolved } = readEnvironment(properties, problems);
  const invocation = readInvocation(reading);
  const configuration = functionConfiguration({
    name,
    runtime,
    handler: startedHandler,
    codePath,
    ...readLimits(reading),
    environment,
    layers: await readLayers(template, layerItems, templateFolder, problems),
    logging: readLogging(properties),
    ...readConcurrency(reading),
    ...invocation.settings,
  });
  validateAt(problems, properties.entry('Layers')?.at, { layers: layerItems.map(() => '') });
  return projectFunction({
    logicalName: resource.logicalId,
    origin: 'cloudformation',
    configuration,
    template: resource.at,
    ...code,
    places: placesOf(properties, invocation.outside, isImage),
    environmentOrigins: origins,
    unresolvedVariables: unresolved,
    eventSources: [...writtenEventSources(properties, problems), ...(context.eventSources.get(name) ?? [])],
    packageType: isImage ? 'Image' : 'Zip',
    ...definedMembers({ image }),
    ...readDeployment(properties),
    problems: problems.all(),
  });
}

/** The properties of a function, with Globals underneath where it takes them. */
function inherited({ template, globals }: FunctionContext, { at, properties, type }: Resource): Evaluated {
  const own = template.evaluate(properties);
  const written = own.kind === 'null' ? emptyDictionary(at) : own;
  return globals !== undefined && type === 'AWS::Serverless::Function' ? withGlobals(globals, written) : written;
}

function functionName(properties: Properties, { logicalId }: Resource, problems: ProblemList): string {
  const given = properties.entry('FunctionName');
  if (given === undefined) return logicalId;
  if (given.value.kind === 'scalar') return given.value.text;
  const reason = given.value.kind === 'unresolved' ? given.value.reason : 'it is not a text';
  problems.add(
    given.at,
    'information',
    `The function is called ${logicalId} here, FunctionName is left out: ${reason}.`,
  );
  return logicalId;
}

function reportCondition({ template, resource, problems }: Reading, condition: string): void {
  const truth = template.condition(condition);
  if (typeof truth === 'boolean') return;
  problems.add(
    resource.at,
    'warning',
    `Whether ${resource.logicalId} exists is not known, it is taken as existing: ${truth.reason}.`,
  );
}

function reportImage({ properties, problems }: Reading): boolean {
  const isImage = properties.choice('PackageType', ['Zip', 'Image'] as const) === 'Image';
  const at = properties.entry('PackageType')?.at ?? properties.at;
  if (isImage) problems.add(at, 'error', 'The function is a container image; it needs the Docker sandbox to run.');
  return isImage;
}

function required(
  { properties, resource, problems }: Reading,
  name: string,
  optional: boolean,
): LocatedText | undefined {
  const entry = properties.entry(name);
  if (entry?.value.kind === 'scalar') return properties.text(name);
  if (entry === undefined && optional) return undefined;
  const advice = entry === undefined ? `; add ${name} to its properties` : ': it must be a text; correct it';
  const reason = entry?.value.kind === 'unresolved' ? `: ${entry.value.reason}` : advice;
  problems.add(entry?.at ?? resource.at, 'error', `The function ${resource.logicalId} has no ${name}${reason}.`);
  return undefined;
}

function readLimits({ properties, problems }: Reading): Partial<FunctionConfiguration> {
  const storage = properties.below('EphemeralStorage');
  const limits = {
    memorySize: properties.number('MemorySize') ?? FUNCTION_DEFAULTS.memorySize,
    timeout: properties.number('Timeout') ?? FUNCTION_DEFAULTS.timeout,
    ephemeralStorage: storage.number('Size') ?? FUNCTION_DEFAULTS.ephemeralStorage,
  };
  validateAt(problems, properties.entry('MemorySize')?.at, { memorySize: limits.memorySize });
  validateAt(problems, properties.entry('Timeout')?.at, { timeout: limits.timeout });
  validateAt(problems, storage.entry('Size')?.at, { ephemeralStorage: limits.ephemeralStorage });
  return { ...limits, architecture: readArchitecture(properties, problems) };
}

function readArchitecture(properties: Properties, problems: ProblemList): Architecture {
  const [first] = properties.list('Architectures');
  if (first === undefined) return FUNCTION_DEFAULTS.architecture;
  if (first.kind === 'scalar' && (first.text === 'arm64' || first.text === 'x86_64')) return first.text;
  const reason = first.kind === 'unresolved' ? first.reason : 'use x86_64 or arm64';
  problems.add(first.at, 'warning', `Architectures is left out: ${reason}.`);
  return FUNCTION_DEFAULTS.architecture;
}

function readConcurrency({ template, properties, problems, name }: Reading): Partial<FunctionConfiguration> {
  const aliases = companionsOf(template, 'AWS::Lambda::Alias', name, problems);
  const provisionedOf = (owner: Properties): number | undefined =>
    owner.below('ProvisionedConcurrencyConfig').number('ProvisionedConcurrentExecutions');
  const reservedConcurrency = properties.number('ReservedConcurrentExecutions');
  const provisionedConcurrency = [properties, ...aliases].map(provisionedOf).find((value) => value !== undefined);
  const published = properties.text('AutoPublishAlias')?.text;
  // A first deployment publishes version 1; there are no others on this machine.
  const versions = new Map(published === undefined ? [] : [[published, '1']]);
  for (const alias of aliases) {
    const version = alias.entry('FunctionVersion')?.value;
    const aliasName = alias.text('Name')?.text;
    if (aliasName !== undefined) versions.set(aliasName, version?.kind === 'scalar' ? version.text : '1');
  }
  validateAt(problems, properties.entry('ReservedConcurrentExecutions')?.at, definedMembers({ reservedConcurrency }));
  validateAt(
    problems,
    properties.entry('ProvisionedConcurrencyConfig')?.at,
    definedMembers({ provisionedConcurrency }),
  );
  return {
    ...definedMembers({ reservedConcurrency, provisionedConcurrency }),
    ...(versions.size === 0 ? {} : { aliases: Object.fromEntries(versions) }),
  };
}

function readInvocation(reading: Reading): {
  readonly settings: Partial<FunctionConfiguration>;
  /** Resources of their own that these settings were written in. */
  readonly outside: readonly (readonly [SettingName, Properties | undefined])[];
} {
  const { template, resource, properties, problems, name } = reading;
  const [separate] = companionsOf(template, 'AWS::Lambda::EventInvokeConfig', name, problems);
  const [separateUrl] = companionsOf(template, 'AWS::Lambda::Url', name, problems);
  const invokeConfig = separate ?? properties.below('EventInvokeConfig');
  const ownUrl = properties.has('FunctionUrlConfig') ? properties.below('FunctionUrlConfig') : undefined;
  const url = ownUrl?.isMapping === false ? undefined : (ownUrl ?? separateUrl);
  const asynchronous = readAsynchronous(template, properties, invokeConfig, resource.logicalId);
  validateAt(problems, invokeConfig.at, { asynchronous });
  const tenancy = properties.below('TenancyConfig').choice('TenantIsolationMode', ['PER_TENANT'] as const);
  return {
    settings: {
      asynchronous,
      ...(tenancy === undefined ? {} : { tenantIsolation: true }),
      ...(url === undefined ? {} : { functionUrl: readFunctionUrl(url) }),
    },
    outside: [
      ['asynchronous', separate],
      ['functionUrl', separateUrl],
    ],
  };
}

function validateAt(
  problems: ProblemList,
  at: SourceLocation | undefined,
  settings: Partial<FunctionConfiguration>,
): void {
  if (at === undefined) return;
  for (const sentence of validateConfiguration(settings)) problems.add(at, 'error', sentence);
}
