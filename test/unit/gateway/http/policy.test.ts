import { expect, test } from 'vitest';
import { evaluatePolicy } from '../../../../src/gateway/http/policy';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:abc/Prod/GET/orders/1';

/** A policy of statements as `Allow execute-api:Invoke arn`. */
function policy(...statements: readonly string[]): unknown {
  return {
    Statement: statements.map((text) => {
      const [Effect, Action, Resource] = text.split(' ');
      return { Effect, Action, Resource };
    }),
  };
}

test.for([
  ['allowed', [`Allow execute-api:Invoke ${ARN}`]],
  ['allowed', ['Allow * *']],
  ['allowed', ['Allow EXECUTE-API:invoke arn:aws:execute-api:*:*:abc/Prod/GET/*']],
  ['allowed', ['Allow execute-api:* arn:aws:execute-api:us-east-?:123456789012:abc/*/GET/orders/?']],
  ['notMentioned', ['Allow execute-api:Invoke arn:aws:execute-api:*:*:abc/Prod/POST/*']],
  ['notMentioned', ['Allow execute-api:ManageConnections *']],
  ['notMentioned', ['Allow execute-api:Invoke arn.aws*']],
  ['notMentioned', []],
  ['denied', ['Allow * *', 'Deny execute-api:Invoke */orders/*']],
  ['allowed', ['Deny execute-api:Invoke */customers/*', 'Allow * *']],
] as const)('%s: %j', ([verdict, statements]) => {
  expect(evaluatePolicy(policy(...statements), ARN)).toBe(verdict);
});

test('actions and resources may be lists, and one statement may stand alone', () => {
  const Statement = { Effect: 'Allow', Action: ['s3:*', 'execute-api:Invoke'], Resource: ['x', ARN] };
  expect(evaluatePolicy({ Statement }, ARN)).toBe('allowed');
});

test('a statement with a condition does not apply', () => {
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEquals: { a: 'b' } } }];
  expect(evaluatePolicy({ Statement }, ARN)).toBe('notMentioned');
});

test.for([null, 'Allow', {}, { Statement: [{ Effect: 'Maybe' }] }, { Statement: 'Allow' }])(
  '%j is no policy',
  (given) => {
    expect(evaluatePolicy(given, ARN)).toBeUndefined();
  },
);
