import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ProjectFunction } from '../project/projectFunction';
import { folderOf } from './eventChoice';
import { newEventName } from './eventNames';
import type { GivenEvent } from './invocations';

/** Scheme of the documents that describe events to the JSON editor; package.json names it. */
const SCHEMA_SCHEME = 'warmpath-schema';

/** Describes the events that AWS sends to the JSON editor: what their members mean, and samples to begin with. */
export function registerEventSchema(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEMA_SCHEME, {
    provideTextDocumentContent: async () => {
      const [{ eventSchema }, { SAMPLES }] = await Promise.all([
        import('./eventSchema'),
        import('../project/samples/registry'),
      ]);
      return JSON.stringify(eventSchema(SAMPLES));
    },
  });
}

/**
 * Opens an event as a document that is saved into the events folder of the function's project. Returns the name that it
 * has as a saved event.
 */
export async function openNewEvent(found: ProjectFunction, { payload, source }: GivenEvent): Promise<string> {
  const folder = path.join(folderOf(found), 'events');
  const name = await newEventName(found.logicalName, source, (file) => exists(path.join(folder, file)));
  const uri = vscode.Uri.file(path.join(folder, name)).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  const text = `${JSON.stringify(JSON.parse(Buffer.from(payload).toString()), undefined, 2)}\n`;
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'json'));
  return path.basename(name, '.json');
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
