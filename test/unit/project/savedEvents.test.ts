import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { eventFor } from '../../../src/project/eventFor';
import type { EventMemory } from '../../../src/project/eventMemory';
import { projectFunction } from '../../../src/project/projectFunction';
import type { ProjectFunction } from '../../../src/project/projectFunction';
import { eventsOf, findAllSavedEvents, findSavedEvents } from '../../../src/project/savedEvents';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'warmpath-events-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(file: string, text = '{}'): Promise<void> {
  const absolute = path.join(folder, file);
  await mkdir(path.dirname(absolute), { recursive: true });
  await writeFile(absolute, text);
}

function named(logicalName: string, more: Partial<ProjectFunction> = {}, templateFolder = folder): ProjectFunction {
  return projectFunction({
    logicalName,
    origin: 'cloudformation',
    configuration: functionConfiguration({
      name: logicalName,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      codePath: folder,
    }),
    template: { file: path.join(templateFolder, 'template.yaml'), line: 1, column: 1 },
    ...more,
  });
}

const LAUNCH = `{
  // Made by the AWS Toolkit.
  "configurations": [
    { "type": "node", "name": "program", "lambda": { "payload": { "json": { "not": "ours" } } } },
    { "type": "aws-sam", "name": "inline", "invokeTarget": { "logicalId": "Create" }, "lambda": { "payload": { "json": { "id": 7 } } } },
    { "type": "aws-sam", "name": "file", "lambda": { "payload": { "path": "\${workspaceFolder}/payloads/one.json" } } },
    { "type": "aws-sam", "name": "empty" },
    "nothing",
  ],
}`;

describe('where saved events are found', () => {
  test('in every place users keep them', async () => {
    for (const file of ['events/a.json', 'events/b/c.jsonc', 'event.json', 'order.event.json', 'test/events/t.json']) {
      await write(file);
    }
    for (const file of ['tests/events/u.event.json', 'events/note.md', 'package.json', 'events/.cache/x.json']) {
      await write(file);
    }
    await write('events/node_modules/x/package.json');
    await write('.vscode/launch.json', LAUNCH);
    await write('payloads/one.json');
    await write('sam/two.json');
    await write(
      'samconfig.toml',
      '[default.local_invoke.parameters]\nevent = "events/a.json"\n[ci.local_invoke.parameters]\nevent = "sam/two.json"\n[x.local_invoke.parameters]\nevent = "gone.json"\n',
    );
    const events = await findSavedEvents(folder);
    expect(events.map(({ name, file }) => `${name} <- ${path.relative(folder, file)}`)).toEqual([
      'a <- events/a.json',
      'b/c <- events/b/c.jsonc',
      'event <- event.json',
      'file <- payloads/one.json',
      'inline <- .vscode/launch.json',
      'order <- order.event.json',
      'sam/two <- sam/two.json',
      't <- test/events/t.json',
      'u <- tests/events/u.event.json',
    ]);
    expect(events.find(({ name }) => name === 'inline')).toMatchObject({ functionName: 'Create', text: '{"id":7}' });
  });

  test('what is broken in other tools’ files is their business', async () => {
    await write('.vscode/launch.json', '{"configurations": [');
    await write('samconfig.toml', 'no toml');
    expect(await findSavedEvents(folder)).toEqual([]);
    await write('.vscode/launch.json', '[[1]]');
    expect(await findSavedEvents(folder)).toEqual([]);
  });

  test('several folders give each file once and each event a name of its own; builds are left out', async () => {
    await write('events/order.json');
    await write('src/events/order.json');
    await write('.aws-sam/build/Create/events/order.json');
    const folders = [folder, path.join(folder, 'src'), folder, path.join(folder, '.aws-sam/build/Create')];
    const events = await findAllSavedEvents(folder, folders);
    expect(events.map(({ name }) => name)).toEqual(['order', 'src/events/order']);
  });
});

describe('whose event it is', () => {
  const event = (name: string, functionName?: string) => ({
    name,
    file: path.join(folder, 'events', `${name}.json`),
    ...(functionName === undefined ? {} : { functionName }),
  });
  const ownNames = (of: string, names: readonly string[], all: readonly string[]): string[] => {
    const functions = all.map((each) => named(each));
    const own = functions.find(({ logicalName }) => logicalName === of) ?? named(of);
    return eventsOf(
      own,
      names.map((name) => event(name)),
      functions,
    ).map(({ name }) => name);
  };

  test.for([
    ['CreateFunction', ['create-order'], ['create-order']],
    ['CreateFunction', ['CreateFunction'], ['CreateFunction']],
    ['CreateFunction', ['CreateFunction/first'], ['CreateFunction/first']],
    ['CreateFunction', ['createfunction_1'], ['createfunction_1']],
    ['CreateFunction', ['recreated', 'other'], []],
    ['Get', ['target'], []],
  ] as const)('%s of %j', ([of, names, expected]) => {
    expect(ownNames(of, names, [of, 'Unrelated'])).toEqual(expected);
  });

  test('the longest name counts', () => {
    const all = ['Create', 'CreateOrder'];
    expect(ownNames('Create', ['create-order', 'create'], all)).toEqual(['create']);
    expect(ownNames('CreateOrder', ['create-order', 'create'], all)).toEqual(['create-order']);
  });

  test('events that name nobody belong to the only function of the template', () => {
    expect(ownNames('Only', ['event'], ['Only'])).toEqual(['event']);
    expect(ownNames('Only', ['event'], ['Only', 'Other'])).toEqual([]);
    const elsewhere = named('Only', {}, path.join(folder, 'services/only'));
    expect(eventsOf(elsewhere, [event('event')], [elsewhere])).toEqual([]);
  });

  test('a file that says whose it is comes first, and is nobody else’s', () => {
    const all = [named('Create'), named('Delete')];
    const events = [event('create'), event('delete it', 'Create')];
    expect(eventsOf(named('Create'), events, all).map(({ name }) => name)).toEqual(['delete it', 'create']);
    expect(eventsOf(named('Delete'), events, all)).toEqual([]);
  });
});

describe('the event to use now', () => {
  const remembering = (source: string | undefined): EventMemory => ({
    lastUsed: () => source,
    remember: () => undefined,
  });
  const withQueue = (): ProjectFunction =>
    named('Create', {
      eventSources: [{ type: 'SQS', settings: {}, at: { file: 'template.yaml', line: 1, column: 1 } }],
    });
  const chosen = async (of: ProjectFunction, last?: string): Promise<string> => {
    const saved = await findSavedEvents(folder);
    const own = eventsOf(of, saved, [of, named('Other')]);
    const { source, reason, payload } = await eventFor(of, { folder, saved, own, memory: remembering(last) });
    return `${reason}: ${source} ${new TextDecoder().decode(payload).slice(0, 12)}`;
  };

  test('is the one used last, else the saved one, else a sample, else {}', async () => {
    expect(await chosen(named('Create'))).toBe('empty: {} {}');
    expect(await chosen(withQueue())).toBe('sample: sample:sqs {"Records":[');
    await write('events/create.json', '{"id": 1}');
    await write('events/else.json', '{"id": 2}');
    expect(await chosen(withQueue())).toBe('saved: create {"id": 1}');
    expect(await chosen(withQueue(), 'else')).toBe('used last: else {"id": 2}');
    expect(await chosen(withQueue(), path.join(folder, 'events/else.json'))).toContain('used last');
    expect(await chosen(withQueue(), 'sample:sns')).toContain('used last: sample:sns');
  });

  test('passes over what is gone', async () => {
    await write('events/create.json', '{"id": 1}');
    for (const last of ['gone', 'gone.json', 'sample:gone']) {
      expect(await chosen(withQueue(), last)).toBe('saved: create {"id": 1}');
    }
  });

  test('says what is wrong with a saved event', async () => {
    await write('events/create.json', '{"id": }');
    await expect(chosen(withQueue())).rejects.toThrow('create.json:1:8: the event is not JSON: value expected.');
  });
});
