import path from 'node:path';
import { expect, test } from 'vitest';
import { bareHandlerFunction } from '../../../src/project/bareHandler';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';
import { FIXTURES } from './renderProject';

const bare = path.join(FIXTURES, 'bare');
const syntax = new SyntaxParser();

test('a Node file is run from the nearest folder with a package.json, by its export "handler"', async () => {
  const found = await bareHandlerFunction(bare, 'handlers/create.ts', syntax, {});
  expect(found).toMatchObject({
    logicalName: 'handlers-create',
    handlerFile: path.join(bare, 'handlers/create.ts'),
    configuration: {
      name: 'handlers-create',
      runtime: 'nodejs22.x',
      handler: 'handlers/create.handler',
      codePath: bare,
    },
    problems: [],
  });
  expect(found?.template).toBeUndefined();
});

test('a handler string names the export itself, nested or not', async () => {
  const found = await bareHandlerFunction(bare, 'handlers/create.api.post', syntax, { nodeRuntime: 'nodejs20.x' });
  expect(found?.configuration).toMatchObject({ runtime: 'nodejs20.x', handler: 'handlers/create.api.post' });
});

test('a Python file without a marker is run from its own folder, by lambda_handler or else handler', async () => {
  const job = await bareHandlerFunction(bare, 'scripts/job.py', syntax, {});
  expect(job?.configuration).toMatchObject({
    runtime: 'python3.13',
    handler: 'job.handler',
    codePath: path.join(bare, 'scripts'),
  });
  const both = await bareHandlerFunction(bare, 'scripts/both.py', syntax, { pythonRuntime: 'python3.11' });
  expect(both?.configuration).toMatchObject({ runtime: 'python3.11', handler: 'both.lambda_handler' });
});

test('Python handlers may be written with dots or slashes', async () => {
  for (const handler of ['scripts.job.handler', 'scripts/job.handler']) {
    expect(await bareHandlerFunction(bare, handler, syntax, {})).toMatchObject({
      handlerFile: path.join(bare, 'scripts/job.py'),
      configuration: { handler: 'job.handler' },
    });
  }
});

test('an absolute path outside of the project folder works too', async () => {
  const found = await bareHandlerFunction(
    path.join(FIXTURES, 'sam'),
    path.join(bare, 'handlers/create.ts'),
    syntax,
    {},
  );
  expect(found?.configuration.codePath).toBe(bare);
});

test('what is not there is not found', async () => {
  for (const name of ['missing.ts', 'handlers', 'Create', 'handlers/missing.handler', '', '.', '..']) {
    expect(await bareHandlerFunction(bare, name, syntax, {})).toBeUndefined();
  }
});
