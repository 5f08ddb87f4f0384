import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import {
  multiValue,
  orNull,
  pathParameters,
  queryLists,
  queryTexts,
  REQUEST_PARAMETERS,
  requestHeaders,
  USER_AGENT,
} from './httpRequest';
import { text, time } from './parameter';
import { sample } from './sample';
import { arn, id, region, requestTime } from './values';

const { method, path, query, headers, host, sourceIp } = REQUEST_PARAMETERS;
const AUTHORIZER_PARAMETERS = {
  method,
  path,
  query,
  headers,
  host,
  sourceIp,
  token: text('Value of the authorization header', 'Bearer example-token'),
  apiId: text('Id of the API', 'a1b2c3d4e5'),
  region: region(),
} as const;
const route = text('Route in the API, with {parameters}', '/orders/{id}');

interface Asked {
  readonly apiId: string;
  readonly region: string;
  readonly stage: string;
  readonly method: string;
  readonly path: string;
}

function methodArn(asked: Asked): string {
  return arn('execute-api', asked.region, `${asked.apiId}/${asked.stage}/${asked.method}${asked.path}`);
}

const token = sample({
  id: 'authorizer-token',
  title: 'API Gateway REST API authorizer, by token',
  service: 'API Gateway',
  eventTypes: ['ApiTokenAuthorizer'],
  parameters: {
    token: AUTHORIZER_PARAMETERS.token,
    method,
    path,
    stage: text('Stage', 'Prod'),
    apiId: AUTHORIZER_PARAMETERS.apiId,
    region: AUTHORIZER_PARAMETERS.region,
  },
  event: (given) =>
    ({
      type: 'TOKEN',
      methodArn: methodArn(given),
      authorizationToken: given.token,
    }) satisfies APIGatewayTokenAuthorizerEvent,
});

const request = sample({
  id: 'authorizer-request',
  title: 'API Gateway REST API authorizer, by request',
  service: 'API Gateway',
  eventTypes: ['ApiRequestAuthorizer'],
  parameters: {
    ...AUTHORIZER_PARAMETERS,
    route,
    stage: text('Stage', 'Prod'),
    requestId: id('Id of the request'),
    time: time(),
  },
  event: (given) => {
    const headers = { ...requestHeaders({ ...given, body: '' }), authorization: given.token };
    return {
      type: 'REQUEST',
      methodArn: methodArn(given),
      resource: given.route,
      path: given.path,
      httpMethod: given.method,
      headers,
      multiValueHeaders: multiValue(headers),
      queryStringParameters: orNull(queryTexts(given.query, 'last')),
      multiValueQueryStringParameters: orNull(queryLists(given.query)),
      pathParameters: orNull(pathParameters(given.route, given.path)),
      stageVariables: null,
      requestContext: {
        accountId: LOCAL_ACCOUNT,
        apiId: given.apiId,
        authorizer: undefined,
        domainName: given.host,
        httpMethod: given.method,
        identity: {
          accessKey: null,
          accountId: null,
          apiKey: null,
          apiKeyId: null,
          caller: null,
          clientCert: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: given.sourceIp,
          user: null,
          userAgent: USER_AGENT,
          userArn: null,
        },
        path: `/${given.stage}${given.path}`,
        protocol: 'HTTP/1.1',
        requestId: given.requestId,
        requestTime: requestTime(given.time),
        requestTimeEpoch: given.time,
        resourceId: '123456',
        resourcePath: given.route,
        stage: given.stage,
      },
    } satisfies APIGatewayRequestAuthorizerEvent;
  },
});

const httpRequest = sample({
  id: 'authorizer-http',
  title: 'API Gateway HTTP API authorizer (payload format 2.0)',
  service: 'API Gateway',
  eventTypes: ['HttpApiAuthorizer'],
  parameters: {
    ...AUTHORIZER_PARAMETERS,
    route,
    stage: text('Stage', '$default'),
    requestId: id('Id of the request', 'JKJaXmPLvHcESHA='),
    time: time(),
  },
  event: (given) => {
    const routeKey = `${given.method} ${given.route}`;
    return {
      version: '2.0',
      type: 'REQUEST',
      routeArn: methodArn(given),
      identitySource: [given.token],
      routeKey,
      rawPath: given.path,
      rawQueryString: given.query,
      cookies: [],
      headers: { ...requestHeaders({ ...given, body: '' }), authorization: given.token },
      queryStringParameters: queryTexts(given.query, 'comma'),
      requestContext: {
        accountId: LOCAL_ACCOUNT,
        apiId: given.apiId,
        domainName: given.host,
        domainPrefix: given.host.split('.', 1)[0] ?? '',
        http: {
          method: given.method,
          path: given.path,
          protocol: 'HTTP/1.1',
          sourceIp: given.sourceIp,
          userAgent: USER_AGENT,
        },
        requestId: given.requestId,
        routeKey,
        stage: given.stage,
        time: requestTime(given.time),
        timeEpoch: given.time,
      },
      pathParameters: pathParameters(given.route, given.path),
    } satisfies APIGatewayRequestAuthorizerEventV2;
  },
});

export const API_GATEWAY_AUTHORIZER_SAMPLES = [token, request, httpRequest];
