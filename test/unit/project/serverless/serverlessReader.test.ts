import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../../../../src/project/project';
import { DISK_FILES } from '../../../../src/project/projectFiles';
import type { ProjectFunction } from '../../../../src/project/projectFunction';
import { ServerlessReader } from '../../../../src/project/serverless/serverlessReader';
import type { TemplateContents, TemplateOptions } from '../../../../src/project/templateReader';
import { FIXTURES } from '../renderProject';
import { renderDetails } from './renderDetails';

describe('details of fixtures', () => {
  for (const name of readdirSync(FIXTURES).filter((each) => each.startsWith('serverless-'))) {
    test(name, async () => {
      const project = await Project.open(path.join(FIXTURES, name));
      await expect(renderDetails(project)).toMatchFileSnapshot(
        `../../../golden/project/serverless/${name.replace('serverless-', '')}.txt`,
      );
    });
  }
});

/** A configuration given as text; its file does not exist. */
async function read(text: string, options: TemplateOptions = {}, file = 'serverless.yml'): Promise<TemplateContents> {
  const contents = await new ServerlessReader().read(`/nowhere/service/${file}`, text, options);
  return contents ?? { functions: [], problems: [] };
}

async function only(text: string, options: TemplateOptions = {}, file?: string): Promise<ProjectFunction> {
  const [first] = (await read(text, options, file)).functions;
  if (first === undefined) throw new Error('no function was read');
  return first;
}

function configured(variables: string, more = ''): string {
  return `service: s\nprovider: { name: aws, runtime: nodejs22.x, environment: { ${variables} } }\nfunctions: { f: { handler: a.b } }\n${more}`;
}

test('names of configuration files', () => {
  const reader = new ServerlessReader();
  const known = ['yml', 'yaml', 'json', 'ts', 'js', 'mjs', 'cjs'].map((extension) => `serverless.${extension}`);
  expect(known.filter((name) => !reader.recognises(name))).toEqual([]);
  expect(['template.yaml', 'serverless.md', 'my-serverless.yml'].some((name) => reader.recognises(name))).toBe(false);
});

test('files of other tools are left to others', async () => {
  const reader = new ServerlessReader();
  expect(await reader.read('/x/serverless.yml', 'Resources: {}\n', {})).toBeUndefined();
  expect(await reader.read('/x/serverless.js', 'module.exports = { run() {} };', {})).toBeUndefined();
  expect(await reader.read('/x/other.yml', 'service: x\n', {})).toBeUndefined();
});

test('the given stage decides on names, parameters and variables', async () => {
  const text = configured(
    "SLS: '${sls:stage}', OPT: '${opt:stage}', TIER: '${param:tier}', SELF: '${self:custom.${sls:stage}}'",
    'params: { default: { tier: small }, prod: { tier: large } }\ncustom: { dev: d, prod: p }\n',
  );
  const prod = await only(text, { stage: 'prod' });
  expect(prod.configuration.name).toBe('s-prod-f');
  expect(prod.configuration.environment).toEqual({ SLS: 'prod', OPT: 'prod', TIER: 'large', SELF: 'p' });
  const own = await only(text);
  expect(own.configuration.environment).toEqual({ SLS: 'dev', TIER: 'small', SELF: 'd' });
  expect(own.unresolvedVariables['OPT']).toContain('${opt:stage} has no value');
});

test('the framework’s --param wins over params of the file', async () => {
  const text = configured("TIER: '${param:tier}'", 'params: { default: { tier: small } }\n');
  const given = await only(text, { parameters: { tier: 'given' } });
  expect(given.configuration.environment).toEqual({ TIER: 'given' });
});

test('${env:} sees the given variables and never those of this process', async () => {
  const text = configured("HOME_FOLDER: '${env:PATH, ''none''}', GIVEN: '${env:GIVEN}'");
  const found = await only(text, { environment: { GIVEN: '${self:service} is no variable here' } });
  expect(found.configuration.environment).toEqual({
    HOME_FOLDER: 'none',
    GIVEN: '${self:service} is no variable here',
  });
});

test('.env files of v4 belong to their stage and yield to the given variables', async () => {
  const folder = path.join(FIXTURES, 'serverless-v4');
  const stagedIn = async (options: TemplateOptions): Promise<string | undefined> =>
    (await (await Project.open(folder, options)).find('get')).configuration.environment['STAGED'];
  expect(await stagedIn({})).toBe('any');
  expect(await stagedIn({ stage: 'prod' })).toBe('prod');
  expect(await stagedIn({ stage: 'prod', environment: { STAGED: 'given' } })).toBe('given');
});

test('included files outside of the project folder are not read', async () => {
  const service = path.join(FIXTURES, 'serverless-files/services/orders/serverless.yml');
  const alone = await Project.open(service);
  const included = await Project.open(path.join(FIXTURES, 'serverless-files'));
  const commonOf = async (project: Project): Promise<string | undefined> =>
    (await project.find('included')).configuration.environment['FROM_COMMON'];
  expect(await commonOf(alone)).toBeUndefined();
  expect(alone.problems.map(({ message }) => message).join('\n')).toContain('outside of the project folder');
  expect(await commonOf(included)).toBe('orders');
});

test('an included file comes from the unsaved texts, and the template is known to depend on it', async () => {
  const asked: string[] = [];
  const files = {
    ...DISK_FILES,
    text: (file: string): Promise<string | undefined> => {
      asked.push(file);
      return Promise.resolve(file === '/nowhere/service/values.yml' ? 'one: ${file(more.yml):two}\n' : 'two: 2\n');
    },
  };
  const found = await only(configured("ONE: '${file(values.yml):one}'"), { files });
  expect(found.configuration.environment).toEqual({ ONE: '2' });
  expect(asked).toEqual(expect.arrayContaining(['/nowhere/service/values.yml', '/nowhere/service/more.yml']));
});

test('files that include ever new files come to an end', async () => {
  const files = {
    ...DISK_FILES,
    text: (file: string): Promise<string> =>
      Promise.resolve(`next: \${file(${path.basename(file, '.yml')}x.yml):next}`),
  };
  const found = await only(configured("ENDLESS: '${file(a.yml):next}'"), { files });
  expect(found.unresolvedVariables['ENDLESS']).toMatch(/too many/);
});

test('variables that grow without end are cut off', async () => {
  const steps = Array.from(
    { length: 40 },
    (_, index) => `  v${index}: \${self:custom.v${index + 1}}\${self:custom.v${index + 1}}`,
  );
  const text = configured("HUGE: '${self:custom.v0}'", `custom:\n${steps.join('\n')}\n  v40: text\n`);
  expect((await only(text)).unresolvedVariables['HUGE']).toMatch(/too long/);
});

test.each([
  '${',
  '${self:',
  '${self:a',
  '${'.repeat(500),
  '${self:${self:${self:',
  "${self:a, 'b}",
  '${file(a',
  '}${a:}',
])('a variable cut short, %s, is a problem and nothing more', async (text) => {
  const { functions } = await read(configured(`A: ${JSON.stringify(text)}, B: b`));
  expect(functions[0]?.configuration.environment).toMatchObject({ B: 'b' });
});

test('values that aliases make huge are left out with a problem', async () => {
  const levels = Array.from({ length: 7 }, (_, index) => {
    const items = Array.from({ length: 8 }, () => (index === 0 ? '1' : `*l${index - 1}`));
    return `x${index}: &l${index} [${items.join(', ')}]`;
  });
  const { functions, problems } = await read(
    configured('A: b', `${levels.join('\n')}\nresources: { Resources: { R: { Type: X, Properties: *l6 } } }\n`),
  );
  expect(problems.map(({ message }) => message).join('\n')).toContain('too large');
  expect(functions[0]?.configuration.environment).toEqual({ A: 'b' });
});

test('a sum of numbers is not taken for a text', async () => {
  const text =
    "const text = 'src/';\nexport default { service: 's', provider: { name: 'aws' }, functions: { f: { handler: text + 'a.b', timeout: 5 + 5 } } };";
  const found = await only(text, {}, 'serverless.mjs');
  expect(found.configuration).toMatchObject({ handler: 'src/a.b', timeout: 6 });
});

test('a script is never executed', async () => {
  const text =
    "module.exports = { service: 's', provider: { name: 'aws' }, functions: { f: { handler: (() => { throw 1; })() } } };";
  const found = await only(text, {}, 'serverless.js');
  expect(found.problems.map(({ message }) => message).join('\n')).toContain('not executed');
});
