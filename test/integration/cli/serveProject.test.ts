import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { functionFolder, type Files } from '../../support/functionFolder';
import { Served } from './served';

/** Answers with its variables and how often this environment was invoked. */
const CODE = `let count = 0;
exports.handler = async () => ({ greeting: process.env.GREETING, name: process.env.AWS_LAMBDA_FUNCTION_NAME, count: ++count });`;

function template(functions: Readonly<Record<string, string>>): string {
  const resources = Object.entries(functions).map(
    ([name, greeting]) => `  ${name}:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: src, Environment: { Variables: { GREETING: ${greeting} } } }
`,
  );
  return `Resources:\n${resources.join('')}`;
}

const PROJECT: Files = { 'src/index.js': CODE, 'template.yaml': template({ One: 'hello', Two: 'hello' }) };

function edit(served: Served, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(served.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

test('a changed, a new and a removed function; the others stay warm', async () => {
  const served = await Served.start(functionFolder(PROJECT));
  expect(await served.invoke('One')).toMatchObject({ greeting: 'hello', count: 1 });
  expect(await served.invoke('Two')).toMatchObject({ greeting: 'hello', count: 1 });
  edit(served, { 'template.yaml': template({ One: 'goodbye', Two: 'hello', Three: 'new' }) });
  await served.command.said(/^template\.yaml changed; .*: One has changed, Three is new\.$/m);
  expect(await served.invoke('One')).toMatchObject({ greeting: 'goodbye', count: 1 });
  expect(await served.invoke('Two')).toMatchObject({ greeting: 'hello', count: 2 });
  expect(await served.invoke('Three')).toMatchObject({ greeting: 'new', count: 1 });
  edit(served, { 'template.yaml': template({ Two: 'hello' }) });
  await served.command.said(/^template\.yaml changed; .*: One is gone, Three is gone\.$/m);
  await expect(served.invoke('One')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(await served.invoke('Two')).toMatchObject({ count: 3 });
  await served.stop();
});

test('a template that is broken while it is edited keeps its functions served, and says so once', async () => {
  const served = await Served.start(functionFolder({ ...PROJECT, 'other/src/index.js': CODE }));
  expect(await served.invoke('One')).toMatchObject({ count: 1 });
  const broken = `${template({ One: 'goodbye' })}  Two: { Type: [\n`;
  edit(served, { 'template.yaml': broken });
  await served.command.said(/^template\.yaml has errors; its functions are served as they were\.$/m);
  expect(await served.invoke('One')).toMatchObject({ greeting: 'hello', count: 2 });
  expect(await served.invoke('Two')).toMatchObject({ greeting: 'hello', count: 1 });
  // Everything that follows is served although the other template is still broken.
  edit(served, { 'template.yaml': `# A comment.\n${broken}`, 'other/template.yaml': template({ Other: 'x' }) });
  await served.command.said(/: Other is new\.$/m);
  expect(await served.invoke('Other')).toMatchObject({ count: 1 });
  edit(served, { 'template.yaml': template({ One: 'repaired' }) });
  await served.command.said(/: Two is gone, One has changed\.$/m);
  expect(await served.invoke('One')).toMatchObject({ greeting: 'repaired', count: 1 });
  expect(served.command.stderr.match(/template\.yaml has errors/g)).toHaveLength(1);
  expect(served.command.stderr.match(/^template\.yaml:\d+:\d+ error:/gm)).toHaveLength(3);
  await served.stop();
});

test('templates come and go with their folders', async () => {
  const served = await Served.start(functionFolder(PROJECT));
  edit(served, { 'billing/src/index.js': CODE, 'billing/template.yaml': template({ Pay: 'pay' }) });
  await served.command.said(/^billing\/template\.yaml changed; .*: Pay is new\.$/m);
  expect(await served.invoke('Pay')).toMatchObject({ greeting: 'pay' });
  renameSync(path.join(served.folder, 'billing'), path.join(served.folder, 'accounting'));
  await served.command.said(/accounting\/template\.yaml changed; /);
  await expect.poll(() => served.invoke('Pay'), { timeout: 15_000 }).toMatchObject({ greeting: 'pay' });
  rmSync(path.join(served.folder, 'accounting'), { recursive: true });
  await expect
    .poll(() => served.invoke('Pay').catch((error: unknown) => error), { timeout: 15_000 })
    .toMatchObject({ name: 'ResourceNotFoundException' });
  await served.stop();
});

test('functions of the same name are all reachable, under the same names in every run', async () => {
  const folder = functionFolder({
    'services/billing/src/index.js': CODE,
    'services/billing/template.yaml': template({ Create: 'bill' }),
    'services/orders/src/index.js': CODE,
    'services/orders/template.yaml': template({ Create: 'order' }),
  });
  for (const round of [1, 2]) {
    const served = await Served.start(folder);
    expect(served.command.stderr, `round ${String(round)}`).toContain(
      'services/orders/template.yaml:2:3 information: Create is served as services-orders-Create, because services/billing/template.yaml has a Create, too.\n',
    );
    expect(await served.invoke('Create')).toEqual({ greeting: 'bill', name: 'Create', count: 1 });
    const name = 'services-orders-Create';
    expect(await served.invoke(name)).toEqual({ greeting: 'order', name, count: 1 });
    await served.stop();
  }
});

test('a changed .env file, one that cannot be read, and its repair', async () => {
  const folder = functionFolder({ ...PROJECT, 'local/.env': 'GREETING=from a file\n' });
  const served = await Served.start(folder, '--env-file', 'local/.env');
  expect(await served.invoke('One')).toMatchObject({ greeting: 'from a file', count: 1 });
  rmSync(path.join(folder, 'local/.env'));
  await served.command.said(/local\/\.env changed and could not be read: The environment file .*ENOENT/);
  expect(await served.invoke('One')).toMatchObject({ greeting: 'from a file', count: 2 });
  edit(served, { 'local/.env': 'GREETING=from another\n' });
  await served.command.said(/^local\/\.env changed; .*: One has changed, Two has changed\.$/m);
  expect(await served.invoke('One')).toMatchObject({ greeting: 'from another', count: 1 });
  await served.stop();
});

test('a handler that is built while it is served', async () => {
  const folder = functionFolder({
    'template.yaml': template({ One: 'hello' }).replace('CodeUri: src', 'CodeUri: dist'),
    'package.json': '{}',
  });
  const served = await Served.start(folder);
  expect(served.command.stderr).toContain('build the function');
  edit(served, { 'dist/index.js': CODE });
  await served.command.said(/: One is new\.$/m);
  expect(await served.invoke('One')).toMatchObject({ greeting: 'hello' });
  await served.stop();
});

test('a Terraform file that comes beside the one with the function', async () => {
  const folder = functionFolder({
    'infra/src/index.js': CODE,
    'infra/main.tf': `resource "aws_lambda_function" "orders" {
  function_name = "orders"
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "src"
  environment { variables = { GREETING = local.greeting } }
}
`,
  });
  const served = await Served.start(folder);
  expect(await served.invoke('orders')).toEqual({ name: 'orders', count: 1 });
  edit(served, { 'infra/locals.tf': 'locals { greeting = var.greeting }\nvariable "greeting" { default = "moin" }\n' });
  await served.command.said(/infra\/main\.tf changed; .*: orders has changed\.$/m);
  expect(await served.invoke('orders')).toMatchObject({ greeting: 'moin', count: 1 });
  edit(served, { 'infra/test.auto.tfvars': 'greeting = "servus"\n' });
  await expect.poll(() => served.invoke('orders'), { timeout: 15_000 }).toMatchObject({ greeting: 'servus' });
  await served.stop();
});

test('another synthesis of a CDK app, and its asset manifest', async () => {
  const cdk = (greeting: string): Record<string, string> => ({
    'cdk.out/manifest.json': JSON.stringify({
      version: '48.0.0',
      artifacts: {
        Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
      },
    }),
    'cdk.out/assembly-Prod/manifest.json': JSON.stringify({
      version: '48.0.0',
      artifacts: {
        'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
        Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } },
      },
    }),
    'cdk.out/assembly-Prod/Shop.assets.json': '{"version":"48.0.0","files":{},"dockerImages":{}}',
    'cdk.out/assembly-Prod/Shop.template.json': JSON.stringify({
      Resources: {
        Orders: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Handler: 'index.handler',
            Runtime: 'nodejs22.x',
            Code: { S3Bucket: 'b', S3Key: 'aa.zip' },
            Environment: { Variables: { GREETING: greeting } },
          },
          Metadata: { 'aws:asset:path': '../asset.aa', 'aws:asset:property': 'Code' },
        },
      },
    }),
    'cdk.out/asset.aa/index.js': CODE,
  });
  const served = await Served.start(functionFolder(cdk('hello')));
  expect(await served.invoke('Orders')).toMatchObject({ greeting: 'hello', count: 1 });
  edit(served, { 'cdk.out/assembly-Prod/Shop.assets.json': '{"version":' });
  await served.command.said(
    /Shop\.assets\.json:1:\d+ warning: The asset manifest is not valid JSON; run cdk synth again\./,
  );
  expect(await served.invoke('Orders')).toMatchObject({ greeting: 'hello', count: 2 });
  rmSync(path.join(served.folder, 'cdk.out'), { recursive: true });
  await served.command.said(/: Orders is gone\.$/m);
  edit(served, cdk('goodbye'));
  await expect
    .poll(() => served.invoke('Orders').catch(String), { timeout: 15_000 })
    .toMatchObject({ greeting: 'goodbye', count: 1 });
  await served.stop();
});
