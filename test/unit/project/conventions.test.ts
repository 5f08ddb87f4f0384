import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Project } from '../../../src/project/project';
import { DISK_FILES } from '../../../src/project/projectFiles';
import { ProjectModel } from '../../../src/project/projectModel';
import type { ProjectChange } from '../../../src/project/projectModel';
import { READERS } from '../../../src/project/readers';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

const HANDLER = 'exports.handler = async (event, context) => event;\n';
const BY_NAME = 'exports.handler = async () => 1;\n';
const TEMPLATE = `Resources:
  Create: { Type: AWS::Serverless::Function, Properties: { Handler: src/create.handler, Runtime: nodejs22.x, CodeUri: . } }
`;
const options = { readers: READERS, syntax: new SyntaxParser() };
let folder = '';

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

function shown({ functions }: Pick<ProjectModel, 'functions'>): string[] {
  return functions.map(
    ({ logicalName, confidence, configuration }) => `${logicalName} ${configuration.handler} ${confidence}`,
  );
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'warmpath-conventions-'));
  await write('package.json', '{}');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('handlers in files that no template uses are functions; names alone count only without a template', async () => {
  await write('src/create.js', HANDLER);
  await write('src/jobs.js', 'exports.nightly = async (event, context) => 1;\nexports.hourly = async (event) => 1;\n');
  await write('src/name.js', BY_NAME);
  await write('services/b/package.json', '{}');
  await write('services/b/src/create.js', HANDLER);
  const without = await ProjectModel.open([folder], options);
  const own = [
    'services-b-src-create src/create.handler likely',
    'src-jobs-nightly src/jobs.nightly likely',
    'src-jobs-hourly src/jobs.hourly likely',
  ];
  expect(shown(without)).toEqual([
    own[0],
    'src-create src/create.handler likely',
    own[1],
    own[2],
    'src-name src/name.handler possible',
  ]);
  const template = await write('template.yaml', TEMPLATE);
  await without.update(template);
  expect(shown(without)).toEqual(['Create src/create.handler certain', ...own]);
  expect(shown(await ProjectModel.open([folder], { readers: READERS }))).toEqual(['Create src/create.handler certain']);
});

test('a changed, unsaved, new or removed source file is taken in alone', async () => {
  const app = await write('app.js', BY_NAME);
  const read: string[] = [];
  const files = {
    text: (file: string) => {
      read.push(file);
      return DISK_FILES.text(file);
    },
    names: () => Promise.resolve([]),
  };
  const model = await ProjectModel.open([folder], { ...options, files });
  const changes: ProjectChange[] = [];
  model.onChange((change) => changes.push(change));
  expect(shown(model)).toEqual(['app app.handler possible']);
  await model.override(app, 'exports.run = async (event, context) => 1;\n');
  expect(shown(model)).toEqual(['app app.run likely']);
  await model.override(app, undefined);
  read.length = 0;
  const orders = await write('orders/index.py', 'def lambda_handler(event, context):\n    return 1\n');
  expect(await model.update(orders)).toEqual([orders]);
  expect(read).toEqual([orders]);
  expect(shown(model)).toEqual(['app app.handler possible', 'orders-index index.lambda_handler likely']);
  await write('orders/requirements.txt', '');
  await write('requirements.txt', '');
  await model.update(path.join(folder, 'orders/requirements.txt'));
  await rm(path.join(folder, 'orders'), { recursive: true });
  await model.update(path.join(folder, 'orders'));
  expect(shown(model)).toEqual(['app app.handler possible']);
  expect(changes.map(({ templates, sources }) => [...templates, ...sources])).toEqual([
    [app],
    [app],
    [orders],
    [orders],
  ]);
});

test('what is imported by other code of the project is a part of it', async () => {
  await write('local.js', "const { handler } = require('./app');\nhandler({});\n");
  await write(
    'app.js',
    "const { create } = require('./create');\nexports.handler = (event, context) => create(event, context);\n",
  );
  await write('create.js', 'exports.create = async (event, context) => event;\n');
  const model = await ProjectModel.open([folder], options);
  expect(shown(model)).toEqual(['app app.handler possible']);
});

test('the command line finds them by file, handler string and name, and lists the choices of a file', async () => {
  await write(
    'src/jobs.js',
    'exports.nightly = async (event, context) => 1;\nexports.hourly = async (event, context) => 1;\n',
  );
  await write('src/run.js', 'exports.run = async (event, context) => 1;\n');
  const project = await Project.open(folder);
  expect(project.functions).toEqual([]);
  expect((await project.find('src/run.js')).configuration.handler).toBe('src/run.run');
  expect((await project.find('src/jobs.hourly')).configuration.handler).toBe('src/jobs.hourly');
  expect((await project.find('src-jobs-hourly')).configuration.handler).toBe('src/jobs.hourly');
  await expect(project.find('src/jobs.js')).rejects.toThrow(
    'There are several handlers in src/jobs.js; name one of src/jobs.nightly, src/jobs.hourly.',
  );
  const listed = await Project.open(folder, { conventions: true });
  expect(listed.functions.map(({ logicalName }) => logicalName)).toEqual([
    'src-jobs-nightly',
    'src-jobs-hourly',
    'src-run',
  ]);
});
