import { utimes } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { findHandlerFile } from '../../../../src/runtimes/node/handlerFile';
import { TemporaryProject } from '../../../support/temporaryProject';

it.each([
  ['app.handler', ['app.js', 'app.ts'], 'app.js', false],
  ['app.handler', ['app.mjs', 'app.cjs'], 'app.mjs', false],
  ['app.handler', ['app', 'app.js'], 'app', false],
  ['app.handler', ['app.ts'], 'app.ts', true],
  ['app.handler', ['app.tsx'], 'app.tsx', true],
  ['app.handler', ['app.cts', 'app.mts'], 'app.mts', true],
  ['src/api/app.handlers.create', ['src/api/app.ts', 'src/api/app.js/index.js'], 'src/api/app.ts', true],
  ['./src/app.handler', ['src/app.ts'], 'src/app.ts', true],
  ['v1.2/app.handler', ['v1.2/app.ts'], 'v1.2/app.ts', true],
])('%s beside %j leads to %s', async (handler, files, expected, typeScript) => {
  await using project = await TemporaryProject.create(Object.fromEntries(files.map((file) => [file, ''])));
  expect(findHandlerFile(project.folder, handler)).toEqual({ file: project.path(expected), typeScript });
});

it.each(['app', 'gone.handler', '../app.handler', 'src/../app.handler', ''])(
  '%j leads nowhere, which the runtime client reports',
  async (handler) => {
    await using project = await TemporaryProject.create({ 'app.ts': '' });
    expect(findHandlerFile(project.path('src'), handler)).toBeUndefined();
  },
);

it('tells about a TypeScript file that was changed after the JavaScript one', async () => {
  await using project = await TemporaryProject.create({ 'app.js': '', 'app.ts': '' });
  await utimes(project.path('app.js'), 1, 1);
  expect(findHandlerFile(project.folder, 'app.handler')).toEqual({
    file: project.path('app.js'),
    typeScript: false,
    newerSource: project.path('app.ts'),
  });
});
