import { emptyDictionary, member } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import { readFunction } from '../cloudformation/functionResource';
import type { FunctionContext } from '../cloudformation/functionResource';
import { linkedEventSources } from '../cloudformation/linkedEventSources';
import { FUNCTION_TYPES } from '../cloudformation/resources';
import { ProblemList } from '../problemList';
import { DISK_FILES } from '../projectFiles';
import { inOrder } from '../projectFunction';
import type { Problem, ProjectFunction, SourceLocation } from '../projectFunction';
import type { TemplateContents, TemplateOptions } from '../templateReader';
import { assumedLimits } from '../translation/assumedLimits';
import { textAt } from '../translation/evaluatedBuilders';
import { Ready } from '../translation/readyTemplate';
import type { Configuration } from './configuration';
import { DeployedTemplate } from './deployedTemplate';
import type { MadeResource } from './deployedTemplate';
import { eventSources } from './eventSources';
import { withHttpApi } from './httpApis';
import { functionLogicalId, layerLogicalId } from './logicalIds';
import { ASSUMED_LIMITS, samFunction } from './samFunction';
import { functionNameOf, readService } from './service';
import type { Service } from './service';
import { reportSlips } from './settingNames';
import { inFrameworkWords } from './words';
import { withoutWrongKinds } from './wrongKinds';
import { wsgiApplication } from './wsgiApplication';

/** The functions of a configuration: its own, and those among its `resources`. */
export async function readServiceFunctions(
  configuration: Configuration,
  options: TemplateOptions,
  problems: ProblemList,
): Promise<TemplateContents> {
  const { start, layers, resources, provider } = configuration;
  const before = readService(configuration, problems);
  const functions = { ...emptyDictionary(start), entries: before.functions };
  const template = DeployedTemplate.of(
    resources,
    withIntrinsics({ functions, ...(provider === undefined ? {} : { provider }) }),
    [...ownFunctions(before), ...ownLayers(layers)],
    start,
    { ...options.parameters, 'AWS::Region': before.region },
  );
  if (template.isEmpty) {
    const message = 'resources and the values that refer to them are too large and left out; simplify them.';
    problems.add(resources?.at ?? start, 'warning', message);
  }
  const evaluated = template.sectionValue('functions');
  const service: Service = {
    ...before,
    provider: template.sectionValue('provider') ?? before.provider,
    functions: evaluated?.kind === 'dictionary' ? evaluated.entries : before.functions,
  };
  const context: FunctionContext = {
    template,
    globals: undefined,
    eventSources: await linkedEventSources(template, options.files ?? DISK_FILES),
    files: options.files,
  };
  const made = new Set([...service.functions.keys()].map(functionLogicalId));
  const found: ProjectFunction[] = [];
  for (const [key, entry] of service.functions) {
    const read = await ownFunction(service, key, entry, context);
    found.push({ ...read, ...(await wsgiApplication(read, configuration.wsgi)) });
  }
  for (const resource of template.resources.values()) {
    if (FUNCTION_TYPES.has(resource.type) && !made.has(resource.logicalId)) {
      found.push(await readFunction(context, resource));
    }
  }
  return {
    functions: found.map((each) => relocated(each, template)),
    problems: problems.all(),
  };
}

/** Only what calls intrinsic functions needs CloudFormation's reader. */
function withIntrinsics(sections: Readonly<Record<string, Evaluated>>): Record<string, Evaluated> {
  return Object.fromEntries(Object.entries(sections).filter(([, section]) => callsIntrinsic(section, new Set())));
}

function callsIntrinsic(value: Evaluated, seen: Set<Evaluated>): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  if (value.kind === 'list') return value.items.some((item) => callsIntrinsic(item, seen));
  if (value.kind !== 'dictionary') return false;
  return [...value.entries].some(
    ([name, entry]) => name === 'Ref' || name.startsWith('Fn::') || callsIntrinsic(entry.value, seen),
  );
}

async function ownFunction(
  service: Service,
  key: string,
  entry: Entry,
  context: FunctionContext,
): Promise<ProjectFunction> {
  const problems = new ProblemList();
  const { at } = entry;
  const value = withoutWrongKinds(entry.value, problems);
  const { properties, metadata } = samFunction(service, key, { at, value });
  const read = await readFunction(context, {
    logicalId: key,
    at,
    type: 'AWS::Serverless::Function',
    properties: new Ready(properties),
    metadata: new Ready(metadata),
    condition: undefined,
  });
  const events = member(value, 'events');
  if (events?.kind === 'unresolved') problems.add(events.at, 'warning', `events is left out: ${events.reason}.`);
  if (events?.kind === 'scalar' || events?.kind === 'dictionary') {
    problems.add(events.at, 'warning', 'events is left out: it must be a list; correct it.');
  }
  reportSlips(value, problems);
  const written = eventSources(events?.kind === 'list' ? events.items : [], problems);
  const hasRuntime = [value, service.provider].some((each) => member(each, 'runtime') !== undefined);
  if (!hasRuntime && read.packageType === 'Zip') {
    problems.add(at, 'information', `${key} has no runtime, so it is ${service.defaultRuntime}; add one.`);
  }
  return {
    ...read,
    origin: 'serverless',
    configuration: { ...read.configuration, ...assumedLimits(properties.entries, ASSUMED_LIMITS) },
    places: ownPlaces(read.places, value, service),
    eventSources: [...written.map((source) => withHttpApi(source, service)), ...read.eventSources],
    problems: inOrder([...read.problems.map(inFrameworkWords), ...problems.all()]),
  };
}

/** Without the places of what the framework assumes by itself. */
function ownPlaces(
  places: ProjectFunction['places'],
  value: Evaluated,
  { provider }: Service,
): ProjectFunction['places'] {
  const isWritten = (name: string): boolean => [value, provider].some((each) => member(each, name) !== undefined);
  const assumed = new Set(['memorySize', 'timeout', 'runtime'].filter((name) => !isWritten(name)));
  if (member(value, 'name') === undefined) assumed.add('name');
  return Object.fromEntries(Object.entries(places).filter(([name]) => !assumed.has(name)));
}

function ownFunctions(service: Service): MadeResource[] {
  return [...service.functions].map(([key, { at }]) => ({
    logicalId: functionLogicalId(key),
    type: 'AWS::Lambda::Function',
    at,
    properties: { FunctionName: textAt(at, functionNameOf(service, key)) },
  }));
}

function ownLayers(layers: Evaluated | undefined): MadeResource[] {
  if (layers?.kind !== 'dictionary') return [];
  return [...layers.entries].map(([key, { at, value }]) => {
    const packaged = member(value, 'package');
    const content = (packaged && member(packaged, 'artifact')) ?? member(value, 'path');
    return {
      logicalId: layerLogicalId(key),
      type: 'AWS::Serverless::LayerVersion',
      at,
      properties: content === undefined ? {} : { ContentUri: content },
    };
  });
}

/** With every place in the made template replaced by the one it stands for. */
function relocated(read: ProjectFunction, template: DeployedTemplate): ProjectFunction {
  const place = <Place extends SourceLocation>(at: Place): Place => ({
    ...at,
    ...template.placeOf(at),
  });
  const problem = (each: Problem): Problem => ({ ...each, ...pointOf(place(each)) });
  return {
    ...read,
    ...(read.template === undefined ? {} : { template: pointOf(place(read.template)) }),
    places: Object.fromEntries(Object.entries(read.places).map(([name, at]) => [name, place(at)])),
    environmentOrigins: Object.fromEntries(
      Object.entries(read.environmentOrigins).map(([name, at]) => [name, place(at)]),
    ),
    eventSources: read.eventSources.map((source) => ({ ...source, at: pointOf(place(source.at)) })),
    problems: inOrder(read.problems.map(problem)),
  };
}

function pointOf({ file, line, column }: SourceLocation): SourceLocation {
  return { file, line, column };
}
