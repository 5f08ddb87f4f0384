import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../../../src/project/project';
import { canRun } from '../../../src/project/projectFunction';
import { TemporaryProject } from '../../support/temporaryProject';
import { renderProject, FIXTURES, renderProblems } from './renderProject';
import { renderSettings } from './renderSettings';

describe('settings', () => {
  for (const name of [
    'samSettings',
    'eventResources',
    'samConfiguration',
    'nestedApplications',
    'sam-concurrency',
    'sam-images',
    'sam-inline',
    'sam-layers',
  ]) {
    test(name, async () => {
      const project = await Project.open(path.join(FIXTURES, name));
      await expect(renderSettings(project)).toMatchFileSnapshot(`../../golden/project/settings/${name}.txt`);
    });
  }
});

const TYPESCRIPT_FUNCTION = `
Resources:
  Get:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: dist/handlers/get.handler }
`;

test('parameters on the command line win over samconfig.toml', async () => {
  const folder = path.join(FIXTURES, 'samConfiguration');
  const project = await Project.open(folder, { parameters: { Stage: 'given' } });
  expect(project.functions[0]?.configuration.environment).toEqual({
    STAGE: 'given',
    TITLE: 'two words',
    LEVEL: 'debug',
  });
});

test('without an environment called default the first of samconfig.toml counts', async () => {
  await using project = await TemporaryProject.create({
    'template.yaml':
      'Parameters: { P: { Type: String, Default: x } }\nResources: { F: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: { P: !Ref P } } } } }',
    'samconfig.toml':
      'version = 0.1\n[qa.global.parameters]\nparameter_overrides = "P=qa"\n[prod.global.parameters]\nparameter_overrides = "P=prod"\n',
  });
  const { functions } = await Project.open(project.folder);
  expect(functions[0]?.configuration.environment).toEqual({ P: 'qa' });
});

describe('sources', () => {
  test('a built file that is missing is replaced by its source', async () => {
    await using project = await TemporaryProject.create({
      'template.yaml': TYPESCRIPT_FUNCTION,
      'tsconfig.json': '{ "extends": "./tsconfig.base", "compilerOptions": { "rootDir": "src" } /* comment */ }',
      'tsconfig.base.json': '{ "compilerOptions": { "outDir": "dist", "rootDir": "nowhere" } }',
      'src/handlers/get.ts': 'export const handler = async () => {};',
    });
    const [get] = (await Project.open(project.folder)).functions;
    expect(get).toMatchObject({
      handlerFile: project.path('src/handlers/get.ts'),
      handlerSymbol: 'handler',
      configuration: { handler: 'src/handlers/get.handler' },
      problems: [],
    });
  });

  test('a built file is run as it is and leads to its source by tsconfig.json', async () => {
    await using project = await TemporaryProject.create({
      'template.yaml': TYPESCRIPT_FUNCTION,
      'tsconfig.json': '{ "compilerOptions": { "outDir": "dist" } }',
      'dist/handlers/get.js': 'exports.handler = async () => {};',
      'src/handlers/get.ts': 'export const handler = async () => {};',
    });
    const [get] = (await Project.open(project.folder)).functions;
    expect(get).toMatchObject({
      handlerFile: project.path('src/handlers/get.ts'),
      configuration: { handler: 'dist/handlers/get.handler' },
    });
  });

  test('a source map leads to the entry point of a bundle', async () => {
    await using project = await TemporaryProject.create({
      'template.yaml': TYPESCRIPT_FUNCTION,
      'dist/handlers/get.js': 'exports.handler = async () => {};',
      'dist/handlers/get.js.map': JSON.stringify({
        sources: ['../../node_modules/lib/index.js', '../../lib/shared.ts', '../../app/main.ts'],
      }),
      'node_modules/lib/index.js': '',
      'lib/shared.ts': '',
      'app/main.ts': '',
    });
    const [get] = (await Project.open(project.folder)).functions;
    expect(get).toMatchObject({ handlerFile: project.path('app/main.ts') });
  });

  test('a broken source map is no source map', async () => {
    await using project = await TemporaryProject.create({
      'template.yaml': TYPESCRIPT_FUNCTION,
      'dist/handlers/get.js': 'exports.handler = async () => {};',
      'dist/handlers/get.js.map': '{"sources": ',
    });
    const [get] = (await Project.open(project.folder)).functions;
    expect(get).toMatchObject({ handlerFile: project.path('dist/handlers/get.js'), problems: [] });
  });
});

test('a built template leads back to the code of its source', async () => {
  const template = (code: string): string => `
Resources:
  Create:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: app.handler, CodeUri: ${code}, Timeout: 7 }
  Added:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: app.handler, CodeUri: ${code} }
`;
  await using project = await TemporaryProject.create({
    'template.yaml': template('src').replace(/ {2}Added[^]*/, ''),
    'src/app.ts': 'export const handler = async () => {};',
    '.aws-sam/build/template.yaml': template('Create'),
    '.aws-sam/build/Create/app.js': 'exports.handler = async () => {};',
  });
  const { functions } = await Project.open(project.path('.aws-sam/build/template.yaml'));
  expect(functions).toMatchObject([
    {
      logicalName: 'Create',
      handlerFile: project.path('src/app.ts'),
      configuration: { codePath: project.path('src'), timeout: 7 },
    },
    { logicalName: 'Added', configuration: { codePath: project.path('.aws-sam/build/Create') } },
  ]);
});

test('what a makefile built is run where it was built', async () => {
  await using project = await TemporaryProject.create({
    'template.yaml': `
Resources:
  Made:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: makefile }
    Properties: { Runtime: python3.13, Handler: app.handler, CodeUri: src }
`,
    'src/Makefile': 'build-Made:',
    '.aws-sam/build/Made/app.py': 'def handler(event, context): pass',
  });
  const [made] = (await Project.open(project.folder)).functions;
  expect(made).toMatchObject({ configuration: { codePath: project.path('.aws-sam/build/Made') }, problems: [] });
});

test('code in the template can be run, and says where its copy comes from', async () => {
  const project = await Project.open(path.join(FIXTURES, 'samSettings'));
  const inline = await project.find('Inline');
  expect(canRun(inline)).toBe(true);
  expect(inline.inlineCode).toEqual({ fileName: 'index.js', text: "exports.handler = async () => 'inline';\n" });
  expect(renderProblems(project.folder, inline.problems)).toEqual([
    expect.stringMatching(/^template\.yaml:\d+:7 information: The code is written in the template;/),
  ]);
  expect(renderProject(project)).toContain('Inline at');
});
