import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Dependencies } from '../../../src/project/dependencies';
import { DISK_FILES } from '../../../src/project/projectFiles';
import { ProjectModel } from '../../../src/project/projectModel';
import { READERS } from '../../../src/project/readers';
import { TemporaryProject } from '../../support/temporaryProject';

const projects: TemporaryProject[] = [];

afterEach(async () => {
  for (const project of projects.splice(0)) await project[Symbol.asyncDispose]();
});

async function opened(files: Readonly<Record<string, string>>): Promise<[TemporaryProject, ProjectModel]> {
  const project = await TemporaryProject.create(files);
  projects.push(project);
  return [project, await ProjectModel.open([project.folder], { readers: READERS })];
}

test('remembers what was asked for, there or not, and shows unsaved texts', async () => {
  const project = await TemporaryProject.create({ 'a.tf': 'saved', 'b.tf': 'b' });
  projects.push(project);
  const unsaved = new Map([
    [project.path('a.tf'), 'unsaved'],
    [project.path('c.tf'), 'c'],
    [project.path('deeper/d.tf'), 'd'],
  ]);
  const files = new Dependencies(DISK_FILES, unsaved);
  expect(await files.text(project.path('a.tf'))).toBe('unsaved');
  expect(await files.text(project.path('missing.txt'))).toBeUndefined();
  expect(await files.names(project.folder, /\.tf$/)).toEqual(['a.tf', 'b.tf', 'c.tf']);
  expect(await files.names(project.path('nowhere'), /\.tf$/)).toEqual([]);
  const known = ['a.tf', 'missing.txt', 'later.tf', 'nowhere/later.tf', 'b.txt', 'deeper/d.tf', 'nowhere/b.txt'];
  expect(known.filter((name) => files.has(project.path(name)))).toEqual([
    'a.tf',
    'missing.txt',
    'later.tf',
    'nowhere/later.tf',
  ]);
});

describe('Terraform', () => {
  const MAIN = `resource "aws_lambda_function" "orders" {
  function_name = "\${local.prefix}-\${var.stage}"
  runtime       = "nodejs22.x"
  handler       = "app.handler"
  filename      = "src"
}
variable "stage" { default = "dev" }
`;
  const FILES = { 'infra/main.tf': MAIN, 'infra/src/app.js': '', 'other/main.tf': MAIN };

  test.for([
    ['infra/locals.tf', 'locals { prefix = "orders" }', 'orders-dev'],
    ['infra/locals.tf.json', '{"locals": {"prefix": "orders"}}', 'orders-dev'],
    ['infra/terraform.tfvars', 'stage = "prod"', undefined],
    ['infra/my.auto.tfvars', 'stage = "prod"', undefined],
  ] as const)('%s that comes and goes', async ([name, text, expected]) => {
    const [project, model] = await opened({
      ...FILES,
      ...(expected === undefined && { 'infra/l.tf': 'locals { prefix = "p" }' }),
    });
    const nameNow = (): string | undefined => model.functions[0]?.configuration.name;
    const before = nameNow();
    await project.write({ [name]: text });
    expect(await model.update(project.path(name))).toContain(project.path('infra/main.tf'));
    expect(nameNow()).toBe(expected ?? 'p-prod');
    await rm(project.path(name));
    expect(await model.update(project.path(name))).not.toContain(project.path('other/main.tf'));
    expect(nameNow()).toBe(before);
  });

  test('an unsaved sibling counts before it exists', async () => {
    const [project, model] = await opened(FILES);
    await model.override(project.path('infra/locals.tf'), 'locals { prefix = "unsaved" }');
    expect(model.functions[0]?.configuration.name).toBe('unsaved-dev');
  });
});

test('the asset manifest of a nested CDK assembly leads to the image, and is read again when it changes', async () => {
  const assets = (folder: string): string =>
    JSON.stringify({ dockerImages: { ff: { source: { directory: folder, dockerFile: 'Dockerfile.lambda' } } } });
  const [project, model] = await opened({
    'cdk.out/manifest.json': JSON.stringify({
      version: '48.0.0',
      artifacts: { Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } },
    }),
    'cdk.out/assembly-Prod/manifest.json': JSON.stringify({
      version: '48.0.0',
      artifacts: {
        'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
        Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } },
      },
    }),
    'cdk.out/assembly-Prod/Shop.template.json': JSON.stringify({
      Resources: {
        Image: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            PackageType: 'Image',
            Code: { ImageUri: { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr/assets:ff' } },
          },
        },
      },
    }),
  });
  const manifest = project.path('cdk.out/assembly-Prod/Shop.assets.json');
  expect(model.functions[0]?.image).not.toHaveProperty('context');
  await project.write({ 'cdk.out/assembly-Prod/Shop.assets.json': assets('../asset.ff') });
  expect(await model.update(manifest)).toEqual([project.path('cdk.out/manifest.json')]);
  expect(model.functions[0]?.image).toMatchObject({
    context: project.path('cdk.out/asset.ff'),
    dockerfile: project.path('cdk.out/asset.ff/Dockerfile.lambda'),
  });
  await project.write({ 'cdk.out/assembly-Prod/Shop.assets.json': '{"dockerImages": {"ff":' });
  await model.update(manifest);
  expect(model.problems).toMatchObject([{ file: manifest, line: 1, severity: 'warning' }]);
});
