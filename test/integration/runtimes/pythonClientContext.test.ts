import { describe, expect, test } from 'vitest';
import { findPython, required, runPython, type PythonFunction } from '../../support/pythonClientHarness';

const python = findPython();

interface Case extends PythonFunction {
  readonly title: string;
  readonly result: unknown;
}

function returning(expression: string): string {
  return `import os\ndef handler(event, context):\n    return ${expression}\n`;
}

const clientContext = JSON.stringify({
  client: { installation_id: 'i', app_title: 't', app_version_name: 'n', app_version_code: 'c', app_package_name: 'p' },
  custom: { key: 'é' },
  env: { locale: 'de' },
});
/** UTF-8 in a header, as the Runtime API sends it. */
const clientContextHeader = Buffer.from(clientContext).toString('latin1');
const client = 'context.client_context.client';

const cases: Case[] = [
  {
    title: 'the attributes of the function and the invocation',
    code: returning(
      '[context.aws_request_id, context.invoked_function_arn, context.function_name, context.function_version, context.memory_limit_in_mb, context.log_group_name, context.log_stream_name]',
    ),
    result: [
      'request-1',
      'arn:aws:lambda:us-east-1:123456789012:function:orders',
      'orders',
      '$LATEST',
      '128',
      '/aws/lambda/orders',
      '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
    ],
  },
  {
    title: 'None where there is nothing, but an identity',
    code: returning(
      '[context.client_context, context.tenant_id, context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id]',
    ),
    result: [null, null, null, null],
  },
  {
    title: 'the client context as an object',
    code: returning(
      `[${client}.installation_id, ${client}.app_title, ${client}.app_version_name, ${client}.app_version_code, ${client}.app_package_name, context.client_context.custom, context.client_context.env]`,
    ),
    invocations: [{ headers: { 'Lambda-Runtime-Client-Context': clientContextHeader } }],
    result: ['i', 't', 'n', 'c', 'p', { key: 'é' }, { locale: 'de' }],
  },
  {
    title: 'a client context without its parts',
    code: returning(`[${client}, context.client_context.custom, context.client_context.env]`),
    invocations: [{ headers: { 'Lambda-Runtime-Client-Context': '{}' } }],
    result: [null, null, null],
  },
  {
    title: 'the Cognito identity',
    code: returning('[context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id]'),
    invocations: [
      { headers: { 'Lambda-Runtime-Cognito-Identity': '{"cognitoIdentityId":"a","cognitoIdentityPoolId":"b"}' } },
    ],
    result: ['a', 'b'],
  },
  {
    title: 'the tenant',
    code: returning('context.tenant_id'),
    invocations: [{ headers: { 'Lambda-Runtime-Aws-Tenant-Id': 'blue' } }],
    result: 'blue',
  },
  {
    title: 'itself when printed',
    code: returning('repr(context)'),
    result:
      'LambdaContext([aws_request_id=request-1,log_group_name=/aws/lambda/orders,log_stream_name=2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef,function_name=orders,memory_limit_in_mb=128,function_version=$LATEST,invoked_function_arn=arn:aws:lambda:us-east-1:123456789012:function:orders,client_context=None,identity=CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None]),tenant_id=None])',
  },
];

describe('the context of a Python function shows', () => {
  test.for(cases)('$title', async ({ result, ...given }, context) => {
    const { answer } = await runPython(required(python, context), given);
    expect(JSON.parse(answer.text)).toEqual(result);
  });
});

test('each invocation of a Python function sees its own trace id and request id', async (context) => {
  const { answers } = await runPython(required(python, context), {
    code: returning('[context.aws_request_id, os.environ.get("_X_AMZN_TRACE_ID")]'),
    invocations: [
      { headers: { 'Lambda-Runtime-Trace-Id': 'Root=1-a' } },
      { headers: { 'Lambda-Runtime-Trace-Id': 'Root=1-b' } },
      { headers: { 'Lambda-Runtime-Trace-Id': '' } },
    ],
  });
  expect(answers.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
    ['request-1', 'Root=1-a'],
    ['request-2', 'Root=1-b'],
    ['request-3', null],
  ]);
});

describe('the remaining time of a Python function', () => {
  const remaining = returning('context.get_remaining_time_in_millis()');
  const deadlineIn = (milliseconds: number): PythonFunction['invocations'] => [
    { headers: { 'Lambda-Runtime-Deadline-Ms': String(Date.now() + milliseconds) } },
  ];

  test.for([
    { title: 'is what is left until the deadline', given: {}, range: [1, 100_000] },
    { title: 'ignores a deadline file without a change', given: { deadline: [0, 0] }, range: [1, 100_000] },
    { title: 'counts an extension of the deadline', given: { deadline: [500_000.5, 0] }, range: [500_001, 600_000] },
    {
      title: 'stands still while the clock is held',
      given: { deadline: [0, Date.now() - 500_000] },
      range: [500_001, 650_000],
    },
    {
      title: 'adds a hold to an earlier extension',
      given: { deadline: [1_000_000, Date.now() - 500_000] },
      range: [1_500_001, 1_650_000],
    },
  ] as const)('$title', async ({ given, range: [least, most] }, context) => {
    const { answer } = await runPython(required(python, context), {
      code: remaining,
      invocations: deadlineIn(100_000) ?? [],
      ...given,
    });
    const milliseconds = JSON.parse(answer.text) as number;
    expect(Number.isInteger(milliseconds)).toBe(true);
    expect(milliseconds).toBeGreaterThanOrEqual(least);
    expect(milliseconds).toBeLessThanOrEqual(most);
  });

  test('is never negative', async (context) => {
    const { answer } = await runPython(required(python, context), {
      code: remaining,
      invocations: deadlineIn(-5000) ?? [],
    });
    expect(answer.text).toBe('0');
  });

  test('falls back to the announced deadline when the function closed the descriptor', async (context) => {
    const { answer } = await runPython(required(python, context), {
      code: 'import os\ndef handler(event, context):\n    os.close(4)\n    return context.get_remaining_time_in_millis() <= 100000\n',
      invocations: deadlineIn(100_000) ?? [],
      deadline: [500_000, 0],
    });
    expect(answer.text).toBe('true');
  });
});
