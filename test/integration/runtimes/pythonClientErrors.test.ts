import { describe, expect, test } from 'vitest';
import { findPython, required, runPython, type PythonFunction } from '../../support/pythonClientHarness';

const python = findPython();

interface Failure extends PythonFunction {
  readonly title: string;
  readonly errorType: string;
  readonly errorMessage: string | RegExp;
  /** Lines of code that each entry of the stack trace ends with; `TASK` stands for the task root. */
  readonly stackTrace?: readonly string[];
}

const fine = 'def handler(event, context):\n    return 1\n';

const initFailures: Failure[] = [
  {
    title: 'no such module',
    code: fine,
    handler: 'orders.handler',
    errorType: 'Runtime.ImportModuleError',
    errorMessage: "Unable to import module 'orders': No module named 'orders'",
  },
  {
    title: 'no such module in a folder',
    code: fine,
    handler: 'shop/orders.handler',
    errorType: 'Runtime.ImportModuleError',
    errorMessage: "Unable to import module 'shop/orders': No module named 'shop'",
  },
  {
    title: 'a module that the module needs is missing',
    code: `import missing_library\n${fine}`,
    errorType: 'Runtime.ImportModuleError',
    errorMessage: "Unable to import module 'app': No module named 'missing_library'",
  },
  {
    title: 'no such function',
    code: fine,
    handler: 'app.handle',
    errorType: 'Runtime.HandlerNotFound',
    errorMessage: "Handler 'handle' missing on module 'app'",
  },
  {
    title: 'a nested function is no handler',
    code: 'class Orders:\n    def handler(self, event, context): pass\n',
    handler: 'app.Orders.handler',
    errorType: 'Runtime.ImportModuleError',
    errorMessage: "Unable to import module 'app.Orders': No module named 'app.Orders'; 'app' is not a package",
  },
  {
    title: 'a name without a dot',
    code: fine,
    handler: 'app',
    errorType: 'Runtime.MalformedHandlerName',
    errorMessage: /^Bad handler 'app': not enough values to unpack \(expected 2, got 1\)$/,
  },
  {
    title: 'the name of a built-in module',
    code: { 'sys.py': fine },
    handler: 'sys.handler',
    errorType: 'Runtime.BuiltInModuleConflict',
    errorMessage: 'Cannot use built-in module sys as a handler module',
  },
  {
    title: 'code that does not parse',
    code: 'x = 1\ndef handler(event, context)\n    return 1\n',
    errorType: 'Runtime.UserCodeSyntaxError',
    errorMessage: /^Syntax error in module 'app': .+ \(app\.py, line 2\)$/,
    stackTrace: ['  File "TASK/app.py" Line 2\n    def handler(event, context)\n'],
  },
];

/** The text itself, or whatever matches. */
function expectedText(text: string | RegExp): unknown {
  return typeof text === 'string' ? text : expect.stringMatching(text);
}

/** Replaces what differs from run to run. */
function neutral(text: string, taskRoot: string): string {
  return text.replaceAll(taskRoot, 'TASK');
}

describe('the init of a Python function fails with', () => {
  test.for(initFailures)('$title', async ({ errorType, errorMessage, stackTrace = [], ...given }, context) => {
    const { answer, code, taskRoot } = await runPython(required(python, context), given);
    expect(code).toBe(1);
    expect(answer.path).toBe('init/error');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'lambda-runtime-function-error-type': errorType,
    });
    const report = JSON.parse(neutral(answer.text, taskRoot)) as { stackTrace: string[] };
    expect(Object.keys(report)).toEqual(['errorMessage', 'errorType', 'requestId', 'stackTrace']);
    expect(report).toMatchObject({
      errorMessage: expectedText(errorMessage),
      errorType,
      requestId: '',
    });
    expect(report.stackTrace).toEqual(stackTrace);
  });

  test('an error of the code itself; as on AWS, the machinery of the import shows', async (context) => {
    const { answer, code, taskRoot } = await runPython(required(python, context), {
      code: 'def connect():\n    raise KeyError("TABLE")\nconnect()\n',
    });
    expect(code).toBe(1);
    const { stackTrace, ...report } = JSON.parse(neutral(answer.text, taskRoot)) as { stackTrace: string[] };
    expect(report).toEqual({ errorMessage: "'TABLE'", errorType: 'KeyError', requestId: '' });
    expect(stackTrace[0]).toMatch(/importlib.__init__\.py", line \d+, in import_module\n/);
    expect(stackTrace.slice(-2)).toEqual([
      '  File "TASK/app.py", line 3, in <module>\n    connect()\n',
      '  File "TASK/app.py", line 2, in connect\n    raise KeyError("TABLE")\n',
    ]);
    expect(stackTrace.join('')).not.toContain('client.py');
  });
});

const handlerFailures: Failure[] = [
  {
    title: 'an error of its own',
    code: [
      'class OrderError(Exception): pass',
      'def find():',
      '    raise OrderError("no order 7")',
      'def handler(event, context):',
      '    return find()',
    ].join('\n'),
    errorType: 'OrderError',
    errorMessage: 'no order 7',
    stackTrace: [
      '  File "TASK/app.py", line 5, in handler\n    return find()\n',
      '  File "TASK/app.py", line 3, in find\n    raise OrderError("no order 7")\n',
    ],
  },
  {
    title: 'an error without a message',
    code: 'def handler(event, context):\n    raise ValueError\n',
    errorType: 'ValueError',
    errorMessage: '',
    stackTrace: ['  File "TASK/app.py", line 2, in handler\n    raise ValueError\n'],
  },
  {
    title: 'a message outside of ASCII',
    code: 'def handler(event, context):\n    raise ValueError("größer")\n',
    runtime: 'python3.13',
    errorType: 'ValueError',
    errorMessage: 'größer',
    stackTrace: ['  File "TASK/app.py", line 2, in handler\n    raise ValueError("größer")\n'],
  },
  {
    title: 'a message that UTF-8 cannot express',
    code: 'def handler(event, context):\n    raise ValueError("\\ud800")\n',
    runtime: 'python3.13',
    errorType: 'ValueError',
    errorMessage: '\ud800',
    stackTrace: ['  File "TASK/app.py", line 2, in handler\n    raise ValueError("\\ud800")\n'],
  },
  {
    title: 'a chain of errors, of which the last counts',
    code: 'def handler(event, context):\n    try:\n        1 / 0\n    except ArithmeticError as e:\n        raise RuntimeError("b") from e\n',
    errorType: 'RuntimeError',
    errorMessage: 'b',
    stackTrace: ['  File "TASK/app.py", line 5, in handler\n    raise RuntimeError("b") from e\n'],
  },
  {
    title: 'endless recursion, shortened',
    code: 'def dig(): dig()\ndef handler(event, context):\n    dig()\n',
    errorType: 'RecursionError',
    errorMessage: /^maximum recursion depth exceeded/,
    stackTrace: [
      '  File "TASK/app.py", line 3, in handler\n    dig()\n',
      ...Array<string>(3).fill('  File "TASK/app.py", line 1, in dig\n    def dig(): dig()\n'),
      '  [Previous line repeated',
    ],
  },
  {
    title: 'a handler without parameters',
    code: 'def handler():\n    return 1\n',
    errorType: 'TypeError',
    errorMessage: 'handler() takes 0 positional arguments but 2 were given',
  },
  {
    title: 'a result that is no JSON',
    code: 'def handler(event, context):\n    return {"when": {1, 2}}\n',
    errorType: 'Runtime.MarshalError',
    errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
  },
  {
    title: 'a result that contains itself',
    code: 'def handler(event, context):\n    event["self"] = [event]\n    return event\n',
    errorType: 'Runtime.MarshalError',
    errorMessage: 'Unable to marshal response: Circular reference detected',
  },
  {
    title: 'a key that is no JSON',
    code: 'def handler(event, context):\n    return {object: 1}\n',
    errorType: 'Runtime.MarshalError',
    errorMessage: 'Unable to marshal response: keys must be str, int, float, bool or None, not type',
  },
  {
    title: 'bytes that are no text inside of a result',
    code: 'def handler(event, context):\n    return [b"\\xff"]\n',
    errorType: 'Runtime.MarshalError',
    errorMessage: "Unable to marshal response: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
  },
  {
    title: 'a coroutine',
    code: 'async def handler(event, context):\n    return 1\n',
    errorType: 'Runtime.MarshalError',
    errorMessage: 'Unable to marshal response: Object of type coroutine is not JSON serializable',
  },
  {
    title: 'an event that is no JSON',
    code: fine,
    invocations: [{ event: '{"a"' }],
    errorType: 'Runtime.UnmarshalError',
    errorMessage: "Unable to unmarshal input: Expecting ':' delimiter: line 1 column 5 (char 4)",
  },
  {
    title: 'a client context that is no JSON',
    code: fine,
    invocations: [{ headers: { 'Lambda-Runtime-Client-Context': 'x' } }],
    errorType: 'Runtime.LambdaContextUnmarshalError',
    errorMessage: 'Unable to parse Client Context JSON: Expecting value: line 1 column 1 (char 0)',
  },
  {
    title: 'a Cognito identity that is no JSON',
    code: fine,
    invocations: [{ headers: { 'Lambda-Runtime-Cognito-Identity': 'x' } }],
    errorType: 'Runtime.LambdaContextUnmarshalError',
    errorMessage: 'Unable to parse Cognito Identity JSON: Expecting value: line 1 column 1 (char 0)',
  },
  {
    title: 'a client context that is no object',
    code: fine,
    invocations: [{ headers: { 'Lambda-Runtime-Client-Context': '[]' } }],
    errorType: 'AttributeError',
    errorMessage: "'list' object has no attribute 'get'",
  },
];

describe('a Python handler fails with', () => {
  test.for(handlerFailures)('$title', async ({ errorType, errorMessage, stackTrace = [], ...given }, context) => {
    const { answer, code, taskRoot } = await runPython(required(python, context), given);
    expect(code).toBeNull();
    expect(answer.path).toBe('invocation/request-1/error');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'lambda-runtime-function-error-type': errorType,
    });
    const report = JSON.parse(neutral(answer.text, taskRoot)) as { stackTrace: string[] };
    expect(Object.keys(report)).toEqual(['errorMessage', 'errorType', 'requestId', 'stackTrace']);
    expect(report).toMatchObject({
      errorMessage: expectedText(errorMessage),
      errorType,
      requestId: 'request-1',
    });
    expect(report.stackTrace).toHaveLength(stackTrace.length);
    stackTrace.forEach((entry, index) => expect(report.stackTrace[index]).toContain(entry));
  });
});

test('the environment of a Python function goes on after an error', async (context) => {
  const { answers } = await runPython(required(python, context), {
    code: 'count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return 1 // (count - 1)\n',
    invocations: [{}, {}],
  });
  expect(answers.map(({ path, text }) => [path, text.slice(0, 35)])).toEqual([
    ['invocation/request-1/error', '{"errorMessage": "integer division '],
    ['invocation/request-2/response', '1'],
  ]);
});

test('the name of an error class cannot add header lines', async (context) => {
  const { answer } = await runPython(required(python, context), {
    code: 'def handler(event, context):\n    raise type("A\\r\\nX-Own: 1", (Exception,), {})\n',
  });
  expect(answer.headers['lambda-runtime-function-error-type']).toBe('A??X-Own: 1');
  expect(answer.headers).not.toHaveProperty('x-own');
});

describe('a Python process ends', () => {
  const during = {
    init: (code: string) => code,
    invoke: (code: string) => `def handler(event, context):\n    ${code}\n`,
  };
  test.for([
    { title: 'sys.exit(0) at import', code: during.init('import sys; sys.exit(0)'), exit: 0, stderr: '' },
    { title: 'sys.exit(7) at import', code: during.init('import sys; sys.exit(7)'), exit: 7, stderr: '' },
    { title: 'sys.exit() in the handler', code: during.invoke('import sys; sys.exit()'), exit: 0, stderr: '' },
    { title: 'sys.exit(3) in the handler', code: during.invoke('import sys; sys.exit(3)'), exit: 3, stderr: '' },
    {
      title: 'sys.exit(text) in the handler',
      code: during.invoke('import sys; sys.exit("no")'),
      exit: 1,
      stderr: 'no\n',
    },
    { title: 'os._exit in the handler', code: during.invoke('import os; os._exit(9)'), exit: 9, stderr: '' },
  ])('by $title, without an answer', async ({ code, exit, stderr }, context) => {
    const result = await runPython(required(python, context), { code });
    expect(result.answers).toEqual([]);
    expect(result).toMatchObject({ code: exit, stderr, frames: [] });
  });

  test('by an error that is no Exception, with its traceback on stderr', async (context) => {
    const result = await runPython(required(python, context), { code: during.invoke('raise KeyboardInterrupt') });
    expect(result.answers).toEqual([]);
    expect(result.stderr).toMatch(/^Traceback[^]*KeyboardInterrupt\n$/);
  });

  test('when the Runtime API refuses an answer', async (context) => {
    const result = await runPython(required(python, context), {
      code: fine,
      invocations: [{ postStatus: 500 }],
      untilExit: true,
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^The Runtime API answered POST invocation\/request-1\/response with 500: \{.*\}\n$/);
  });

  test('not when a result was too large: the platform has answered and goes on', async (context) => {
    const result = await runPython(required(python, context), { code: fine, invocations: [{ postStatus: 413 }, {}] });
    expect(result.answers.map(({ path }) => path)).toEqual([
      'invocation/request-1/response',
      'invocation/request-2/response',
    ]);
  });
});
