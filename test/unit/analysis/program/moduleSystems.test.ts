import { expect, test } from 'vitest';
import { ModuleAliases } from '../../../../src/analysis/program/moduleAliases';
import { ModuleSystems } from '../../../../src/analysis/program/moduleSystems';

function systems(files: Readonly<Record<string, string>>): ModuleSystems {
  const aliases = new ModuleAliases();
  const modules = new ModuleSystems(aliases);
  for (const [file, text] of Object.entries(files)) {
    aliases.set(file, text);
    modules.set(file, text);
  }
  return modules;
}

test('endings decide before anything else', () => {
  const modules = systems({ '/p/package.json': '{"type":"module"}' });
  expect(modules.isEsModule('/p/a.mjs')).toBe(true);
  expect(modules.isEsModule('/p/a.cjs')).toBe(false);
  expect(systems({}).isEsModule('/p/a.mts')).toBe(true);
});

test('the nearest package.json decides', () => {
  const modules = systems({ '/p/package.json': '{"type":"module"}', '/p/old/package.json': '{}' });
  expect(modules.isEsModule('/p/src/a.js')).toBe(true);
  expect(modules.isEsModule('/p/old/a.js')).toBe(false);
  expect(systems({}).isEsModule('/p/a.js')).toBe(false);
});

test('TypeScript has to write ES modules, too', () => {
  const own = { '/p/package.json': '{"type":"module"}' };
  const written = (module: string): boolean =>
    systems({ ...own, '/p/tsconfig.json': `{"compilerOptions":{"module":"${module}"}}` }).isEsModule('/p/a.ts');
  expect(written('NodeNext')).toBe(true);
  expect(written('CommonJS')).toBe(false);
  expect(systems(own).isEsModule('/p/a.ts')).toBe(false);
});
