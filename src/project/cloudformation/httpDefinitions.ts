import path from 'node:path';
import { recordOf, textOf, type Settings } from '../plainSettings';
import type { ProjectFiles } from '../projectFiles';
import { member, scalar } from './evaluated';
import type { Evaluated } from './evaluated';
import { samAuthorizer } from './httpAuthorizers';
import { IncludedTemplate } from './httpIncludedTemplate';
import { mockCors } from './httpMockCors';
import { intrinsicCall } from './intrinsicCall';
import { linkedTo, propertyOf } from './linkedEventSource';
import type { LinkedEventSource } from './linkedEventSource';
import { plainValue } from './plainValue';
import type { Resource } from './resources';
import type { Template } from './template';
import { TemplateDocument } from './templateDocument';

interface ApiType {
  readonly source: 'Api' | 'HttpApi';
  readonly setting: 'ApiId' | 'RestApiId';
  /** Property that holds the definition, and the one that says where it lies. */
  readonly body: string;
  readonly place: string;
}

const CLOUDFORMATION = { body: 'Body', place: 'BodyS3Location' } as const;
const SAM = { body: 'DefinitionBody', place: 'DefinitionUri' } as const;

/** Resource type -> how it holds an OpenAPI definition. */
const API_TYPES: Readonly<Partial<Record<string, ApiType>>> = {
  'AWS::ApiGateway::RestApi': { source: 'Api', setting: 'RestApiId', ...CLOUDFORMATION },
  'AWS::ApiGatewayV2::Api': { source: 'HttpApi', setting: 'ApiId', ...CLOUDFORMATION },
  'AWS::Serverless::Api': { source: 'Api', setting: 'RestApiId', ...SAM },
  'AWS::Serverless::HttpApi': { source: 'HttpApi', setting: 'ApiId', ...SAM },
};

const METHODS: ReadonlySet<string> = new Set([
  'delete',
  'get',
  'head',
  'options',
  'patch',
  'post',
  'put',
  'x-amazon-apigateway-any-method',
]);

/** How deep a `$ref` may lead to another one. */
const MOST_REFERENCES = 5;

export function mayHaveDefinition({ type }: Resource): boolean {
  return Object.hasOwn(API_TYPES, type);
}

/** The routes to functions that the OpenAPI definition of an API names; none where it has no definition that is here. */
export async function definitionEventSources(
  template: Template,
  api: Resource,
  files: ProjectFiles,
): Promise<readonly LinkedEventSource[]> {
  const type = Object.hasOwn(API_TYPES, api.type) ? API_TYPES[api.type] : undefined;
  const definition = type === undefined ? undefined : await definitionOf(template, api, type, files);
  const paths = definition === undefined ? undefined : member(definition, 'paths');
  if (type === undefined || definition === undefined || paths?.kind !== 'dictionary') return [];
  const settings = { [type.setting]: api.logicalId, Api: apiSettings(definition) };
  return [...paths.entries].flatMap(([route, { value: item }]) => {
    if (item.kind !== 'dictionary') return [];
    const cors = type.source === 'Api' ? optionsCors(item) : undefined;
    return [...item.entries].flatMap(([method, { at, value: operation }]) => {
      if (!METHODS.has(method)) return [];
      const integration = referred(definition, member(operation, 'x-amazon-apigateway-integration'));
      const isDefault = /^\/?\$default$/.test(route);
      const written = (name: string): Evaluated | undefined => integration && member(integration, name);
      return linkedTo(
        written('uri'),
        at,
        type.source,
        api,
        {
          Path: isDefault ? undefined : scalar(at, route),
          Method: isDefault ? undefined : scalar(at, method),
          PayloadFormatVersion: type.source === 'HttpApi' ? written('payloadFormatVersion') : undefined,
          TimeoutInMillis: written('timeoutInMillis'),
        },
        { ...authorization(definition, operation), ...(cors && { Cors: cors }), ...settings },
      );
    });
  });
}

/** What the `options` operation of a path grants without a function. */
function optionsCors(item: Evaluated): Settings | undefined {
  const options = member(item, 'options');
  const integration = recordOf(plainValue(options && member(options, 'x-amazon-apigateway-integration')));
  return mockCors(integration['type'], integration['responses']);
}

/** The definition, from the template itself or from a file of this machine that it names. */
async function definitionOf(
  template: Template,
  api: Resource,
  { body, place }: ApiType,
  files: ProjectFiles,
): Promise<Evaluated | undefined> {
  const written = propertyOf(template, api, body);
  if (written?.kind === 'dictionary') return written;
  const location = includedLocation(template, api, body) ?? propertyOf(template, api, place);
  if (location?.kind !== 'scalar' || /^(?:s3|https?):/.test(location.text)) return undefined;
  const file = path.resolve(path.dirname(template.document.file), location.text);
  const text = await files.text(file);
  if (text === undefined) return undefined;
  const included = new IncludedTemplate(new TemplateDocument(file, text), template);
  return included.evaluate(included.document.root);
}

/** `Fn::Transform: { Name: AWS::Include, Parameters: { Location } }` */
function includedLocation(template: Template, api: Resource, body: string): Evaluated | undefined {
  const { document } = template;
  const node = document.resolve(document.entry(api.properties, body)?.value);
  const call = node === undefined ? undefined : intrinsicCall(node);
  if (call?.name !== 'Fn::Transform') return undefined;
  const name = template.evaluate(document.entry(call.argument, 'Name')?.value);
  if (name.kind !== 'scalar' || name.text !== 'AWS::Include') return undefined;
  return template.evaluate(document.entry(document.entry(call.argument, 'Parameters')?.value, 'Location')?.value);
}

/** What the definition says of the whole API, in SAM's words. */
function apiSettings(definition: Evaluated): Settings {
  const cors = recordOf(plainValue(member(definition, 'x-amazon-apigateway-cors')));
  const binary = plainValue(member(definition, 'x-amazon-apigateway-binary-media-types'));
  const capital = Object.entries(cors).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]);
  return {
    Auth: { Authorizers: authorizers(definition) },
    ...(capital.length > 0 && { CorsConfiguration: Object.fromEntries(capital) as unknown }),
    ...(binary !== undefined && { BinaryMediaTypes: binary }),
  };
}

function authorizers(definition: Evaluated): Settings {
  const found = Object.entries(schemesOf(definition)).flatMap(([name, given]) => {
    const scheme = recordOf(given);
    const written = recordOf(scheme['x-amazon-apigateway-authorizer']);
    const type = textOf(written['type']);
    if (type === undefined) return [];
    const header = textOf(scheme['in']) === 'header' ? textOf(scheme['name']) : undefined;
    const authorizer = samAuthorizer({
      type,
      uri: textOf(written['authorizerUri']),
      identitySource: written['identitySource'] ?? (header === undefined ? undefined : `$request.header.${header}`),
      ttlSeconds: written['authorizerResultTtlInSeconds'],
      validationExpression: written['identityValidationExpression'],
      payloadFormatVersion: written['authorizerPayloadFormatVersion'],
      simpleResponses: written['enableSimpleResponses'],
      jwt: written['jwtConfiguration'],
    });
    return authorizer === undefined ? [] : [[name, authorizer] as const];
  });
  return Object.fromEntries(found);
}

/** `securitySchemes` of OpenAPI 3, `securityDefinitions` of Swagger 2. */
function schemesOf(definition: Evaluated): Settings {
  const components = member(definition, 'components');
  const schemes = components === undefined ? undefined : member(components, 'securitySchemes');
  return recordOf(plainValue(schemes ?? member(definition, 'securityDefinitions')));
}

/** `Auth` in SAM's words. API keys are not checked here, an empty list makes the operation open to everyone. */
function authorization(definition: Evaluated, operation: Evaluated): Settings {
  const own = recordOf(plainValue(member(operation, 'x-amazon-apigateway-auth')));
  if (textOf(own['type'])?.toUpperCase() === 'AWS_IAM') return { Auth: { Authorizer: 'AWS_IAM' } };
  const written = plainValue(member(operation, 'security') ?? member(definition, 'security'));
  if (!Array.isArray(written)) return {};
  const schemes = schemesOf(definition);
  for (const name of written.flatMap((requirement) => Object.keys(recordOf(requirement)))) {
    const scheme = recordOf(schemes[name]);
    if (textOf(scheme['x-amazon-apigateway-authtype']) === 'awsSigv4') return { Auth: { Authorizer: 'AWS_IAM' } };
    if (scheme['x-amazon-apigateway-authorizer'] !== undefined) return { Auth: { Authorizer: name } };
  }
  return { Auth: { Authorizer: 'NONE' } };
}

/** The value itself, or what its `$ref` to another place of the definition leads to. */
function referred(definition: Evaluated, given: Evaluated | undefined): Evaluated | undefined {
  let value = given;
  for (let followed = 0; value !== undefined && followed < MOST_REFERENCES; followed += 1) {
    const reference = member(value, '$ref');
    if (reference?.kind !== 'scalar' || !reference.text.startsWith('#/')) return value;
    value = reference.text
      .slice(2)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<Evaluated | undefined>((place, part) => place && member(place, part), definition);
  }
  return value;
}
