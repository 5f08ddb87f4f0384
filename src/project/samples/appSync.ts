import type { AppSyncAuthorizerEvent, AppSyncResolverEvent } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { json, text } from './parameter';
import { sample } from './sample';
import { id } from './values';

const resolver = sample({
  id: 'appsync-resolver',
  title: 'AppSync direct Lambda resolver',
  service: 'AppSync',
  eventTypes: ['AppSync'],
  parameters: {
    parentType: text('Type the field belongs to', 'Query'),
    field: text('Field', 'getOrder'),
    arguments: json('Arguments of the field', { id: '42' }),
    source: json('The parent object', null),
    selection: text('Selected fields, separated by commas', 'id,status'),
    userName: text('Name of the user', 'jane'),
  },
  carries: 'arguments',
  event: (given) => {
    const fields = given.selection.split(',').map((field) => field.trim());
    const sub = '6f1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30';
    const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE';
    return {
      arguments: given.arguments,
      identity: {
        claims: { sub, iss: issuer, 'cognito:username': given.userName, token_use: 'access' },
        defaultAuthStrategy: 'ALLOW',
        groups: null,
        issuer,
        sourceIp: ['203.0.113.10'],
        sub,
        username: given.userName,
      },
      source: given.source,
      request: { headers: { 'content-type': 'application/json', host: 'example.appsync-api' }, domainName: null },
      prev: null,
      info: {
        selectionSetList: fields,
        selectionSetGraphQL: `{\n  ${fields.join('\n  ')}\n}`,
        parentTypeName: given.parentType,
        fieldName: given.field,
        variables: {},
      },
      stash: {},
    } satisfies AppSyncResolverEvent<unknown, unknown>;
  },
});

const authorizer = sample({
  id: 'appsync-authorizer',
  title: 'AppSync Lambda authorizer',
  service: 'AppSync',
  eventTypes: ['AppSyncAuthorizer'],
  parameters: {
    token: text('Authorization token', 'custom-token'),
    query: text('GraphQL document', 'query GetOrder($id: ID!) { getOrder(id: $id) { id } }'),
    operation: text('Name of the operation', 'GetOrder'),
    apiId: text('Id of the API', 'giy7kumfmvcqvbedntjwjvagii'),
    requestId: id('Id of the request'),
  },
  event: (given) =>
    ({
      authorizationToken: given.token,
      requestContext: {
        apiId: given.apiId,
        accountId: LOCAL_ACCOUNT,
        requestId: given.requestId,
        queryString: given.query,
        operationName: given.operation,
        variables: { id: '42' },
      },
      requestHeaders: { 'content-type': 'application/json', host: 'example.appsync-api' },
    }) satisfies AppSyncAuthorizerEvent,
});

export const APP_SYNC_SAMPLES = [resolver, authorizer];
