import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { Command } from '../../support/commandLine';
import { functionFolder } from '../../support/functionFolder';
import { Served } from './served';

/** Serves a copy of an example; `below` is a folder that the copy lies in. */
function serveExample(example: string, below = '.'): Promise<Served> {
  const folder = path.join(functionFolder({}), below);
  cpSync(path.resolve('examples', example), folder, { recursive: true });
  return Served.start(folder);
}

test('a real SDK client runs functions of an example, cold and warm', async () => {
  const served = await serveExample('lifecycle');
  expect(await served.invoke('NodeCounter', { name: 'Ada' })).toEqual({ greeting: 'Hello Ada', invocations: 1 });
  expect(await served.invoke('NodeCounter', { name: 'Bob' })).toEqual({ greeting: 'Hello Bob', invocations: 2 });
  const observed = await served.invoke('ObservedCounter', { name: 'Eve' });
  expect(observed).toEqual({ greeting: 'Hello Eve', invocations: 1 });
  const failed = await served.client.send(
    new InvokeCommand({ FunctionName: 'NodeFailure', Payload: '{"orderId": 7}', LogType: 'Tail' }),
  );
  expect(failed).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
  expect(failed.Payload?.transformToString()).toContain('There is no order 7.');
  expect(Buffer.from(failed.LogResult ?? '', 'base64').toString()).toMatch(
    /^START RequestId: [^]*\nREPORT RequestId: /,
  );
  await expect(served.invoke('Missing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const accepted = await served.client.send(
    new InvokeCommand({ FunctionName: 'NodeCounter', InvocationType: 'Event', Payload: '{"name": "later"}' }),
  );
  expect(accepted.StatusCode).toBe(202);
  await served.command.said(/^NodeCounter .*Invocation 3 of this environment\.$/m);
  await served.stop();
});

test('many requests at the same time', async () => {
  const served = await serveExample('lifecycle');
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      served.invoke('NodeCounter', { name: String(index) }).catch((error: unknown) => error),
    ),
  );
  // Ten environments may exist at once; whoever finds none of them free is throttled.
  const greetings = results.filter((result) => !(result instanceof Error));
  const throttled = results.filter((result) => result instanceof Error);
  expect(greetings.length).toBeGreaterThanOrEqual(10);
  expect(new Set(throttled.map(({ name }) => name))).toEqual(
    new Set(throttled.length === 0 ? [] : ['TooManyRequestsException']),
  );
  await served.stop();
});

// The second one has a name that is not watched inside of a project.
test.for(['.', 'venv'])('changed code and changed templates are picked up below %s', async (below) => {
  const served = await serveExample('lifecycle', below);
  expect(await served.invoke('NodeCounter', { name: 'Ada' })).toMatchObject({ greeting: 'Hello Ada' });
  expect(await served.invoke('NodeCounter', { name: 'Ada' })).toMatchObject({ invocations: 2 });
  edit(path.join(served.folder, 'node', 'counter.js'), (text) => text.replace('Hello', 'Good morning'));
  await expect
    .poll(() => served.invoke('NodeCounter', { name: 'Ada' }), { timeout: 15_000 })
    .toMatchObject({ greeting: 'Good morning Ada', invocations: 1 });
  await served.command.said(/^NodeCounter cold start: code changed: counter\.js$/m);
  edit(path.join(served.folder, 'template.yaml'), (text) => text.replace('counter.handler', 'failure.handler'));
  await served.command.said(/template\.yaml changed; the functions were read again: NodeCounter has changed\.\n/);
  expect(await served.invoke('NodeCounter', { orderId: 1 })).toMatchObject({ errorType: 'OrderNotFound' });
  await served.stop();
});

test('code that is broken and repaired while it is served', async () => {
  const served = await serveExample('lifecycle');
  expect(await served.invoke('NodeCounter', { name: 'Ada' })).toMatchObject({ invocations: 1 });
  edit(path.join(served.folder, 'node', 'counter.js'), (text) => `${text}\n}{`);
  await expect
    .poll(() => served.invoke('NodeCounter', { name: 'Ada' }), { timeout: 15_000 })
    .toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' });
  edit(path.join(served.folder, 'node', 'counter.js'), (text) => text.replace('\n}{', ''));
  await expect
    .poll(() => served.invoke('NodeCounter', { name: 'Ada' }), { timeout: 15_000 })
    .toMatchObject({ greeting: 'Hello Ada' });
  await served.stop();
});

test('a function that cannot run here does not keep the others from being served', async () => {
  const folder = functionFolder({
    'index.js': 'exports.handler = async () => 1;',
    'template.yaml': `Resources:
  Java:
    Type: AWS::Serverless::Function
    Properties: { Handler: 'orders.Handler::handle', Runtime: java21, CodeUri: . }
  Node:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . }
`,
  });
  const command = new Command(['serve', '--port', '0'], { folder });
  await command.said(/Serving 1 function at \S+\n {2}Node /);
  expect(command.stderr).toContain('The function Java uses java21, which needs the Docker sandbox');
  command.signal('SIGINT');
  expect(await command.ended).toEqual({ code: 0, signal: null });
});

test('functions of code are served where no template names any, with how sure they are', async () => {
  const folder = functionFolder({
    'orders.js': 'exports.handler = async (event, context) => context.functionName;\n',
    'jobs.py': 'def handler():\n    return 1\n',
  });
  const served = await Served.start(folder);
  await served.command.said(
    / {2}jobs {2}python3\.\d+, found in its code \(possible\)\n {2}orders {2}nodejs\d+\.x, found in its code \(likely\)\n/,
  );
  expect(await served.invoke('orders')).toBe('orders');
  const properties = 'Handler: orders.handler, Runtime: nodejs22.x, CodeUri: .';
  writeFileSync(
    path.join(folder, 'template.yaml'),
    `Resources: { Named: { Type: AWS::Serverless::Function, Properties: { ${properties} } } }\n`,
  );
  await served.command.said(
    /template\.yaml changed; the functions were read again: jobs is gone, orders is gone, Named is new\./,
  );
  expect(await served.invoke('Named')).toBe('Named');
  await served.stop();
});

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
