import { expect, test } from 'vitest';
import { handlerParts, languageOfRuntime } from '../../../src/project/handlerFile';

test.each([
  ['app.handler', 'app', 'handler'],
  ['src/app.handler', 'src/app', 'handler'],
  ['src.v2/app.api.post', 'src.v2/app', 'api.post'],
])('Node splits %s at the first dot of the last segment', (handler, modulePath, exportName) => {
  expect(handlerParts(handler, 'node')).toEqual({ modulePath, exportName });
});

test.each([
  ['app.handler', 'app', 'handler'],
  ['package.app.handler', 'package/app', 'handler'],
  ['package/app.handler', 'package/app', 'handler'],
])('Python splits %s at the last dot', (handler, modulePath, exportName) => {
  expect(handlerParts(handler, 'python')).toEqual({ modulePath, exportName });
});

test.each(['', 'app', '.handler', 'app.', 'src/.handler'])('"%s" has no function name', (handler) => {
  expect(handlerParts(handler, 'node')).toBeUndefined();
});

test('only Node and Python handlers are files', () => {
  expect(['nodejs22.x', 'python3.13', 'java21', 'provided.al2023'].map(languageOfRuntime)).toEqual([
    'node',
    'python',
    undefined,
    undefined,
  ]);
});
