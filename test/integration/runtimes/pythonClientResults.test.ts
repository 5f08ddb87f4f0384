import { describe, expect, test } from 'vitest';
import { findPython, required, runPython, type PythonFunction } from '../../support/pythonClientHarness';

const python = findPython();

interface Case extends PythonFunction {
  readonly title: string;
  /** Text of the posted response. */
  readonly result: string;
  /** Default `application/json`. */
  readonly contentType?: string;
}

/** A handler of one expression over `event` and `context`, with what it needs imported. */
function returning(expression: string, imports = ''): string {
  return `${imports}\ndef handler(event, context):\n    return ${expression}\n`;
}

const namedTuple = 'from collections import namedtuple\nPoint = namedtuple("Point", "x y")';

const results: Case[] = [
  { title: 'nothing', code: returning('None'), result: 'null' },
  { title: 'text', code: returning('"hi"'), result: '"hi"' },
  {
    title: 'an object, in order and with blanks after separators',
    code: returning('{"statusCode": 200, "body": [1, 2.5, True, None]}'),
    result: '{"statusCode": 200, "body": [1, 2.5, true, null]}',
  },
  { title: 'empty containers', code: returning('[{}, [], ()]'), result: '[{}, [], []]' },
  {
    title: 'characters outside of ASCII up to Python 3.11',
    code: returning('"é😀"'),
    result: '"\\u00e9\\ud83d\\ude00"',
  },
  {
    title: 'characters outside of ASCII since Python 3.12',
    code: returning('"é😀\\u2028"'),
    runtime: 'python3.12',
    result: '"é😀\u2028"',
  },
  {
    title: 'characters outside of ASCII beside a decimal since Python 3.12',
    code: returning('{"é": Decimal("1")}', 'from decimal import Decimal'),
    runtime: 'python3.12',
    result: '{"é": 1}',
  },
  {
    title: 'numbers that JSON does not have',
    code: returning('[float("nan"), float("inf"), -float("inf")]'),
    result: '[NaN, Infinity, -Infinity]',
  },
  {
    title: 'decimals with all their digits',
    code: returning(
      '[Decimal("1.10"), Decimal("1E+5"), Decimal("NaN"), {"a": Decimal("-Infinity")}]',
      'from decimal import Decimal',
    ),
    result: '[1.10, 1E+5, NaN, {"a": -Infinity}]',
  },
  { title: 'a decimal alone', code: returning('D("7.0")', 'from decimal import Decimal as D'), result: '7.0' },
  {
    title: 'named tuples as objects',
    code: returning('[Point(1, Point(2, 3)), {"p": Point(4, 5)}]', namedTuple),
    result: '[{"x": 1, "y": {"x": 2, "y": 3}}, {"p": {"x": 4, "y": 5}}]',
  },
  {
    title: 'bytes inside of a result as text',
    code: returning('{b"k": [b"v\\xc3\\xa9"]}'),
    result: '{"k": ["v\\u00e9"]}',
  },
  {
    title: 'enumerations and other subclasses by what they are underneath',
    code: returning(
      '[Color.RED, {Color.RED: Name.A}, Own({"a": Own()})]',
      [
        'from enum import Enum, IntEnum',
        'class Color(IntEnum):\n    RED = 3',
        'class Name(str, Enum):\n    A = "a"',
        'class Own(dict): pass',
      ].join('\n'),
    ),
    result: '[3, {"3": "a"}, {"a": {}}]',
  },
  {
    title: 'keys that are not text',
    code: returning('{1: 1, 1.5: 2, None: 3, False: 4, Fraction: 5}', 'Fraction = float("inf")'),
    result: '{"1": 1, "1.5": 2, "null": 3, "false": 4, "Infinity": 5}',
  },
  {
    title: 'nesting deeper than the encoder of unusual values goes',
    code: 'def handler(event, context):\n    value = 1\n    for _ in range(500): value = [value]\n    return value\n',
    result: `${'['.repeat(500)}1${']'.repeat(500)}`,
  },
  { title: 'bytes as they are', code: returning('b"\\x00raw"'), result: '\0raw', contentType: 'application/unknown' },
  {
    title: 'an instance as handler',
    code: 'class Orders:\n    def __call__(self, event, context):\n        return 1\nhandler = Orders()\n',
    result: '1',
  },
  {
    title: 'a partial function as handler',
    code: 'from functools import partial\nhandler = partial(lambda a, event, context: a, 5)\n',
    result: '5',
  },
  {
    title: 'a handler in a package',
    code: { 'shop/__init__.py': '', 'shop/orders.py': returning('__name__') },
    handler: 'shop.orders.handler',
    result: '"shop.orders"',
  },
  {
    title: 'a handler in a folder that is no package',
    code: { 'shop/eu/orders.py': returning('__name__') },
    handler: 'shop/eu/orders.handler',
    result: '"shop.eu.orders"',
  },
  {
    title: 'a module beside the handler',
    code: { 'app.py': returning('client.NAME', 'import client'), 'client.py': 'NAME = "mine"' },
    result: '"mine"',
  },
  {
    title: 'no module of the client itself',
    code: 'def handler(event, context):\n    try:\n        import client\n    except ImportError:\n        return "absent"\n',
    result: '"absent"',
  },
  {
    title: 'modules that AWS has imported before the function, whatever files the function has',
    code: {
      'app.py': returning('[logging.WARNING, token.NAME]', 'import logging, token'),
      'logging.py': '',
      'token.py': 'NAME = "own"',
    },
    result: '[30, 1]',
  },
  {
    title: 'modules of the function before those of the standard library',
    code: { 'app.py': returning('graphlib.NAME', 'import graphlib'), 'graphlib.py': 'NAME = "own"' },
    result: '"own"',
  },
  {
    title: 'the search path with the function first and layers next',
    code: [
      'import os, sys',
      'def handler(event, context):',
      '    version = "python%d.%d" % sys.version_info[:2]',
      '    path = [entry.replace(os.environ["LAMBDA_TASK_ROOT"], "TASK") for entry in sys.path]',
      '    return [entry.replace(version, "pythonX") for entry in path[:3]] + [os.environ["PYTHONPATH"]]',
    ].join('\n'),
    environment: { _WARMPATH_OPT: '/layers' },
    result: '["TASK", "/layers/python/lib/pythonX/site-packages", "/layers/python", "/var/runtime"]',
  },
  {
    title: 'no layers in the search path when the function sets PYTHONPATH',
    code: returning(
      '[any(p.startswith("/opt") for p in sys.path), "/lib/own" in sys.path, os.environ["PYTHONPATH"]]',
      'import os, sys',
    ),
    environment: { PYTHONPATH: '/lib/own' },
    result: '[false, true, "/lib/own"]',
  },
  {
    title: 'packages that a .pth file of the function names',
    code: { 'app.py': returning('extra.NAME', 'import extra'), 'lib/extra.py': 'NAME = 1', 'own.pth': 'lib\n' },
    result: '1',
  },
  { title: 'no arguments', code: returning('len(sys.argv)', 'import sys'), result: '1' },
  {
    title: 'nothing of the client in the environment',
    code: returning('sorted(n for n in os.environ if n.startswith("_"))', 'import os'),
    deadline: [0, 0],
    environment: { _WARMPATH_OPT: '/layers' },
    result: '["_HANDLER", "_X_AMZN_TRACE_ID"]',
  },
  {
    title: 'no descriptor of the client in a child process',
    code: returning(
      'subprocess.run([sys.executable, "-c", "import os; os.fstat(3)"], close_fds=False, stderr=-3).returncode',
      'import subprocess, sys',
    ),
    result: '1',
  },
];

describe('a Python handler returns', () => {
  test.for(results)('$title', async ({ result, contentType = 'application/json', ...given }, context) => {
    const { answer, code } = await runPython(required(python, context), given);
    expect({ path: answer.path, text: answer.text, contentType: answer.headers['content-type'] }).toEqual({
      path: 'invocation/request-1/response',
      text: result,
      contentType,
    });
    expect(code).toBeNull();
  });
});

describe('a Python handler receives', () => {
  const echo = returning('repr(event)');
  test.for([
    { title: 'JSON', invocation: { body: Buffer.from('{"a": [1, 2.0, "é"]}') }, event: "{'a': [1, 2.0, 'é']}" },
    { title: 'a number', invocation: { body: Buffer.from('7') }, event: '7' },
    {
      title: 'raw bytes of another content type',
      invocation: { body: Buffer.from('a\0b'), headers: { 'Content-Type': 'text/plain' } },
      event: "b'a\\x00b'",
    },
    {
      title: 'raw bytes when the content type has parameters',
      invocation: { body: Buffer.from('{}'), headers: { 'Content-Type': 'application/json; charset=utf-8' } },
      event: "b'{}'",
    },
    {
      title: 'raw bytes without a content type',
      invocation: { body: Buffer.from(''), headers: { 'Content-Type': '' } },
      event: "b''",
    },
  ])('$title', async ({ invocation, event }, context) => {
    const { answer } = await runPython(required(python, context), { code: echo, invocations: [invocation] });
    expect(JSON.parse(answer.text)).toBe(event);
  });
});

test('the state of a Python module survives from one invocation to the next', async (context) => {
  const { answers } = await runPython(required(python, context), {
    code: 'count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return [count, event["n"]]\n',
    invocations: [1, 2, 3].map((n) => ({ event: { n } })),
  });
  expect(answers.map(({ path, text }) => [path, text])).toEqual([
    ['invocation/request-1/response', '[1, 1]'],
    ['invocation/request-2/response', '[2, 2]'],
    ['invocation/request-3/response', '[3, 3]'],
  ]);
});
