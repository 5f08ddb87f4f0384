import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ClientCapabilities, CodeAction, CodeLens, Hover } from 'vscode-languageserver/node';
import { LSPErrorCodes } from 'vscode-languageserver/node';
import { functionFolder } from '../../support/functionFolder';
import { LanguageClient, uriOf } from '../../support/languageClient';
import { ABLE, LEADING, RIGHT, STORE, WRONG } from '../../support/languageServerTexts';

const TWICE = `import boto3


def handler(event, context):
    s3 = boto3.client("s3")
    sqs = boto3.client("sqs")
    s3.list_buckets()
    return sqs.list_queues()
`;

const EDITS: ClientCapabilities = {
  ...(ABLE.textDocument === undefined ? {} : { textDocument: { codeAction: ABLE.textDocument.codeAction ?? {} } }),
  workspace: { workspaceEdit: { documentChanges: true } },
};

function actions(client: LanguageClient, file: string, line: number, only?: string[]): Promise<CodeAction[]> {
  const at = { line: line - 1, character: 12 };
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uriOf(file) },
    range: { start: at, end: at },
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });
}

async function opened(text: string, capabilities: ClientCapabilities): Promise<[LanguageClient, string]> {
  const folder = functionFolder({ 'app.py': text });
  const client = await LanguageClient.start({ folders: [folder], capabilities });
  const file = path.join(folder, 'app.py');
  await client.open(file, text);
  return [client, file];
}

describe('code actions', () => {
  test('fix what is found at a place, with edits of the version that was asked about', async () => {
    const [client, file] = await opened(TWICE, EDITS);
    const [fix, ...others] = await actions(client, file, 5);
    expect(fix).toMatchObject({
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [{ code: 'client-in-handler', range: { start: { line: 4 } } }],
      edit: { documentChanges: [{ textDocument: { uri: uriOf(file), version: 1 } }] },
    });
    expect(others.map(({ title }) => title)).toContain('Ignore this client-in-handler finding');
    const fixed = LanguageClient.applied(TWICE, file, fix?.edit ?? {});
    await client.edit(file, fixed);
    await client.shows(file, [
      `${String(fixed.split('\n').findIndex((line) => line.includes('"sqs"')) + 1)}:client-in-handler`,
    ]);
    expect(await actions(client, file, 1)).toEqual([]);
  });

  test('fix all of a kind when that is chosen', async () => {
    const [client, file] = await opened(TWICE, EDITS);
    const action = (await actions(client, file, 5)).find(({ title }) => title.startsWith('Fix all'));
    expect(action).toMatchObject({ title: 'Fix all client-in-handler findings in this file', kind: 'quickfix' });
    expect(action?.edit).toBeUndefined();
    const resolved: CodeAction = await client.connection.sendRequest('codeAction/resolve', action);
    await client.edit(file, LanguageClient.applied(TWICE, file, resolved.edit ?? {}));
    await client.shows(file, []);
    const late = client.connection.sendRequest('codeAction/resolve', action);
    await expect(late).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
  });

  test('come with all edits to a client that does not ask for them later', async () => {
    const [client, file] = await opened(TWICE, {});
    const all = await actions(client, file, 5);
    const action = all.find(({ title }) => title.startsWith('Fix all'));
    expect(action?.edit?.changes?.[uriOf(file)]?.length).toBeGreaterThan(0);
    await client.edit(file, LanguageClient.applied(TWICE, file, action?.edit ?? {}));
    await client.shows(file, []);
  });

  test('fix the whole file when a client asks for that kind', async () => {
    const [client, file] = await opened(TWICE, EDITS);
    expect((await actions(client, file, 1)).map(({ kind }) => kind)).toEqual([]);
    for (const kind of ['source.fixAll.warmpath', 'source.fixAll', 'source']) {
      const [action, ...others] = await actions(client, file, 1, [kind]);
      expect(action).toMatchObject({ kind: 'source.fixAll.warmpath', title: 'Fix all Warmpath findings' });
      expect(others).toEqual([]);
    }
    expect(await actions(client, file, 5, ['source.fixAll.other'])).toEqual([]);
    expect(await actions(client, file, 5, ['refactor'])).toEqual([]);
    const [action] = await actions(client, file, 1, ['source.fixAll']);
    await client.edit(file, LanguageClient.applied(TWICE, file, action?.edit ?? {}));
    await client.shows(file, []);
    expect(await actions(client, file, 1, ['source.fixAll'])).toEqual([]);
  });
});

describe('hover', () => {
  async function hover(client: LanguageClient, file: string, line: number): Promise<Hover | null> {
    return client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: uriOf(file) },
      position: { line: line - 1, character: 18 },
    });
  }

  test('tells what is known of a client', async () => {
    const folder = functionFolder({ 'app.py': LEADING, 'store.py': STORE, 'right.py': RIGHT });
    const client = await LanguageClient.start({ folders: [folder], capabilities: ABLE });
    const made = await hover(client, path.join(folder, 'store.py'), 5);
    expect(made?.contents).toMatchObject({
      kind: 'markdown',
      value: expect.stringContaining('on every invocation: the handler handler → save()') as unknown,
    });
    expect(made?.range).toMatchObject({ start: { line: 4, character: 11 } });
    expect(await hover(client, path.join(folder, 'app.py'), 5)).toMatchObject({
      contents: { value: expect.stringContaining('in store.py') as unknown },
    });
    expect(await hover(client, path.join(folder, 'right.py'), 3)).toMatchObject({
      contents: { value: expect.stringContaining('Init phase') as unknown },
    });
    expect(await hover(client, path.join(folder, 'right.py'), 7)).toBeNull();
    expect(await hover(client, path.join(folder, 'right.py'), 900)).toBeNull();
  });

  test('is plain text for clients that want that', async () => {
    const [client, file] = await opened(WRONG, {});
    const found = await hover(client, file, 5);
    expect(found?.contents).toMatchObject({
      kind: 'plaintext',
      value: expect.stringMatching(/^boto3\.client\(\) makes a client \(boto3\)\n/) as unknown,
    });
  });
});

describe('code lenses', () => {
  test('are shown where a client has none of its own', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    const client = new LanguageClient({ folders: [folder], initializationOptions: { codeLens: true } });
    expect((await client.initialize()).capabilities.codeLensProvider).toEqual({});
    const lenses: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', {
      textDocument: { uri: uriOf(path.join(folder, 'app.py')) },
    });
    expect(lenses).toMatchObject([{ range: { start: { line: 3 } }, command: { title: 'Lambda handler handler' } }]);
  });
});
