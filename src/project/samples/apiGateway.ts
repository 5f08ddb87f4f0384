import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import {
  multiValue,
  orNull,
  pathParameters,
  queryLists,
  queryTexts,
  REQUEST_PARAMETERS,
  requestHeaders,
  routeValues,
  USER_AGENT,
} from './httpRequest';
import { choice, flag, text, time } from './parameter';
import { sample } from './sample';
import { textSetting } from './settings';
import { id, requestTime } from './values';

const route = text('Route in the API, with {parameters}', '/orders/{id}');
const apiId = text('Id of the API', 'a1b2c3d4e5');
const base64Encoded = flag('Whether the body is base64', false);

const rest = sample({
  id: 'apigateway-rest',
  title: 'API Gateway REST API request (payload format 1.0)',
  service: 'API Gateway',
  eventTypes: ['Api'],
  parameters: {
    ...REQUEST_PARAMETERS,
    route,
    stage: text('Stage', 'Prod'),
    apiId,
    isBase64Encoded: base64Encoded,
    requestId: id('Id of the request'),
    time: time(),
  },
  carries: 'body',
  valuesFrom: routeValues,
  event: (given) => {
    const headers = requestHeaders(given);
    return {
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
        authorizer: null,
        domainName: given.host,
        domainPrefix: given.host.split('.', 1)[0],
        extendedRequestId: 'JKJaXmPLvHcESHA=',
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
      body: given.body === '' ? null : given.body,
      isBase64Encoded: given.isBase64Encoded,
    } satisfies APIGatewayProxyEvent;
  },
});

const http = sample({
  id: 'apigateway-http',
  title: 'API Gateway HTTP API request (payload format 2.0)',
  service: 'API Gateway',
  eventTypes: ['HttpApi'],
  parameters: {
    ...REQUEST_PARAMETERS,
    route,
    stage: text('Stage', '$default'),
    cookies: text('Cookies, separated by "; "', 'session=abc123'),
    apiId,
    isBase64Encoded: base64Encoded,
    requestId: id('Id of the request', 'JKJaXmPLvHcESHA='),
    time: time(),
  },
  carries: 'body',
  valuesFrom: routeValues,
  event: (given) => {
    const routeKey = `${given.method} ${given.route}`;
    const parameters = pathParameters(given.route, given.path);
    return {
      version: '2.0',
      routeKey,
      rawPath: given.path,
      rawQueryString: given.query,
      ...(given.cookies === '' ? {} : { cookies: given.cookies.split('; ') }),
      headers: requestHeaders(given),
      ...(given.query === '' ? {} : { queryStringParameters: queryTexts(given.query, 'comma') }),
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
      ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
      ...(given.body === '' ? {} : { body: given.body }),
      isBase64Encoded: given.isBase64Encoded,
    } satisfies APIGatewayProxyEventV2;
  },
});

const webSocket = sample({
  id: 'apigateway-websocket',
  title: 'API Gateway WebSocket API message',
  service: 'API Gateway',
  eventTypes: ['WebSocket'],
  parameters: {
    eventType: choice('What happened', 'MESSAGE', 'CONNECT', 'DISCONNECT'),
    routeKey: text('Route', '$default'),
    body: text('The message', '{"action":"send","text":"Hello"}'),
    connectionId: id('Id of the connection', 'JKJaXcPLvHcCFA0='),
    stage: text('Stage', 'production'),
    apiId,
    requestId: id('Id of the request', 'JKJaXmPLvHcESHA='),
    host: REQUEST_PARAMETERS.host,
    time: time(),
  },
  carries: 'body',
  valuesFrom: (settings) => {
    const routeKey = textSetting(settings, 'RouteKey');
    const eventType = routeKey === '$connect' ? 'CONNECT' : routeKey === '$disconnect' ? 'DISCONNECT' : undefined;
    return { routeKey, eventType };
  },
  event: (given) =>
    ({
      requestContext: {
        routeKey: given.routeKey,
        messageId: 'JKJaXfPLvHcCFA0=',
        eventType: given.eventType,
        extendedRequestId: given.requestId,
        requestTime: requestTime(given.time),
        messageDirection: 'IN',
        stage: given.stage,
        connectedAt: given.time - 1000,
        requestTimeEpoch: given.time,
        requestId: given.requestId,
        domainName: given.host,
        connectionId: given.connectionId,
        apiId: given.apiId,
      },
      ...(given.eventType === 'MESSAGE' ? { body: given.body } : {}),
      isBase64Encoded: false,
    }) satisfies APIGatewayProxyWebsocketEventV2,
});

export const API_GATEWAY_SAMPLES = [rest, http, webSocket];
