import { recordOf, textOf } from '../plainSettings';
import type { EventSource, ProjectFunction } from '../projectFunction';
import { emptyDictionary, member } from './evaluated';
import type { Evaluated } from './evaluated';
import { withGlobals } from './globals';
import { authorizerResources } from './httpAuthorizers';
import { logicalIdOf, propertyOf } from './linkedEventSource';
import { plainValue } from './plainValue';
import type { Resource } from './resources';
import type { Template } from './template';

/** Where an event of each type says which API it belongs to. */
const API_SETTINGS: Readonly<Partial<Record<string, string>>> = { Api: 'RestApiId', HttpApi: 'ApiId' };

/** Stages of APIs that are not SAM's, by the property that names their API. */
const STAGES: Readonly<Partial<Record<string, string>>> = {
  'AWS::ApiGateway::Deployment': 'RestApiId',
  'AWS::ApiGateway::Stage': 'RestApiId',
  'AWS::ApiGatewayV2::Stage': 'ApiId',
};

/**
 * A function whose event sources `Api` and `HttpApi` say which API they belong to: its logical id (`RestApiId`, `ApiId`) and,
 * as `Api`, its properties with Globals underneath. Both are left out where the template says nothing.
 */
export function withHttpApis(template: Template, resource: Resource, given: ProjectFunction): ProjectFunction {
  return { ...given, eventSources: given.eventSources.map((source) => withHttpApi(template, resource, source)) };
}

function withHttpApi(template: Template, resource: Resource, source: EventSource): EventSource {
  const setting = Object.hasOwn(API_SETTINGS, source.type) ? API_SETTINGS[source.type] : undefined;
  if (setting === undefined) return source;
  const logicalId = textOf(source.settings[setting]) ?? apiOf(template, resource, source.name ?? '', setting);
  const { Api: ofDefinition, ...settings } = source.settings;
  const written = recordOf(plainValue(withoutDefinition(apiProperties(template, source.type, logicalId))));
  const api = { ...recordOf(ofDefinition), ...written };
  const authorizers = {
    ...recordOf(recordOf(recordOf(ofDefinition)['Auth'])['Authorizers']),
    ...(logicalId === undefined ? {} : authorizerResources(template, logicalId)),
    ...recordOf(recordOf(written['Auth'])['Authorizers']),
  };
  const hasAuthorizers = Object.keys(authorizers).length > 0;
  return {
    ...source,
    settings: {
      ...settings,
      ...(logicalId !== undefined && { [setting]: logicalId }),
      ...((hasAuthorizers || Object.keys(written).length > 0 || ofDefinition !== undefined) && {
        Api: { ...api, ...(hasAuthorizers && { Auth: { ...recordOf(api['Auth']), Authorizers: authorizers } }) },
      }),
    },
  };
}

/** The definition of an API is read by itself; it may be huge. */
function withoutDefinition(api: Evaluated | undefined): Evaluated | undefined {
  if (api?.kind !== 'dictionary') return api;
  const entries = new Map([...api.entries].filter(([name]) => name !== 'Body' && name !== 'DefinitionBody'));
  return { ...api, entries };
}

/** Logical id of the API of an event; undefined for the one that SAM makes. */
function apiOf(template: Template, resource: Resource, name: string, setting: string): string | undefined {
  const events = propertyOf(template, resource, 'Events');
  const event = events === undefined ? undefined : member(events, name);
  const properties = event === undefined ? undefined : member(event, 'Properties');
  return logicalIdOf(properties === undefined ? undefined : member(properties, setting));
}

function apiProperties(template: Template, type: string, logicalId: string | undefined): Evaluated | undefined {
  const globals = template.document.entry(template.section('Globals'), type);
  const api = logicalId === undefined ? undefined : template.resources.get(logicalId);
  const own = api === undefined ? undefined : template.evaluate(api.properties);
  const isSam = api === undefined || api.type.startsWith('AWS::Serverless::');
  const inherited = globals === undefined || !isSam ? undefined : template.evaluate(globals.value);
  const merged =
    inherited !== undefined && own?.kind === 'dictionary' ? withGlobals(inherited, own) : (own ?? inherited);
  const stage = isSam || logicalId === undefined ? undefined : stageOf(template, logicalId);
  if (stage === undefined) return merged;
  const properties = merged?.kind === 'dictionary' ? merged : emptyDictionary(stage.at);
  const at = { ...stage.at, endLine: stage.at.line, endColumn: stage.at.column };
  return { ...properties, entries: new Map([...properties.entries, ['StageName', { at, value: stage }]]) };
}

function stageOf(template: Template, api: string): Evaluated | undefined {
  for (const resource of template.resources.values()) {
    const setting = Object.hasOwn(STAGES, resource.type) ? STAGES[resource.type] : undefined;
    if (setting === undefined || logicalIdOf(propertyOf(template, resource, setting)) !== api) continue;
    const name = propertyOf(template, resource, 'StageName');
    if (name?.kind === 'scalar') return name;
  }
  return undefined;
}
