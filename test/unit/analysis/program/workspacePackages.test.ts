import { expect, test } from 'vitest';
import { WorkspacePackages } from '../../../../src/analysis/program/workspacePackages';

function packagesWith(configuration: unknown): WorkspacePackages {
  const packages = new WorkspacePackages();
  packages.set('/shop/packages/data/package.json', JSON.stringify(configuration));
  return packages;
}

test('a package is what its configuration names, then what is usual', () => {
  expect(packagesWith({ name: '@shop/data', main: 'lib/main.js' }).candidates('@shop/data')).toEqual([
    '/shop/packages/data/lib/main.js',
    '/shop/packages/data/src/main',
    '/shop/packages/data/src/index',
    '/shop/packages/data/index',
  ]);
});

test('what is exported for tools that know the source comes first', () => {
  const exports = { '.': { types: './dist/index.d.ts', source: './src/main.ts' } };
  const [first, second, third] = packagesWith({ name: 'data', exports }).candidates('data');
  expect(first).toBe('/shop/packages/data/src/main.ts');
  expect(second).toBe('/shop/packages/data/dist/index.js');
  expect(third).toBe('/shop/packages/data/src/index');
});

test('a module in a package is found by its pattern or its path', () => {
  const packages = packagesWith({ name: 'data', exports: { './*': './source/*.ts' } });
  expect(packages.candidates('data/tables/orders')).toEqual([
    '/shop/packages/data/source/tables/orders.ts',
    '/shop/packages/data/tables/orders',
    '/shop/packages/data/src/tables/orders',
  ]);
});

test('other packages, those that are gone, and broken configurations are nothing', () => {
  const packages = packagesWith({ name: 'data' });
  expect(packages.candidates('database')).toEqual([]);
  packages.set('/shop/packages/data/package.json', undefined);
  expect(packages.candidates('data')).toEqual([]);
  packages.set('/shop/packages/data/package.json', '{ "name": ');
  expect(packages.candidates('data')).toEqual([]);
});
