import { describe, expect, it } from 'vitest';
import { readErrorPayload, type FunctionErrorPayload } from '../../../src/editor/output/errorPayload';
import { errorPlace, importLine } from '../../../src/editor/output/errorPlace';
import { sourceFrames } from '../../../src/editor/output/sourceFrames';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { projectFunction } from '../../../src/project/projectFunction';

const named = (text: string): string[] =>
  sourceFrames(text).map(
    ({ file, line, column, start, end }) => `${file} ${line} ${column} <- ${text.slice(start, end)}`,
  );

describe('places in source code that a text names', () => {
  it.each([
    ['    at handler (/code/index.js:3:7)', ['/code/index.js 3 7 <- /code/index.js:3:7']],
    ['    at async /code/index.mjs:3:7', ['/code/index.mjs 3 7 <- /code/index.mjs:3:7']],
    ['    at h (file:///my%20code/index.mjs:3:7)', ['/my code/index.mjs 3 7 <- file:///my%20code/index.mjs:3:7']],
    ['    at h (/my code/index.js:3:7)', ['/my code/index.js 3 7 <- /my code/index.js:3:7']],
    ['/code/syntax.js:2', ['/code/syntax.js 2 1 <- /code/syntax.js:2']],
    ['\u00a0 File "/code/app.py", line 13, in handler', ['/code/app.py 13 1 <- File "/code/app.py", line 13']],
    ['  File "/code/app.py" Line 2', ['/code/app.py 2 1 <- File "/code/app.py" Line 2']],
    [
      String.raw`"  File \"/code/app.py\", line 13, in handler\n"`,
      [String.raw`/code/app.py 13 1 <- File \"/code/app.py\", line 13`],
    ],
    [
      '{"stack":["Error: no","    at f (/code/a.js:1:2)","    at g (/code/b.js:3:4)"]}',
      ['/code/a.js 1 2 <- /code/a.js:1:2', '/code/b.js 3 4 <- /code/b.js:3:4'],
    ],
  ])('%j', (text, expected) => {
    expect(named(text)).toEqual(expected);
  });

  it.each([
    'at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    'listening on http://127.0.0.1:3000/orders.json:8080',
    '2026-11-22T00:04:16.701Z',
    'GET /orders/7:12',
    '  File "<string>", line 1, in <module>',
    'ratio 3/4.js:5',
  ])('none in %j', (text) => {
    expect(named(text)).toEqual([]);
  });

  it('are found in long lines without delay', () => {
    expect(named(`${',/a'.repeat(200_000)}${'File "'.repeat(100_000)}${'(/'.repeat(100_000)}`)).toEqual([]);
  });
});

/** As a runtime client writes it; a test may not name the folder of a real machine. */
function payload(members: object): FunctionErrorPayload {
  const read = readErrorPayload(JSON.stringify(members));
  if (read === undefined) throw new Error('That is no error payload.');
  return read;
}

const ORDERS = projectFunction({
  logicalName: 'Orders',
  origin: 'cloudformation',
  configuration: functionConfiguration({
    name: 'orders',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    codePath: '/shop/src',
  }),
  handlerFile: '/shop/src/index.js',
  places: { handler: { file: '/shop/template.yaml', line: 8, column: 16 } },
});
const placeOf = (members: object): string | undefined => {
  const place = errorPlace(payload(members), ORDERS, ['/shop']);
  return place === undefined ? undefined : `${place.file}:${place.line}:${place.column}`;
};

describe('the place of a function error', () => {
  it('is the line of the user nearest to the throw: Node.js', () => {
    expect(
      placeOf({
        errorType: 'TypeError',
        errorMessage: 'no',
        trace: [
          'TypeError: no',
          '    at parse (/shop/src/node_modules/parser/index.js:9:9)',
          '    at total (/shop/src/total.js:4:11)',
          '    at exports.handler (/shop/src/index.js:13:9)',
          '    at #runBuffered (/extension/client.cjs:876:27)',
        ],
      }),
    ).toBe('/shop/src/total.js:4:11');
  });

  it('is the line of the user nearest to the throw: Python, whose last call comes last', () => {
    expect(
      placeOf({
        errorType: 'KeyError',
        errorMessage: "'id'",
        stackTrace: [
          '  File "/shop/src/app.py", line 13, in handler\n    total(event)\n',
          '  File "/shop/src/total.py", line 4, in total\n    parse(order)\n',
          '  File "/shop/src/.venv/lib/python3.13/site-packages/parser.py", line 9, in parse\n',
        ],
      }),
    ).toBe('/shop/src/total.py:4:1');
  });

  it('is in the source that a source map leads to, outside of the built code', () => {
    expect(
      placeOf({
        errorType: 'Error',
        errorMessage: 'no',
        trace: ['Error: no', '    at handler (/shop/app/index.ts:2:3)'],
      }),
    ).toBe('/shop/app/index.ts:2:3');
  });

  it('is the line of a syntax error', () => {
    const errorType = 'Runtime.UserCodeSyntaxError';
    expect(
      placeOf({ errorType, errorMessage: 'SyntaxError: no', trace: ['/shop/src/index.js:2', 'let = ;', '    ^'] }),
    ).toBe('/shop/src/index.js:2:1');
    expect(
      placeOf({ errorType, errorMessage: 'Syntax error', stackTrace: ['  File "/shop/src/app.py" Line 2\n    x(\n'] }),
    ).toBe('/shop/src/app.py:2:1');
  });

  it('is the file that asks for a missing module', () => {
    const error = {
      errorType: 'Runtime.ImportModuleError',
      errorMessage:
        "Error: Cannot find module 'nothing'\nRequire stack:\n- /shop/src/total.js\n- /extension/client.cjs",
      trace: ['Runtime.ImportModuleError: …', '    at loadModule (/extension/client.cjs:625:13)'],
    };
    expect(placeOf(error)).toBe('/shop/src/total.js:1:1');
    expect(payload(error).missingModule).toBe('nothing');
    expect(
      placeOf({ ...error, errorMessage: "Error: Cannot find package 'nothing' imported from /shop/src/a.mjs" }),
    ).toBe('/shop/src/a.mjs:1:1');
    expect(
      placeOf({
        errorType: 'Runtime.ImportModuleError',
        errorMessage: "Unable to import module 'app': No module named 'nothing'",
        stackTrace: [],
      }),
    ).toBe('/shop/src/index.js:1:1');
  });

  it('is the handler setting when that is what is wrong, and nowhere when nothing names a place', () => {
    expect(placeOf({ errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined' })).toBe(
      '/shop/template.yaml:8:16',
    );
    expect(placeOf({ errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 3.00 seconds' })).toBe(
      undefined,
    );
  });

  it('takes no other JSON for an error', () => {
    expect(readErrorPayload('{"count":1}')).toBeUndefined();
    expect(readErrorPayload('null')).toBeUndefined();
    expect(readErrorPayload('no JSON')).toBeUndefined();
  });

  it('reads one line as title', () => {
    expect(payload({ errorType: 'TypeError', errorMessage: 'first\nsecond' }).title).toBe('TypeError: first');
    expect(payload({ errorType: 'Error', errorMessage: '' }).title).toBe('Error');
  });
});

describe('the line that asks for a module', () => {
  it.each([
    ["let a;\nconst b = require('nothing');", 'nothing', 2],
    ['import x from "nothing/sub";\nimport y from "nothing";', 'nothing', 2],
    ['import os\nfrom nothing.sub import x', 'nothing.sub', 2],
    ['import os, nothing', 'nothing', 1],
    ['import something', 'nothing', undefined],
  ])('in %j', (source, module, line) => {
    expect(importLine(source, module)).toBe(line);
  });
});
