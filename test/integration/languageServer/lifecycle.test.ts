import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ErrorCodes } from 'vscode-languageserver/node';
import { functionFolder } from '../../support/functionFolder';
import { LanguageClient, uriOf } from '../../support/languageClient';
import { ABLE, RIGHT, WRONG } from '../../support/languageServerTexts';
import { isRunning } from '../../support/processes';

test('says what it can do', async () => {
  const able = await new LanguageClient({ capabilities: ABLE }).initialize();
  expect(able.capabilities).toEqual({
    textDocumentSync: { openClose: true, change: 2 },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.warmpath'], resolveProvider: true },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    diagnosticProvider: {
      identifier: 'warmpath',
      interFileDependencies: true,
      workspaceDiagnostics: true,
      workDoneProgress: true,
    },
  });
  expect(able.serverInfo?.name).toBe('Warmpath');
  const plain = await new LanguageClient().initialize();
  expect(plain.capabilities.diagnosticProvider).toBeUndefined();
});

test('warmpath language-server is the same program', async () => {
  const folder = functionFolder({ 'app.py': WRONG });
  for (const more of [[], ['--stdio']]) {
    const client = await LanguageClient.start({
      folders: [folder],
      program: [path.resolve('dist/cli.js'), 'language-server', ...more],
    });
    await client.shows(path.join(folder, 'app.py'), ['5:client-in-handler']);
    expect(await client.stop()).toBe(0);
    expect(client.stderr).toBe('');
  }
});

test('answers wrong requests with errors and goes on', async () => {
  const folder = functionFolder({ 'app.py': WRONG });
  const file = path.join(folder, 'app.py');
  const client = await LanguageClient.start({ folders: [folder] });
  const { connection } = client;
  await expect(connection.sendRequest('textDocument/hover', {})).rejects.toMatchObject({
    code: ErrorCodes.InternalError,
  });
  await expect(connection.sendRequest('textDocument/codeAction', null)).rejects.toThrow();
  await expect(connection.sendRequest('textDocument/nothing', {})).rejects.toMatchObject({
    code: ErrorCodes.MethodNotFound,
  });
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: uriOf(file), version: 7 },
    contentChanges: [{ text: 'never opened' }],
  });
  await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'http://[', type: 1 }] });
  await connection.sendNotification('workspace/didChangeConfiguration', {});
  expect(
    await connection.sendRequest('textDocument/hover', {
      textDocument: { uri: 'untitled:one' },
      position: { line: 0, character: 0 },
    }),
  ).toBeNull();
  await client.shows(file, ['5:client-in-handler']);
  expect(client.logged.filter((line) => line.startsWith('textDocument/hover failed'))).toHaveLength(1);
  expect(await client.stop()).toBe(0);
});

test('tells how it is doing', async () => {
  const folder = functionFolder({ 'app.py': WRONG, 'bundle.js': 'a();'.repeat(5000) });
  const seen: unknown[] = [];
  const client = await LanguageClient.start({ folders: [folder], initializationOptions: { status: true } }, (made) => {
    made.connection.onNotification('warmpath/status', (status: unknown) => {
      seen.push(status);
      made.wake();
    });
  });
  await client.until(() => seen.length === 2, 'two statuses');
  expect(seen).toEqual([
    { state: 'reading', files: 0, skipped: 0, handlers: 0 },
    { state: 'ready', files: 1, skipped: 1, handlers: 1 },
  ]);
});

test('ends with 1 when the client leaves without a word', async () => {
  const client = await LanguageClient.start();
  client.endInput();
  expect(await client.ended).toBe(1);
});

test('ends when the process that started it is gone', async () => {
  const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const client = await LanguageClient.start({ processId: parent.pid ?? null });
  parent.kill('SIGKILL');
  expect(await client.ended).toBe(1);
});

test('ends with the channel to the process that forked it', async () => {
  const code = `
    const { fork } = require('node:child_process');
    const server = fork(process.argv[1], ['--node-ipc'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    server.once('message', () => { console.log(server.pid); process.exit(); });
    server.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, capabilities: {} } });
  `;
  const parent = spawn(process.execPath, ['-e', code, path.resolve('dist/languageServer.js')]);
  let said = '';
  for await (const chunk of parent.stdout) said += String(chunk);
  await expect.poll(() => isRunning(Number(said))).toBe(false);
});

test('has nothing to say about a folder that is not there', async () => {
  const folder = functionFolder({ 'app.py': RIGHT });
  const client = await LanguageClient.start({ folders: [path.join(folder, 'missing'), folder] });
  await client.open(path.join(folder, 'app.py'), WRONG);
  await client.shows(path.join(folder, 'app.py'), ['5:client-in-handler']);
  expect(client.logged.filter((line) => line.includes('missing could not be read'))).toHaveLength(1);
});
