import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/lambda/errors';
import { Project } from '../../../src/project/project';
import { canRun } from '../../../src/project/projectFunction';
import { FIXTURES, renderProblems } from './renderProject';

const TEMPLATE = 'Resources: { Create: { Type: AWS::Lambda::Function } }\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'warmpath-project-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(file: string, text: string): Promise<void> {
  const absolute = path.join(folder, file);
  await mkdir(path.dirname(absolute), { recursive: true });
  await writeFile(absolute, text);
}

describe('open', () => {
  test('finds templates of every name in every folder but those of copies and output', async () => {
    const kept = ['template.yaml', 'a/template.yml', 'a/b/template.json', 'c/template.yaml'];
    const skipped = ['node_modules/x', '.aws-sam/build', '.git', '.venv/lib', 'cdk.out', 'dist', 'a/node_modules/y'];
    for (const file of kept) await write(file, TEMPLATE);
    for (const skip of skipped) await write(`${skip}/template.yaml`, TEMPLATE);
    await write('c/other.yaml', TEMPLATE);
    await symlink(folder, path.join(folder, 'c', 'circle'));
    const project = await Project.open(folder);
    expect(project.functions.map(({ template }) => path.relative(folder, template?.file ?? ''))).toEqual(kept);
    expect(project.problems).toEqual([]);
  });

  test('opens one template of any name', async () => {
    await write('infra.yaml', TEMPLATE);
    await write('template.yaml', TEMPLATE);
    const project = await Project.open(path.join(folder, 'infra.yaml'));
    expect(project.folder).toBe(folder);
    expect(project.functions.map(({ template }) => template?.file)).toEqual([path.join(folder, 'infra.yaml')]);
  });

  test('a folder that is not there is the caller’s mistake', async () => {
    await expect(Project.open(path.join(folder, 'missing'))).rejects.toThrow(UserError);
  });

  test('a folder or file that may not be read is a problem, and the rest is still read', async () => {
    await write('template.yaml', TEMPLATE);
    await write('closed/template.yaml', TEMPLATE);
    await write('file/template.yaml', TEMPLATE);
    await chmod(path.join(folder, 'closed'), 0o000);
    await chmod(path.join(folder, 'file/template.yaml'), 0o000);
    await symlink('nowhere', path.join(folder, 'file/template.yml'));
    const project = await asOrdinaryUser(() => Project.open(folder));
    await chmod(path.join(folder, 'closed'), 0o700);
    expect(renderProblems(folder, project.problems)).toEqual([
      'closed:1:1 warning: The folder cannot be read (EACCES); allow reading it.',
      'file/template.yaml:1:1 error: The template cannot be read (EACCES); check its permissions.',
      'file/template.yml:1:1 error: The template cannot be read (ENOENT); check its permissions.',
    ]);
    expect(project.functions).toHaveLength(1);
  });

  test('a template that nests deeper than can be read does not hide the others', async () => {
    await write('a/template.yaml', `Resources: ${'['.repeat(20_000)}`);
    await write('b/template.yaml', TEMPLATE);
    const project = await Project.open(folder);
    expect(project.functions).toHaveLength(1);
    expect(project.problems[0]).toMatchObject({ file: path.join(folder, 'a/template.yaml'), severity: 'error' });
  });
});

describe('find', () => {
  test('takes the logical id and the FunctionName', async () => {
    const project = await Project.open(path.join(FIXTURES, 'sam'));
    const byLogicalId = await project.find('Create');
    expect(byLogicalId).toBe(await project.find('orders-create-dev'));
    expect(byLogicalId.configuration.name).toBe('orders-create-dev');
    expect(canRun(byLogicalId)).toBe(true);
    expect(canRun(await project.find('Image'))).toBe(false);
  });

  test('takes the handler file or handler of a function of a template', async () => {
    const project = await Project.open(path.join(FIXTURES, 'monorepo'));
    expect(await project.find('services/users/app.remove')).toMatchObject({ logicalName: 'Remove' });
    expect(await project.find('services/orders/app.js')).toMatchObject({ logicalName: 'Create' });
  });

  test('asks which one when several functions have the name or the file', async () => {
    const project = await Project.open(path.join(FIXTURES, 'monorepo'));
    await expect(project.find('Create')).rejects.toThrow(
      'Several functions answer to "Create"; name one of services/orders/Create, services/users/Create.',
    );
    await expect(project.find('services/users/app.js')).rejects.toThrow(
      'name one of services/users/Create, services/users/Remove.',
    );
    expect(await project.find('services/users/Create')).toMatchObject({
      template: { file: path.join(FIXTURES, 'monorepo/services/users/template.yaml') },
    });
  });

  test('takes a handler that no template mentions', async () => {
    const project = await Project.open(path.join(FIXTURES, 'bare'));
    expect(project.functions).toEqual([]);
    expect(await project.find('handlers/create.ts')).toMatchObject({ logicalName: 'handlers-create' });
  });

  test('an unknown name gets near names, all names, or the way to a first function', async () => {
    const sam = await Project.open(path.join(FIXTURES, 'sam'));
    await expect(sam.find('Raport')).rejects.toThrow(/^There is no .*"Raport" in .*; did you mean Report\?$/);
    await expect(sam.find('orders')).rejects.toThrow(/did you mean orders-create-dev\?$/);
    await expect(sam.find('xyzzy-plugh')).rejects.toThrow(/; there are Create, orders-create-dev, Report, Image\.$/);
    const bare = await Project.open(path.join(FIXTURES, 'bare'));
    await expect(bare.find('scripts-jop')).rejects.toThrow(/; did you mean scripts-job or scripts-both\?$/);
    const empty = await Project.open(path.join(FIXTURES, 'empty'));
    await expect(empty.find('src/app.ts')).rejects.toThrow(
      /name a file such as src\/app\.ts, or add a template\.yaml\.$/,
    );
    await expect(bare.find('src/app.ts')).rejects.toThrow(UserError);
  });
});

test('saved events lie beside the template of the function', async () => {
  const sam = path.join(FIXTURES, 'sam');
  const project = await Project.open(sam);
  expect(await project.savedEvents(await project.find('Create'))).toEqual([
    { name: 'nested/second', file: path.join(sam, 'events/nested/second.jsonc') },
    { name: 'order', file: path.join(sam, 'events/order.json') },
  ]);
  const bare = await Project.open(path.join(FIXTURES, 'bare'));
  expect(await bare.savedEvents(await bare.find('handlers/create.ts'))).toEqual([]);
});

/** Runs `action` without the rights of a super-user, to whom every file is readable. */
async function asOrdinaryUser<Result>(action: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return action();
  await chmod(folder, 0o755);
  process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}
