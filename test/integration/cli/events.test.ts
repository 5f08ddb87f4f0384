import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../src/cli/commandLine';
import { localInterpreterHost } from '../../../src/runtimes/interpreterHost';
import { functionFolder, type Files } from '../../support/functionFolder';
import { stateFolder } from '../../support/sandboxRig';

const TEMPLATE = `Resources:
  Upload:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Events:
        Objects: { Type: S3, Properties: { Bucket: uploads, Events: 's3:ObjectCreated:*' } }
  Other:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . }
`;
const ECHO = 'exports.handler = async (event) => event;';
const PROJECT: Files = { 'template.yaml': TEMPLATE, 'index.js': ECHO };

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project and a user of its own, for one command after the other. */
function shell(files: Files): { readonly folder: string; run: (...given: string[]) => Promise<Said> } {
  const folder = functionFolder(files);
  const home = stateFolder();
  const host = localInterpreterHost();
  return {
    folder,
    run: async (...given) => {
      const said = { stdout: '', stderr: '' };
      const code = await runCommandLine(given, {
        stdin: Readable.from([]),
        stdout: { write: (text) => (said.stdout += String(text)) },
        stderr: { write: (text) => (said.stderr += String(text)) },
        host: { ...host, homeFolder: home, variables: { ...host.variables, HOME: home, XDG_CACHE_HOME: home } },
        workingFolder: folder,
        programFolder: path.resolve('dist'),
        interrupted: new Promise(() => undefined),
      });
      return { code, ...said };
    },
  };
}

describe('events generate', () => {
  test('has a help with examples', async () => {
    const { code, stdout } = await shell({}).run('events', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('warmpath events generate s3 --in sns --in sqs');
  });

  test('prints JSON that can be saved', async () => {
    const { run } = shell({});
    const { code, stdout, stderr } = await run('events', 'generate', 's3', '--param', 'bucket=a=b', '--in', 'sqs');
    expect([code, stderr]).toEqual([0, '']);
    const { Records } = JSON.parse(stdout) as { Records: { body: string }[] };
    expect(JSON.parse(Records[0]?.body ?? '')).toMatchObject({ Records: [{ s3: { bucket: { name: 'a=b' } } }] });
  });

  test('values for a carrier are named after it', async () => {
    const { run } = shell({});
    const { stdout } = await run('events', 'generate', 's3', '--in', 'sqs', '--param', 'sqs.queue=jobs');
    expect(stdout).toContain(':jobs"');
  });

  test.for([
    [['generate'], 'It is "warmpath events list [function]" or "warmpath events generate <sample>".'],
    [['make'], 'It is "warmpath events list [function]" or "warmpath events generate <sample>".'],
    [['generate', 'sqqs'], 'There is no sample event "sqqs"; did you mean sqs or ses or sns?'],
    [['generate', 's3', '--param', 'bucket'], '--param takes name=value, not "bucket".'],
    [['generate', 's3', '--param', 'sqs.queue=a'], '--param sqs.queue needs --in sqs.'],
    [
      ['generate', 's3', '--in', 'nothing'],
      'There is no sample event "nothing"; "warmpath events list" shows them all.',
    ],
  ] as const)('%j is refused', async ([given, message]) => {
    const { code, stdout, stderr } = await shell({}).run('events', ...given);
    expect([code, stdout, stderr]).toEqual([2, '', `warmpath: ${message}\n`]);
  });
});

describe('events list', () => {
  test('of a function begins with its own events and the samples of its event sources', async () => {
    const { run } = shell({ ...PROJECT, 'events/upload.json': '{}', 'events/another.json': '{}' });
    const { code, stdout, stderr } = await run('events', 'list', 'Upload');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').slice(0, 7)).toEqual([
      'Saved events',
      '  upload   events/upload.json (Upload)',
      '  another  events/another.json',
      'Samples of its event sources',
      expect.stringMatching(/^ {2}sample:s3 {2}S3 event notification: bucket, key, /),
      'Other samples',
      expect.stringMatching(/^ {2}sample:apigateway-rest +API Gateway REST API request/),
    ]);
  });

  test('of a folder without anything', async () => {
    const { stdout } = await shell({}).run('events', 'list');
    expect(stdout).toContain('Saved events\n  none  put JSON files into events/\nSamples\n');
  });
});

describe('the event invoke uses', () => {
  test('is a sample, then the saved one, then the one used last; --event wins', async () => {
    const { run, folder } = shell(PROJECT);
    const sample = await run('invoke', 'Upload');
    expect(sample.stderr).toContain('Event: sample:s3 (a sample of its first event source); --event takes another.\n');
    expect(sample.stdout).toContain('"name":"uploads"');

    mkdirSync(path.join(folder, 'events'));
    writeFileSync(path.join(folder, 'events', 'upload.json'), '{"saved":1}');
    const saved = await run('invoke', 'Upload');
    expect([saved.stdout, saved.stderr.split('\n', 1)[0]]).toEqual([
      '{"saved":1}\n',
      'Event: upload (saved for this function); --event takes another.',
    ]);

    const given = await run('invoke', 'Upload', '--event', 'sample:sns');
    expect(given.stdout).toContain('"aws:sns"');
    expect(given.stderr).not.toContain('Event: ');
    // JSON is not kept, it may hold what is nobody's business.
    expect((await run('invoke', 'Upload', '--event', '{"typed":1}')).stdout).toBe('{"typed":1}\n');
    const last = await run('invoke', 'Upload');
    expect(last.stderr).toContain('Event: sample:sns (used last time); --event takes another.\n');
    expect(last.stdout).toContain('"aws:sns"');
  });

  test('is {} without saying so where nothing is known', async () => {
    const { stdout, stderr } = await shell(PROJECT).run('invoke', 'Other');
    expect(stdout).toBe('{}\n');
    expect(stderr).not.toContain('Event: ');
  });
});
