import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/lambda/errors';
import { CloudFormationReader } from '../../../src/project/cloudformation/cloudFormationReader';
import { ProjectModel } from '../../../src/project/projectModel';
import type { FileChanges } from '../../../src/project/projectModel';
import type { TemplateContents, TemplateOptions } from '../../../src/project/templateReader';
import { TemporaryProject } from '../../support/temporaryProject';

/** Remembers which templates it was asked to read. */
class ObservedReader extends CloudFormationReader {
  readonly asked: string[] = [];

  override read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    this.asked.push(file);
    return super.read(file, text, options);
  }
}

function template(...names: readonly string[]): string {
  const properties = 'Properties: { Runtime: nodejs22.x, Handler: app.handler }';
  return `Resources:\n${names.map((name) => `  ${name}: { Type: AWS::Serverless::Function, ${properties} }\n`).join('')}`;
}

const APP = 'exports.handler = async () => {};';

async function opened(
  files: Readonly<Record<string, string>>,
  ...roots: readonly string[]
): Promise<{ project: TemporaryProject; model: ProjectModel; reader: ObservedReader; changes: string[][] }> {
  const project = await TemporaryProject.create(files);
  projects.push(project);
  const reader = new ObservedReader();
  const places = roots.length === 0 ? [project.folder] : roots.map((root) => project.path(root));
  const model = await ProjectModel.open(places, { readers: [reader] });
  reader.asked.length = 0;
  const changes: string[][] = [];
  model.onChange(({ templates }) => changes.push(templates.map((file) => file.slice(project.folder.length + 1))));
  return { project, model, reader, changes };
}

function names(model: ProjectModel): string[] {
  return model.functions.map(({ logicalName }) => logicalName);
}

const projects: TemporaryProject[] = [];

afterEach(async () => {
  for (const project of projects.splice(0)) await project[Symbol.asyncDispose]();
});

describe('update', () => {
  test('re-reads the changed template alone and tells about it', async () => {
    const { project, model, reader, changes } = await opened({
      'a/template.yaml': template('One'),
      'b/template.yaml': template('Two'),
    });
    await project.write({ 'b/template.yaml': template('Two', 'Three') });
    expect(await model.update(project.path('b/template.yaml'))).toEqual([project.path('b/template.yaml')]);
    expect(reader.asked).toEqual([project.path('b/template.yaml')]);
    expect(names(model)).toEqual(['One', 'Two', 'Three']);
    expect(changes).toEqual([['b/template.yaml']]);
  });

  test('says nothing when the contents are as they were', async () => {
    const { project, model, changes } = await opened({ 'template.yaml': template('One'), 'app.js': APP });
    expect(await model.update(project.path('template.yaml'))).toEqual([]);
    expect(changes).toEqual([]);
  });

  test('finds new templates in their order and forgets removed ones', async () => {
    const { project, model } = await opened({ 'b/template.yaml': template('B'), 'b/c/template.yaml': template('C') });
    await project.write({ 'a/template.yaml': template('A'), 'node_modules/x/template.yaml': template('X') });
    await model.update(project.path('a/template.yaml'));
    expect(await model.update(project.path('node_modules/x/template.yaml'))).toEqual([]);
    expect(names(model)).toEqual(['A', 'B', 'C']);
    await rm(project.path('b'), { recursive: true });
    await model.update(project.path('b'));
    expect(names(model)).toEqual(['A']);
  });

  test('companion files and nested templates lead to the templates that need them', async () => {
    const nested = 'Resources: { Inner: { Type: AWS::Serverless::Application, Properties: { Location: inner.yaml } } }';
    const { project, model, reader } = await opened({
      'a/template.yaml': nested,
      'a/inner.yaml': template('One'),
      'b/template.yaml':
        'Parameters: { P: { Type: String, Default: x } }\nResources: { F: { Type: AWS::Lambda::Function, Properties: { FunctionName: !Ref P } } }',
    });
    await project.write({
      'a/inner.yaml': template('Other'),
      'b/samconfig.toml': '[default.deploy.parameters]\nparameter_overrides = "P=named"\n',
    });
    await model.update(project.path('a/inner.yaml'));
    expect(names(model)).toEqual(['Inner/Other', 'F']);
    await model.update(project.path('b/samconfig.toml'));
    expect(model.functions[1]?.configuration.name).toBe('named');
    expect(reader.asked).toEqual([project.path('a/template.yaml'), project.path('b/template.yaml')]);
  });

  test('a handler file counts by being there, not by what is in it', async () => {
    const { project, model, reader } = await opened({ 'template.yaml': template('One') });
    expect(model.functions[0]?.handlerFile).toBeUndefined();
    await project.write({ 'app.ts': APP });
    await model.update(project.path('app.ts'));
    expect(model.functions[0]?.handlerFile).toBe(project.path('app.ts'));
    reader.asked.length = 0;
    await model.update(project.path('app.ts'));
    expect(reader.asked).toEqual([]);
    await rm(project.path('app.ts'));
    await model.update(project.path('app.ts'));
    expect(model.functions[0]?.handlerFile).toBeUndefined();
  });

  test('changes that come at once are taken in one after the other', async () => {
    const { project, model } = await opened({ 'template.yaml': template('One') });
    const file = project.path('template.yaml');
    await Promise.all([
      model.override(file, template('Two')),
      model.override(file, template('Three')),
      model.override(file, undefined),
    ]);
    expect(names(model)).toEqual(['One']);
  });
});

test('unsaved texts stand in for files until they are taken back, also before the file exists', async () => {
  const { project, model } = await opened({ 'template.yaml': template('Saved') });
  await model.override(project.path('template.yaml'), template('Unsaved'));
  await model.override(project.path('new/template.yaml'), template('New'));
  expect(names(model)).toEqual(['Unsaved', 'New']);
  await model.override(project.path('template.yaml'), undefined);
  await model.override(project.path('new/template.yaml'), undefined);
  expect(names(model)).toEqual(['Saved']);
});

test('several roots keep their order; a template that both hold is read once', async () => {
  const files = {
    'z/template.yaml': template('Z'),
    'a/template.yaml': template('A'),
    'z/y/template.yaml': template('Y'),
  };
  const { project, model } = await opened(files, 'z', 'a', 'z/y');
  expect(names(model)).toEqual(['Z', 'Y', 'A']);
  await expect(ProjectModel.open([project.path('missing')], { readers: [] })).rejects.toThrow(UserError);
});

test('templates that nest each other are both shown', async () => {
  const other = (name: string): string =>
    `Resources: { Other: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ../${name}/template.yaml } }, F${name}: { Type: AWS::Lambda::Function } }`;
  const { model } = await opened({ 'a/template.yaml': other('b'), 'b/template.yaml': other('a') });
  expect(names(model)).toEqual(['Fb', 'Other/Fa', 'Fa', 'Other/Fb']);
});

test('follows a watcher until told to stop', async () => {
  const { project, model, changes } = await opened({ 'template.yaml': template('One') });
  const listeners = new Set<(file: string) => void>();
  const watcher: FileChanges = {
    watch(folders, listener) {
      expect(folders).toEqual([project.folder]);
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
  const watching = model.watch(watcher);
  await project.write({ 'template.yaml': template('Two') });
  const changed = new Promise((resolve) => model.onChange(resolve));
  for (const listener of listeners) listener(project.path('template.yaml'));
  await changed;
  expect(names(model)).toEqual(['Two']);
  expect(changes).toEqual([['template.yaml']]);
  watching.dispose();
  expect(listeners.size).toBe(0);
});
