import { describe, expect, test } from 'vitest';
import { Command } from '../../support/commandLine';
import { curl } from '../../support/curl';
import { functionFolder, type Files } from '../../support/functionFolder';

const FUNCTION = 'Runtime: nodejs22.x, Code: code';
const INVOCATIONS = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Name.Arn}/invocations';
const invocations = (name: string): string => `!Sub '${INVOCATIONS.replace('Name', name)}'`;

const CODE = `
exports.echo = async (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' },
  multiValueHeaders: { 'content-type': ['application/json'] }, body: JSON.stringify(event) });
exports.guard = async ({ identitySource }) => ({ isAuthorized: identitySource?.[0] === 'open', context: { level: 3 } });
exports.bearer = async ({ authorizationToken, methodArn }) => {
  if (authorizationToken === 'stop') throw new Error('Unauthorized');
  const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }];
  return { principalId: authorizationToken, policyDocument: { Version: '2012-10-17', Statement } };
};
`;

const FUNCTIONS = `
  Echo: { Type: AWS::Lambda::Function, Properties: { Handler: index.echo, ${FUNCTION} } }
  Guard: { Type: AWS::Lambda::Function, Properties: { Handler: index.guard, ${FUNCTION} } }
  Bearer: { Type: AWS::Lambda::Function, Properties: { Handler: index.bearer, ${FUNCTION} } }
`;

interface Served {
  readonly command: Command;
  readonly url: (front: string) => string;
  readonly stop: () => Promise<void>;
}

async function serve(files: Files): Promise<Served> {
  const command = new Command(['serve', '--port', '0'], {
    folder: functionFolder({ 'code/index.js': CODE, ...files }),
  });
  await command.said(/Serving \d+ functions? at /);
  const url = (front: string): string => command.stdout.split(`${front}: `)[1]?.split('\n')[0] ?? '';
  const stop = async (): Promise<void> => {
    command.signal('SIGINT');
    expect(await command.ended).toMatchObject({ code: 0 });
  };
  return { command, url, stop };
}

describe('APIs that are resources of their own', () => {
  test('HTTP API: JWT, Lambda authorizer, and one that cannot be known', async () => {
    const route = (id: string, key: string, more: string): string => `
  ${id}:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Http, RouteKey: ${key}, Target: !Sub 'integrations/\${Integration}', ${more} }`;
    const { command, url, stop } = await serve({
      'template.yaml': `Resources:${FUNCTIONS}
  Http: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: http, ProtocolType: HTTP } }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Http, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Echo.Arn, PayloadFormatVersion: 2.0 }
  Tokens:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties: { ApiId: !Ref Http, AuthorizerType: JWT, IdentitySource: [$request.header.Token], JwtConfiguration: { Issuer: i } }
  Key:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Http
      AuthorizerType: REQUEST
      AuthorizerUri: ${invocations('Guard')}
      AuthorizerPayloadFormatVersion: '2.0'
      EnableSimpleResponses: true
      IdentitySource: [$request.querystring.key]
  Elsewhere: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Http, AuthorizerType: REQUEST, AuthorizerUri: !ImportValue X } }
${route('A', 'GET /token', 'AuthorizationType: JWT, AuthorizerId: !Ref Tokens')}
${route('B', 'GET /key', 'AuthorizationType: CUSTOM, AuthorizerId: !Ref Key')}
${route('C', 'GET /elsewhere', 'AuthorizationType: CUSTOM, AuthorizerId: !Ref Elsewhere')}
`,
    });
    const http = url('HTTP API Http');
    const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${encoded({ alg: 'none' })}.${encoded({ sub: 'me' })}.x`;
    expect(await curl(`${http}/token`)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(await (await fetch(`${http}/token`, { headers: { token } })).json()).toMatchObject({
      requestContext: { authorizer: { jwt: { claims: { sub: 'me' } } } },
    });
    await command.said(/The authorizer Tokens of Http decodes tokens and does not verify them here\./);
    expect(await curl(`${http}/key`)).toMatchObject({ status: 401 });
    expect(await curl(`${http}/key?key=shut`)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(await (await fetch(`${http}/key?key=open`)).json()).toMatchObject({
      requestContext: { authorizer: { lambda: { level: 3 } } },
    });
    expect(await curl(`${http}/elsewhere`)).toMatchObject({ status: 500 });
    await command.said(/Http has no authorizer "Elsewhere"; define it/);
    await stop();
  });

  test('REST API with a TOKEN authorizer', async () => {
    const { url, stop } = await serve({
      'template.yaml': `Resources:${FUNCTIONS}
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: rest } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Rest, StageName: v1 } }
  Items: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Rest, ParentId: !GetAtt Rest.RootResourceId, PathPart: items } }
  Item: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Rest, ParentId: !Ref Items, PathPart: '{id}' } }
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties: { RestApiId: !Ref Rest, Type: TOKEN, AuthorizerUri: ${invocations('Bearer')}, IdentitySource: method.request.header.Token }
  GetItem:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !Ref Item
      HttpMethod: GET
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: ${invocations('Echo')} }
`,
    });
    const rest = url('REST API Rest');
    expect(rest).toMatch(/\/v1$/);
    const item = (token: string): string[] => ['--header', `Token: ${token}`, `${rest}/items/7`];
    expect(await curl(`${rest}/items/7`)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(await curl(...item('stop'))).toMatchObject({ status: 401 });
    expect(JSON.parse((await curl(...item('me'))).body)).toMatchObject({
      resource: '/items/{id}',
      pathParameters: { id: '7' },
      requestContext: { authorizer: { principalId: 'me' }, stage: 'v1' },
    });
    await stop();
  });

  test('a load balancer, for each host that its rules ask for', async () => {
    const { url, stop } = await serve({
      'template.yaml': `Resources:${FUNCTIONS}
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      TargetType: lambda
      Targets: [{ Id: !GetAtt Echo.Arn }]
      TargetGroupAttributes: [{ Key: lambda.multi_value_headers.enabled, Value: 'true' }]
  Single: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: lambda, Targets: [{ Id: !GetAtt Echo.Arn }] } }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { DefaultActions: [{ Type: fixed-response }] } }
  Plain:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 3
      Conditions: [{ Field: path-pattern, Values: [/single] }]
      Actions: [{ Type: forward, TargetGroupArn: !Ref Single }]
  Read:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 2
      Conditions: [{ Field: path-pattern, Values: [/orders*] }, { Field: http-request-method, HttpRequestMethodConfig: { Values: [GET] } }]
      Actions: [{ Type: forward, TargetGroupArn: !Ref Group }]
  Api:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 1
      Conditions: [{ Field: host-header, HostHeaderConfig: { Values: [api.example.com] } }]
      Actions: [{ Type: forward, TargetGroupArn: !Ref Group }]
`,
    });
    const [all, api] = [url('Load balancer Listener'), url('Load balancer Listener (api.example.com)')];
    expect(await (await fetch(`${all}/orders/1?a=1&a=2`)).json()).toMatchObject({
      path: '/orders/1',
      multiValueQueryStringParameters: { a: ['1', '2'] },
    });
    expect(await (await fetch(`${all}/single?a=1&a=2`)).json()).toMatchObject({ queryStringParameters: { a: '2' } });
    expect(await curl('--request', 'POST', `${all}/orders/1`)).toMatchObject({ status: 404 });
    expect(await curl(`${all}/other`)).toMatchObject({ status: 404 });
    expect(await curl('--request', 'POST', `${api}/other`)).toMatchObject({ status: 200 });
    await stop();
  });
});

test('an API whose routes stand in an OpenAPI file', async () => {
  const { url, stop } = await serve({
    'template.yaml': `Resources:${FUNCTIONS}
  Described:
    Type: AWS::Serverless::HttpApi
    Properties: { DefinitionBody: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: api/openapi.yaml } } } }
`,
    'api/openapi.yaml': `openapi: 3.0.1
x-amazon-apigateway-cors: { allowOrigins: ['https://shop.example'], allowMethods: [GET] }
paths:
  /orders/{id}:
    get:
      security: [{ key: [] }]
      x-amazon-apigateway-integration:
        { type: aws_proxy, payloadFormatVersion: '2.0', uri: { Fn::Sub: '${INVOCATIONS.replace('Name', 'Echo')}' } }
components:
  securitySchemes:
    key:
      type: apiKey
      in: header
      name: Key
      x-amazon-apigateway-authorizer:
        type: request
        authorizerUri: { Fn::Sub: '${INVOCATIONS.replace('Name', 'Guard')}' }
        authorizerPayloadFormatVersion: '2.0'
        enableSimpleResponses: true
        identitySource: $request.header.Key
`,
  });
  const api = url('HTTP API Described');
  const page = { key: 'open', origin: 'https://shop.example' };
  const answer = await fetch(`${api}/orders/7`, { headers: page });
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(await answer.json()).toMatchObject({ pathParameters: { id: '7' }, routeKey: 'GET /orders/{id}' });
  expect(await curl(`${api}/orders/7`)).toMatchObject({ status: 401 });
  expect(await curl('--header', 'Key: shut', `${api}/orders/7`)).toMatchObject({ status: 403 });
  await stop();
});

test('Serverless Framework: APIs, authorizers, CORS and function URLs', async () => {
  const { url, stop } = await serve({
    'serverless.yml': `service: shop
provider:
  name: aws
  runtime: nodejs22.x
  stage: beta
  httpApi:
    cors: true
    authorizers:
      own: { type: request, functionName: guard, enableSimpleResponses: true, identitySource: $request.header.Key }
functions:
  guard: { handler: code/index.guard }
  bearer: { handler: code/index.bearer }
  echo:
    handler: code/index.echo
    url: { cors: { allowedOrigins: ['https://shop.example'] } }
    events:
      - httpApi: { method: GET, path: /orders, authorizer: own }
      - http: { method: get, path: items, authorizer: bearer, cors: { origin: 'https://shop.example' } }
`,
  });
  const [http, rest] = [url('HTTP API HttpApi'), url('REST API ApiGatewayRestApi')];
  expect(await curl(`${http}/orders`)).toMatchObject({ status: 401 });
  expect(await curl('--header', 'Key: open', `${http}/orders`)).toMatchObject({ status: 200 });
  const page = ['--header', 'Origin: https://shop.example'];
  const preflight = ['--request', 'OPTIONS', '--header', 'Access-Control-Request-Method: GET', ...page];
  const granted = await curl(...preflight, `${http}/orders`);
  expect(granted.status).toBe(204);
  expect(granted.headers).toContain('access-control-allow-origin: *');
  expect(rest).toMatch(/\/beta$/);
  expect(await curl('--header', 'Authorization: me', `${rest}/items`)).toMatchObject({ status: 200 });
  expect(await curl('--header', 'Authorization: stop', `${rest}/items`)).toMatchObject({ status: 401 });
  expect((await curl(...preflight, `${rest}/items`)).headers).toContain(
    'access-control-allow-origin: https://shop.example',
  );
  const called = await curl(...page, url('Function URL of shop-beta-echo'));
  expect(called.status).toBe(200);
  expect(called.headers).toContain('access-control-allow-origin: https://shop.example');
  await stop();
});
