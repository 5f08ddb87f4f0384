import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { inShort, LanguageClient, uriOf } from '../../support/languageClient';
import { LEADING, RIGHT, STORE, WRONG } from '../../support/languageServerTexts';

const CHANGED = 'workspace/didChangeWatchedFiles';

describe('a client that does not ask for diagnostics gets them', () => {
  test('of what it opens and edits', async () => {
    const folder = functionFolder({ 'app.py': RIGHT });
    const file = path.join(folder, 'app.py');
    const client = await LanguageClient.start({ folders: [folder] });
    await client.open(file, WRONG);
    const [diagnostic] = await client.shows(file, ['5:client-in-handler']);
    expect(diagnostic).toMatchObject({
      source: 'Warmpath',
      severity: 2,
      range: { start: { line: 4, character: 11 }, end: { line: 4, character: 29 } },
    });
    await client.edit(file, `\n${WRONG}`);
    await client.shows(file, ['6:client-in-handler']);
    await client.edit(file, RIGHT);
    await client.shows(file, []);
    expect(await client.stop()).toBe(0);
  });

  test('of the last of many edits', async () => {
    const folder = functionFolder({ 'app.py': RIGHT });
    const file = path.join(folder, 'app.py');
    const client = await LanguageClient.start({ folders: [folder] });
    await client.open(file, RIGHT);
    for (let lines = 1; lines <= 200; lines++) await client.edit(file, '\n'.repeat(lines) + WRONG);
    await client.shows(file, ['205:client-in-handler']);
  });

  test('of files that are not open, with unsaved texts over those on disk', async () => {
    const folder = functionFolder({ 'app.py': LEADING, 'store.py': STORE });
    const [app, store] = [path.join(folder, 'app.py'), path.join(folder, 'store.py')];
    const client = await LanguageClient.start({
      folders: [folder],
      capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
    });
    const [diagnostic] = await client.shows(store, ['5:client-in-handler']);
    expect(diagnostic?.relatedInformation?.map(({ location, message }) => [location.uri, message])).toEqual([
      [uriOf(app), 'the handler handler'],
      [uriOf(app), 'the handler handler leads to save() here'],
    ]);
    await client.shows(app, ['5:client-behind-call']);
    await client.open(app, LEADING.replace('store.save(event)', 'None'));
    await client.shows(store, []);
    await client.shows(app, []);
    // What is on disk does not count while a document is open, and does again afterwards.
    writeFileSync(app, `\n${LEADING}`);
    await client.connection.sendNotification(CHANGED, { changes: [{ uri: uriOf(app), type: 2 }] });
    await client.open(store, `\n${STORE}`);
    await client.edit(app, `\n\n${LEADING}`);
    await client.shows(app, ['7:client-behind-call']);
    await client.close(app);
    await client.shows(app, ['6:client-behind-call']);
    await client.shows(store, ['6:client-in-handler']);
  });

  test('when files change on disk', async () => {
    const folder = functionFolder({ 'src/app.py': WRONG.replace('handler(event, context)', 'process(record)') });
    const [app, template] = [path.join(folder, 'src/app.py'), path.join(folder, 'template.yaml')];
    const client = await LanguageClient.start({ folders: [folder] });
    const changed = (...files: string[]): Promise<void> =>
      client.connection.sendNotification(CHANGED, { changes: files.map((file) => ({ uri: uriOf(file), type: 2 })) });
    writeFileSync(
      template,
      `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.process, Runtime: python3.13, CodeUri: src, Timeout: 300 }
`,
    );
    await changed(template);
    await client.shows(app, ['5:client-in-handler']);
    writeFileSync(app, `\n${WRONG.replace('handler(event, context)', 'process(record)')}`);
    await changed(app);
    await client.shows(app, ['6:client-in-handler']);
    // A folder that is moved is told as a folder.
    mkdirSync(path.join(folder, 'more/deep'), { recursive: true });
    writeFileSync(path.join(folder, 'more/deep/other.py'), WRONG);
    await changed(path.join(folder, 'more'));
    const other = path.join(folder, 'more/deep/other.py');
    await client.shows(other, ['5:client-in-handler']);
    renameSync(template, path.join(folder, 'notes.txt'));
    await changed(template, path.join(folder, 'notes.txt'));
    await client.shows(app, []);
    rmSync(path.join(folder, 'more'), { recursive: true });
    await changed(path.join(folder, 'more'));
    await client.shows(other, []);
  });

  test('not of bundles, folders of tests, and documents that are no files', async () => {
    const bundle = `exports.handler = async (event, context) => new (require('pg').Pool)();${'a();'.repeat(5000)}`;
    const folder = functionFolder({ 'bundle.js': bundle, 'tests/app.py': WRONG, 'app.py': WRONG });
    const client = await LanguageClient.start({ folders: [folder] });
    await client.open(path.join(folder, 'bundle.js'), bundle);
    await client.open(path.join(folder, 'tests/app.py'), WRONG);
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'untitled:app.py', languageId: 'python', version: 1, text: WRONG },
    });
    await client.shows(path.join(folder, 'app.py'), ['5:client-in-handler']);
    const all = [...client.published].filter(([, diagnostics]) => diagnostics.length > 0).map(([uri]) => uri);
    expect(all).toEqual([uriOf(path.join(folder, 'app.py'))]);
  });

  test('of a file that lies in no folder', async () => {
    const file = path.join(functionFolder({ 'app.py': WRONG }), 'app.py');
    const client = await LanguageClient.start();
    await client.open(file, WRONG);
    await client.shows(file, ['5:client-in-handler']);
    await client.edit(file, RIGHT);
    await client.shows(file, []);
    await client.edit(file, WRONG);
    await client.shows(file, ['5:client-in-handler']);
    await client.close(file);
    await client.shows(file, []);
  });
});

describe('several folders', () => {
  test('come and go, and a file is analysed by the innermost one', async () => {
    const outer = functionFolder({ 'app.py': WRONG, 'inner/app.py': LEADING, 'store.py': STORE });
    const other = functionFolder({ 'app.py': WRONG });
    const inner = path.join(outer, 'inner');
    const client = await LanguageClient.start({
      folders: [outer],
      capabilities: { workspace: { workspaceFolders: true } },
    });
    const folders = (added: readonly string[], removed: readonly string[]): Promise<void> =>
      client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: {
          added: added.map((folder) => ({ uri: uriOf(folder), name: 'added' })),
          removed: removed.map((folder) => ({ uri: uriOf(folder), name: 'removed' })),
        },
      });
    await client.shows(path.join(outer, 'app.py'), ['5:client-in-handler']);
    await client.shows(path.join(inner, 'app.py'), ['5:client-behind-call']);
    await folders([other, inner], []);
    await client.shows(path.join(other, 'app.py'), ['5:client-in-handler']);
    // Nothing outside of its own folder is read for it.
    await client.shows(path.join(inner, 'app.py'), []);
    await folders([], [outer]);
    await client.shows(path.join(outer, 'app.py'), []);
    expect(inShort(client.published.get(uriOf(path.join(other, 'app.py'))) ?? [])).toEqual(['5:client-in-handler']);
  });
});
