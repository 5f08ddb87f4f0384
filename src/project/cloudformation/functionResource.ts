import path from 'node:path';
import { FUNCTION_DEFAULTS, functionConfiguration, isProvidedRuntime } from '../../lambda/functionConfiguration';
import type { Architecture, FunctionConfiguration } from '../../lambda/functionConfiguration';
import { validateConfiguration } from '../../lambda/validateConfiguration';
import { ProblemList } from '../problemList';
import { projectFunction } from '../projectFunction';
import type { ProjectFunction, SourceLocation } from '../projectFunction';
import { variableProblems } from '../variableProblems';
import { readCode } from './code';
import { companionsOf } from './companions';
import { emptyDictionary } from './evaluated';
import type { Evaluated } from './evaluated';
import { readAsynchronous, readFunctionUrl, readLogging } from './functionSettings';
import { withGlobals } from './globals';
import { readLayers } from './layers';
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

/** Reads an AWS::Serverless::Function or AWS::Lambda::Function. */
export async function readFunction(
  template: Template,
  resource: Resource,
  globals: Evaluated | undefined,
): Promise<ProjectFunction> {
  const problems = new ProblemList();
  const own = template.evaluate(resource.properties);
  const written = own.kind === 'null' ? emptyDictionary(resource.at) : own;
  const inherits = globals !== undefined && resource.type === 'AWS::Serverless::Function';
  const properties = new Properties(inherits ? withGlobals(globals, written) : written, problems);
  const name = functionName(properties, resource, problems);
  const reading: Reading = { template, resource, properties, problems, name };

  if (resource.condition !== undefined) reportCondition(reading, resource.condition);
  const isImage = reportImage(reading);
  const runtime = required(reading, 'Runtime', isImage);
  const handler = required(reading, 'Handler', isImage || isProvidedRuntime(runtime?.text ?? ''));
  const templateFolder = path.dirname(template.document.file);
  const layerItems = properties.list('Layers');
  const code = isImage
    ? { codePath: templateFolder, handler: '' }
    : await readCode({
        properties,
        metadata: new Properties(template.evaluate(resource.metadata), problems),
        templateFolder,
        runtime: runtime?.text ?? '',
        handler,
        hasLayers: layerItems.length > 0,
        problems,
      });
  const { environment, origins } = readEnvironment(reading);
  const configuration = functionConfiguration({
    name,
    runtime: runtime?.text ?? '',
    handler: code.handler,
    codePath: code.codePath,
    ...readLimits(reading),
    environment,
    layers: await readLayers(template, layerItems, templateFolder, problems),
    logging: readLogging(properties),
    ...readConcurrency(reading),
    ...readInvocation(reading),
  });
  validateAt(problems, properties.entry('Layers')?.at, { layers: layerItems.map(() => '') });
  return projectFunction({
    logicalName: resource.logicalId,
    origin: 'cloudformation',
    configuration,
    template: resource.at,
    ...(code.handlerFile === undefined ? {} : { handlerFile: code.handlerFile }),
    environmentOrigins: origins,
    problems: problems.all(),
  });
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
  const packageType = properties.text('PackageType');
  if (packageType?.text !== 'Image') return false;
  problems.add(packageType.at, 'error', 'The function is a container image; it needs the Docker sandbox to run.');
  return true;
}

function required(
  { properties, resource, problems }: Reading,
  name: string,
  optional: boolean,
): LocatedText | undefined {
  const entry = properties.entry(name);
  if (entry?.value.kind === 'scalar') return properties.text(name);
  if (entry === undefined && optional) return undefined;
  const reason = entry?.value.kind === 'unresolved' ? `: ${entry.value.reason}` : `; add ${name} to its properties`;
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

function readEnvironment({ properties, problems }: Reading): {
  environment: Record<string, string>;
  origins: Record<string, SourceLocation>;
} {
  const variables = properties.below('Environment').below('Variables');
  const environment = new Map<string, string>();
  const origins = new Map<string, SourceLocation>();
  for (const [name, { at, value }] of variables.entries()) {
    if (value.kind === 'scalar') {
      environment.set(name, value.text);
      origins.set(name, at);
    } else {
      const reason = value.kind === 'unresolved' ? value.reason : 'it must be a text; give it one or put it in quotes';
      problems.add(at, 'warning', `The variable ${name} is left out: ${reason}.`);
    }
  }
  const place = properties.entry('Environment')?.at ?? properties.at;
  for (const { at, message } of variableProblems(environment, origins, place)) problems.add(at, 'error', message);
  return { environment: Object.fromEntries(environment), origins: Object.fromEntries(origins) };
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
  validateAt(problems, properties.entry('ReservedConcurrentExecutions')?.at, optional({ reservedConcurrency }));
  validateAt(problems, properties.entry('ProvisionedConcurrencyConfig')?.at, optional({ provisionedConcurrency }));
  return {
    ...optional({ reservedConcurrency, provisionedConcurrency }),
    ...(versions.size === 0 ? {} : { aliases: Object.fromEntries(versions) }),
  };
}

function readInvocation(reading: Reading): Partial<FunctionConfiguration> {
  const { template, resource, properties, problems, name } = reading;
  const [separate] = companionsOf(template, 'AWS::Lambda::EventInvokeConfig', name, problems);
  const [separateUrl] = companionsOf(template, 'AWS::Lambda::Url', name, problems);
  const invokeConfig = separate ?? properties.below('EventInvokeConfig');
  const url = properties.has('FunctionUrlConfig') ? properties.below('FunctionUrlConfig') : separateUrl;
  const asynchronous = readAsynchronous(template, properties, invokeConfig, resource.logicalId);
  validateAt(problems, invokeConfig.at, { asynchronous });
  const tenancy = properties.below('TenancyConfig').text('TenantIsolationMode')?.text;
  return {
    asynchronous,
    ...(tenancy === 'PER_TENANT' ? { tenantIsolation: true } : {}),
    ...(url === undefined ? {} : { functionUrl: readFunctionUrl(url) }),
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

/** The members that have a value: with exact optional properties `undefined` may not stand for "absent". */
function optional(numbers: Readonly<Record<string, number | undefined>>): Partial<FunctionConfiguration> {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}
