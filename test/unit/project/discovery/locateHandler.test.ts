import { expect, test } from 'vitest';
import { findHandlers } from '../../../../src/project/discovery/findHandlers';
import { locateHandler } from '../../../../src/project/discovery/locateHandler';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';

const syntax = new SyntaxParser();

/** Files that exist as texts only, as unsaved ones do. */
function texts(files: Readonly<Record<string, string>>): { text: (file: string) => Promise<string | undefined> } {
  return { text: (file) => Promise.resolve(files[file]) };
}

test('an unsaved text is read, and ranges count from 1 in UTF-16 units', async () => {
  const files = texts({ '/p/app.ts': '/* 😀 */ export const handler = async (event: unknown) =>\n  event;\n' });
  expect(await locateHandler('/p/app.ts', 'handler', { syntax, files, folder: '/p' })).toEqual({
    file: '/p/app.ts',
    name: { file: '/p/app.ts', line: 1, column: 23, endLine: 1, endColumn: 30 },
    declaration: { file: '/p/app.ts', line: 1, column: 10, endLine: 2, endColumn: 9 },
    shape: 'arrow',
    parameters: ['event'],
  });
});

test('the way leads through several files to the code', async () => {
  const files = texts({
    '/p/app.py': 'from orders.api import handler as lambda_handler\n',
    '/p/orders/__init__.py': '',
    '/p/orders/api.py': 'from . import create\nhandler = create.main\n',
    '/p/orders/create.py': 'import json\n\ndef main(event, context):\n    return json.dumps(event)\n',
  });
  const found = await locateHandler('/p/app.py', 'lambda_handler', { syntax, files, folder: '/p' });
  expect(found).toMatchObject({
    file: '/p/orders/create.py',
    name: { line: 3, column: 5 },
    parameters: ['event', 'context'],
  });
});

test('a way that ends at a package or runs in circles ends where it is named', async () => {
  const files = texts({
    '/p/package.ts': "export { handler } from '@example/handlers';\n",
    '/p/a.ts': "export { handler } from './b';\n",
    '/p/b.ts': "export { handler } from './a';\n",
  });
  const options = { syntax, files, folder: '/p' };
  expect(await locateHandler('/p/package.ts', 'handler', options)).toMatchObject({
    file: '/p/package.ts',
    shape: 're-export',
  });
  expect(await locateHandler('/p/a.ts', 'handler', options)).toMatchObject({ file: '/p/b.ts' });
});

test('there is nothing behind a symbol that the file does not have, or a file that is none', async () => {
  const files = texts({ '/p/app.js': 'exports.handler = 5; exports.table = { name: 1 };' });
  const options = { syntax, files, folder: '/p' };
  for (const symbol of ['handler', 'other', 'table', 'table.name', 'table.other', '']) {
    expect(await locateHandler('/p/app.js', symbol, options)).toBeUndefined();
  }
  expect(await locateHandler('/p/missing.js', 'handler', options)).toBeUndefined();
  expect(await locateHandler('/p/readme.md', 'handler', options)).toBeUndefined();
});

test('a handler that answers to CloudFormation is marked', async () => {
  const handler = 'exports.handler = async (event, context) => event;';
  const plain = await findHandlers(syntax, 'a.js', handler);
  const custom = await findHandlers(syntax, 'a.js', `${handler} // PhysicalResourceId`);
  expect([plain, custom].map(({ handlers }) => handlers.map(({ customResource }) => customResource))).toEqual([
    [false],
    [true],
  ]);
});

test('several languages can be parsed from the start at the same time', async () => {
  const own = new SyntaxParser();
  const found = await Promise.all([
    findHandlers(own, 'a.js', 'exports.a = async (event, context) => 1;'),
    findHandlers(own, 'a.py', 'def b(event, context): pass'),
    findHandlers(own, 'a.ts', 'export const c = (event: unknown, context: unknown) => 1;'),
  ]);
  expect(found.flatMap(({ handlers }) => handlers.map(({ symbol }) => symbol))).toEqual(['a', 'b', 'c']);
});
