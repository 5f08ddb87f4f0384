import { expect, test } from 'vitest';
import { withDistinctNames } from '../../../src/project/distinctNames';
import { routesOf } from '../../../src/project/httpRoutes';
import type { ProjectFunction } from '../../../src/project/projectFunction';
import { functionIn } from '../cli/projectFunctions';

function names(...functions: readonly ProjectFunction[]): string[] {
  return withDistinctNames(functions, '/p').map(({ configuration }) => configuration.name);
}

test('functions with names of their own stay the objects they are', () => {
  const functions = [functionIn('/p/a/template.yaml', 'One'), functionIn('/p/b/template.yaml', 'Two')];
  expect(withDistinctNames(functions, '/p')).toEqual(functions);
});

test('the first one keeps its name, each other one has its folder in front and says why', () => {
  const [, second] = withDistinctNames(
    [
      functionIn('/p/services/billing/template.yaml', 'Create'),
      functionIn('/p/services/orders/template.yaml', 'Create'),
    ],
    '/p',
  );
  expect(second?.configuration.name).toBe('services-orders-Create');
  expect(second?.problems).toEqual([
    {
      file: '/p/services/orders/template.yaml',
      line: 1,
      column: 1,
      severity: 'information',
      message: 'Create is served as services-orders-Create, because services/billing/template.yaml has a Create, too.',
    },
  ]);
});

test('nested applications, templates of one folder and functions of one template are told apart', () => {
  const nested = '/p/orders/template.yaml';
  expect(
    names(
      functionIn(nested, 'Orders/Create', { name: 'Create' }),
      functionIn(nested, 'Stack/Create', { name: 'Create' }),
    ),
  ).toEqual(['Create', 'Stack-Create']);
  expect(names(functionIn('/p/template.yaml', 'F'), functionIn('/p/other.yaml', 'F'))).toEqual(['F', 'other-F']);
  const same = (logicalName: string): ProjectFunction => functionIn('/p/template.yaml', logicalName, { name: 'same' });
  expect(names(same('A'), same('B'), same('C'))).toEqual(['same', 'template-same', 'template-same-2']);
});

test('a name that another function has is not given away, wherever that one comes', () => {
  expect(
    names(
      functionIn('/p/a/template.yaml', 'F'),
      functionIn('/p/b/template.yaml', 'F'),
      functionIn('/p/c/template.yaml', 'b-F'),
    ),
  ).toEqual(['F', 'template-F', 'b-F']);
});

test('names consist of letters, digits, - and _ and have at most 64 characters', () => {
  const folder = `/p/${'deep/'.repeat(20)}über uns`;
  const given = [
    functionIn('/p/template.yaml', 'F'),
    functionIn(`${folder}/x.yaml`, 'F'),
    functionIn(`${folder}s/x.yaml`, 'F'),
  ];
  const [, second = '', third = ''] = names(...given);
  expect(second).toMatch(/^deep-deep-[\w-]{54}$/);
  expect(third).toMatch(/^deep-deep-[\w-]{54}$/);
  expect(third).not.toBe(second);
  expect(names(...given)).toEqual(['F', second, third]);
});

test.for(['Check', 'arn:aws:lambda:eu-west-1:123456789012:function:Check', 'arn:a:lambda:r:1:function:Check:live'])(
  'the authorizer %s of an API is the one of its own template',
  (arn) => {
    const settings = {
      Path: '/',
      Method: 'get',
      Api: { Auth: { DefaultAuthorizer: 'Own', Authorizers: { Own: { FunctionArn: arn } } } },
    };
    const service = (folder: string): ProjectFunction[] => {
      const template = `/p/${folder}/template.yaml`;
      const api = functionIn(template, `${folder}Api`);
      const at = { file: template, line: 1, column: 1 };
      return [functionIn(template, 'Check'), { ...api, eventSources: [{ type: 'HttpApi', settings, at }] }];
    };
    const fronts = routesOf(withDistinctNames([...service('billing'), ...service('orders')], '/p'));
    expect(fronts.map(({ authorizers }) => authorizers['Own'])).toMatchObject([
      { functionName: 'Check' },
      { functionName: 'orders-Check' },
    ]);
  },
);
