import { describe, expect, test } from 'vitest';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import type { HttpFrontConfiguration } from '../../../src/lambda/httpApi';
import { CloudFormationReader } from '../../../src/project/cloudformation/cloudFormationReader';
import { routesOf } from '../../../src/project/httpRoutes';
import { projectFunction, type EventSource } from '../../../src/project/projectFunction';

/** The APIs of a template given as text; its file does not exist. */
async function apisOf(template: string): Promise<HttpFrontConfiguration[]> {
  const contents = await new CloudFormationReader().read('/nowhere/template.yaml', template, {});
  return routesOf(contents?.functions ?? []);
}

/** The APIs of one function with these event sources. */
function apisOfSources(...sources: readonly Omit<EventSource, 'at'>[]): HttpFrontConfiguration[] {
  const at = { file: '/nowhere/serverless.yml', line: 1, column: 1 };
  const configuration = functionConfiguration({ name: 'f', runtime: 'nodejs22.x', handler: 'i.h', codePath: '/' });
  const eventSources = sources.map((source) => ({ ...source, at }));
  return routesOf([projectFunction({ logicalName: 'F', origin: 'serverless', configuration, eventSources })]);
}

describe('SAM', () => {
  test('the APIs that events bring along', async () => {
    const apis = await apisOf(`
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        List: { Type: HttpApi, Properties: { Path: /orders, Method: get } }
        Old: { Type: HttpApi, Properties: { Path: '/old/{proxy+}', Method: ANY, PayloadFormatVersion: '1.0', TimeoutInMillis: 500 } }
        Rest: { Type: HttpApi }
        Legacy: { Type: Api, Properties: { Path: '/orders/{id}', Method: PUT } }
        Queue: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:us-east-1:123456789012:q' } }
`);
    const common = { functionName: 'Orders', payloadFormatVersion: '2.0' };
    expect(apis).toMatchObject([
      { kind: 'HttpApi', name: 'ServerlessHttpApi', stage: '$default' },
      { kind: 'RestApi', name: 'ServerlessRestApi', stage: 'Prod' },
    ]);
    expect(apis.map(({ routes }) => routes)).toEqual([
      [
        { ...common, method: 'GET', path: '/orders' },
        { ...common, method: 'ANY', path: '/old/{proxy+}', payloadFormatVersion: '1.0', timeoutMs: 500 },
        { ...common, method: 'ANY', path: '$default' },
      ],
      [{ functionName: 'Orders', payloadFormatVersion: '1.0', method: 'PUT', path: '/orders/{id}' }],
    ]);
  });

  test('stage, CORS, authorizers and media types of an API, with Globals underneath', async () => {
    const [http, rest] = await apisOf(`
Globals:
  HttpApi: { CorsConfiguration: { AllowOrigins: ['https://a.example'], AllowMethods: [GET, PUT], MaxAge: 60 } }
  Api: { BinaryMediaTypes: [image~1png], Cors: "'*'" }
Resources:
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageName: live
      StageVariables: { table: orders }
      Auth:
        DefaultAuthorizer: Tokens
        Authorizers:
          Tokens: { IdentitySource: $request.header.Token, JwtConfiguration: { issuer: 'https://i.example' } }
          Own:
            FunctionArn: !GetAtt Guard.Arn
            AuthorizerPayloadFormatVersion: 2.0
            EnableSimpleResponses: true
            Identity: { Headers: [Key], QueryStrings: [k], ReauthorizeEvery: 30 }
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth: { Authorizers: { Own: { FunctionArn: !GetAtt Guard.Arn, Identity: { ValidationExpression: '^x' } } } }
  Guard: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x } }
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        A: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /a, Method: GET } }
        B: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /b, Method: GET, Auth: { Authorizer: NONE } } }
        C: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /c, Method: GET, Auth: { Authorizer: Own } } }
        D: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /d, Method: GET, Auth: { Authorizer: Own } } }
        E: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /e, Method: GET, Auth: { Authorizer: AWS_IAM } } }
`);
    expect(http).toMatchObject({
      name: 'Http',
      stage: 'live',
      stageVariables: { table: 'orders' },
      cors: { allowOrigins: ['https://a.example'], allowMethods: ['GET', 'PUT'], maxAgeSeconds: 60 },
      authorizers: {
        Tokens: { kind: 'jwt', identitySource: '$request.header.Token' },
        Own: {
          kind: 'lambda',
          functionName: 'Guard',
          payload: '2.0',
          simpleResponses: true,
          identitySources: ['$request.header.Key', '$request.querystring.k'],
          ttlSeconds: 30,
        },
      },
    });
    expect(http?.routes.map(({ authorizer }) => authorizer)).toEqual(['Tokens', undefined, 'Own']);
    expect(rest).toMatchObject({
      name: 'Rest',
      stage: 'v1',
      binaryMediaTypes: ['image/png'],
      cors: { allowOrigins: ['*'] },
      authorizers: {
        Own: {
          payload: 'TOKEN',
          identitySources: ['$request.header.Authorization'],
          validationExpression: '^x',
          ttlSeconds: 300,
        },
        AWS_IAM: { kind: 'iam' },
      },
    });
    expect(rest?.routes.map(({ authorizer }) => authorizer)).toEqual(['Own', 'AWS_IAM']);
  });
});

test('CloudFormation: routes that are resources of their own', async () => {
  const [api] = await apisOf(`
Resources:
  Orders: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: . } }
  Http: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: http, ProtocolType: HTTP, CorsConfiguration: { AllowOrigins: ['*'] } } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Http, StageName: live } }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Http, IntegrationUri: !GetAtt Orders.Arn, PayloadFormatVersion: '1.0' }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Http, RouteKey: 'GET /orders', Target: !Sub 'integrations/\${Integration}' }
`);
  expect(api).toMatchObject({
    kind: 'HttpApi',
    name: 'Http',
    stage: 'live',
    cors: { allowOrigins: ['*'] },
    routes: [{ method: 'GET', path: '/orders', functionName: 'Orders', payloadFormatVersion: '1.0' }],
  });
});

test('a load balancer asks rules by priority', () => {
  const rule = (Priority: string, Path: unknown): Omit<EventSource, 'at'> => ({
    type: 'ALB',
    settings: { ListenerArn: 'arn', Priority, Path, MultiValueHeaders: 'true' },
  });
  expect(apisOfSources(rule('10', '/*'), rule('9', ['/a', '/b']))).toMatchObject([
    { kind: 'Alb', multiValueHeaders: true, routes: [{ path: '/a' }, { path: '/b' }, { path: '/*', method: 'ANY' }] },
  ]);
});

test('settings in no form that is known are left alone', () => {
  const strange = [null, 3, 'x', [], {}, { Authorizers: 3 }];
  for (const Api of strange) expect(apisOfSources({ type: 'HttpApi', settings: { Api, Auth: Api } })).toHaveLength(1);
  for (const Cors of strange) {
    expect(apisOfSources({ type: 'Api', settings: { Cors, Path: '/', Api: { Cors, Auth: Cors } } })).toHaveLength(1);
  }
});
