import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type {
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import {
  CancellationTokenSource,
  ConfigurationRequest,
  DiagnosticRefreshRequest,
  LSPErrorCodes,
  ProgressType,
  RegistrationRequest,
  WorkDoneProgress,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import { functionFolder } from '../../support/functionFolder';
import { inShort, LanguageClient, uriOf } from '../../support/languageClient';
import { ABLE, LEADING, RIGHT, STORE, WRONG } from '../../support/languageServerTexts';

const PARTIAL = new ProgressType<WorkspaceDiagnosticReport>();

/** A client that asks for diagnostics, and answers what the server asks of it. */
class AskingClient {
  settings: unknown = {};
  refreshes = 0;
  readonly registered: string[] = [];
  readonly progress: string[] = [];

  private constructor(readonly client: LanguageClient) {
    const { connection } = client;
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.settings));
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.registered.push(...registrations.map(({ method }) => method));
      client.wake();
    });
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
      this.refreshes++;
      client.wake();
    });
    connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
      connection.onProgress(WorkDoneProgress.type, token, (value) => {
        this.progress.push(value.kind === 'begin' ? `${value.kind} ${value.title}` : value.kind);
        client.wake();
      });
    });
  }

  static async start(folders: readonly string[], settings: unknown = {}): Promise<AskingClient> {
    const asking = new AskingClient(new LanguageClient({ folders, capabilities: ABLE }));
    asking.settings = settings;
    await asking.client.initialize();
    return asking;
  }

  ofDocument(file: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.client.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri: uriOf(file) },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  }

  async lines(file: string): Promise<string[]> {
    const report = await this.ofDocument(file);
    return report.kind === 'full' ? inShort(report.items) : ['unchanged'];
  }

  ofWorkspace(more: object = {}): Promise<WorkspaceDiagnosticReport> {
    return this.client.connection.sendRequest('workspace/diagnostic', { previousResultIds: [], ...more });
  }
}

function inWords(items: readonly WorkspaceDocumentDiagnosticReport[]): string[] {
  return items.map(
    (item) => `${path.basename(item.uri)} ${item.kind === 'full' ? inShort(item.items).join() : item.kind}`,
  );
}

describe('a client that asks for diagnostics', () => {
  test('gets those of the text that it sent last, and none that it did not ask for', async () => {
    const folder = functionFolder({ 'app.py': RIGHT });
    const file = path.join(folder, 'app.py');
    const asking = await AskingClient.start([folder]);
    expect(await asking.lines(file)).toEqual([]);
    await asking.client.open(file, WRONG);
    const first = await asking.ofDocument(file);
    expect(first).toMatchObject({ kind: 'full', items: [{ code: 'client-in-handler' }] });
    expect(first.kind === 'full' ? first.items[0]?.codeDescription?.href : '').toBe(
      uriOf(path.resolve('docs/rules/client-in-handler.md')),
    );
    expect(await asking.ofDocument(file, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    for (let lines = 1; lines < 50; lines++) await asking.client.edit(file, '\n'.repeat(lines) + WRONG);
    expect(await asking.lines(file)).toEqual(['54:client-in-handler']);
    expect(asking.client.published.size).toBe(0);
    expect(await asking.client.stop()).toBe(0);
  });

  test('gets those of the files on the way, too', async () => {
    const folder = functionFolder({ 'app.py': LEADING, 'store.py': STORE });
    const asking = await AskingClient.start([folder]);
    const report = await asking.ofDocument(path.join(folder, 'store.py'));
    const related = report.relatedDocuments?.[uriOf(path.join(folder, 'app.py'))];
    expect(related).toMatchObject({ kind: 'full', items: [{ code: 'client-behind-call', severity: 4 }] });
  });

  test('gets those of the workspace in parts, and only what is other than it knows', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `function${String(index)}.py`);
    const folder = functionFolder(Object.fromEntries(names.map((name) => [name, WRONG])));
    const asking = await AskingClient.start([folder]);
    const { connection } = asking.client;
    const parts: WorkspaceDocumentDiagnosticReport[][] = [];
    connection.onProgress(PARTIAL, 'parts', ({ items }) => parts.push(items));
    const end = await asking.ofWorkspace({ partialResultToken: 'parts' });
    expect(end.items).toEqual([]);
    expect(parts.map(({ length }) => length)).toEqual([50, 50, 20]);
    const all = parts.flat();
    expect(new Set(inWords(all))).toEqual(new Set(names.map((name) => `${name} 5:client-in-handler`)));
    const previousResultIds = all.map(({ uri, resultId = '' }) => ({ uri, value: resultId }));
    await asking.client.open(path.join(folder, 'function7.py'), RIGHT);
    const again = await asking.ofWorkspace({ previousResultIds });
    expect(inWords(again.items).filter((words) => !words.endsWith('unchanged'))).toEqual(['function7.py ']);
  });

  test('can change its mind about the workspace', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `function${String(index)}.py`);
    const folder = functionFolder(Object.fromEntries(names.map((name) => [name, WRONG])));
    const { client } = await AskingClient.start([folder]);
    const cancelling = new CancellationTokenSource();
    let parts = 0;
    client.connection.onProgress(PARTIAL, 'parts', () => {
      parts++;
      cancelling.cancel();
    });
    const answer = client.connection.sendRequest(
      'workspace/diagnostic',
      { previousResultIds: [], partialResultToken: 'parts' },
      cancelling.token,
    );
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(parts).toBeLessThan(6);
  });

  test('is told to ask again when something else than its edits changes', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    const file = path.join(folder, 'app.py');
    const asking = await AskingClient.start([folder]);
    const { client } = asking;
    await client.until(() => asking.registered.length === 2, 'registrations');
    expect(asking.registered).toEqual(['workspace/didChangeConfiguration', 'workspace/didChangeWatchedFiles']);
    expect(await asking.lines(file)).toEqual(['5:client-in-handler']);
    const before = asking.refreshes;
    asking.settings = { severities: { 'client-in-handler': 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => asking.refreshes > before, 'a refresh');
    expect(await asking.lines(file)).toEqual([]);
  });

  test('sees that folders are read', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    const asking = await AskingClient.start([folder]);
    await asking.client.until(() => asking.progress.includes('end'), 'the end of reading');
    expect(asking.progress[0]).toBe(`begin Warmpath: reading ${path.basename(folder)}`);
  });
});

describe('settings', () => {
  test('of the client and of files', async () => {
    const folder = functionFolder({
      'app.py': WRONG,
      'strict/app.py': WRONG,
      'strict/.warmpath.json': '{"severities": {"client-in-handler": "error"}}',
    });
    const asking = await AskingClient.start([folder], {
      enabled: true,
      severities: { 'client-in-handler': 'information', nonsense: 'off' },
    });
    const severity = async (file: string): Promise<unknown> => {
      const report = await asking.ofDocument(path.join(folder, file));
      return report.kind === 'full' ? report.items[0]?.severity : undefined;
    };
    expect(await severity('app.py')).toBe(3);
    expect(await severity('strict/app.py')).toBe(1);
    expect(asking.client.logged.filter((line) => line.includes('nonsense'))).toHaveLength(1);
  });

  test('of a client that cannot be asked', async () => {
    const folder = functionFolder({ 'app.py': WRONG });
    const file = path.join(folder, 'app.py');
    const client = await LanguageClient.start({
      folders: [folder],
      initializationOptions: { settings: { severities: { 'client-in-handler': 'error' } } },
    });
    const [first] = await client.shows(file, ['5:client-in-handler']);
    expect(first?.severity).toBe(1);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { warmpath: { analysis: { severities: { 'client-in-handler': 'off' } } } },
    });
    await client.shows(file, []);
  });

  test('that are wrong in a file are shown there', async () => {
    const folder = functionFolder({ 'app.py': WRONG, '.warmpath.json': '{\n  "severities": {"x": "off"}\n}\n' });
    const client = await LanguageClient.start({ folders: [folder] });
    const [problem] = await client.shows(path.join(folder, '.warmpath.json'), ['2:']);
    expect(problem).toMatchObject({ severity: 2, source: 'Warmpath' });
  });
});
