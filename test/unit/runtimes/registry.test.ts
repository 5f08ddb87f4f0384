import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/lambda/errors';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { RuntimeRegistry } from '../../../src/runtimes/registry';
import { machine } from '../../support/machine';

const registry = new RuntimeRegistry({
  host: machine({}),
  clientsFolder: '/clients',
  buildFolder: '/builds',
  settings: {
    nodePath: () => undefined,
    pythonPath: () => undefined,
    debugpyFolder: () => undefined,
    workspaceFolders: () => [],
  },
});

const find = (runtime: string) =>
  registry.find(functionConfiguration({ name: 'orders', runtime, handler: 'a.b', codePath: '/code' }));

describe('the support for a runtime', () => {
  it.each([
    ['nodejs18.x', 'node'],
    ['nodejs24.x', 'node'],
    ['nodejs26.x', 'node'],
    ['python3.9', 'python'],
    ['python3.14', 'python'],
    ['provided', 'provided'],
    ['provided.al2', 'provided'],
    ['provided.al2023', 'provided'],
  ])('of %s is that of the family %s', (runtime, family) => {
    expect(find(runtime).family).toBe(family);
  });

  it.each(['nodejs16.x', 'nodejs', 'python3.8', 'python2.7', 'go1.x', 'provided.al2024', 'cobol'])(
    'does not exist for %s, and the supported ones are named',
    (runtime) => {
      expect(() => find(runtime)).toThrow(UserError);
      expect(() => find(runtime)).toThrow(/orders uses the runtime ".*nodejs24\.x.*python3\.14.*provided\.al2023\.$/);
    },
  );

  it.each(['java21', 'dotnet8', 'ruby3.3'])('of %s is a container', (runtime) => {
    expect(() => find(runtime)).toThrow(
      `The function orders uses ${runtime}, which needs the Docker sandbox; choose it in the settings, or bring a bootstrap and use provided.al2023.`,
    );
  });
});
