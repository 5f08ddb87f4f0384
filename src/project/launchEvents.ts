import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getNodeValue, parseTree } from 'jsonc-parser';
import { memberOf } from './samples/settings';
import type { SavedEvent } from './savedEvents';

/**
 * Payloads that the AWS Toolkit keeps in `.vscode/launch.json`: entries of type `aws-sam`, by the entry's name. What cannot be
 * read there is left out: the editor reports it.
 */
export async function launchEvents(folder: string): Promise<SavedEvent[]> {
  const file = path.join(folder, '.vscode', 'launch.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return [];
  }
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const launch: unknown = tree === undefined ? undefined : getNodeValue(tree);
  const entries = memberOf(launch, 'configurations');
  return (Array.isArray(entries) ? entries : []).flatMap((entry) => launchEvent(folder, file, entry));
}

function launchEvent(folder: string, file: string, entry: unknown): SavedEvent[] {
  const name = memberOf(entry, 'name');
  if (memberOf(entry, 'type') !== 'aws-sam' || typeof name !== 'string') return [];
  const payload = memberOf(memberOf(entry, 'lambda'), 'payload');
  const logicalId = memberOf(memberOf(entry, 'invokeTarget'), 'logicalId');
  const owner = typeof logicalId === 'string' ? { functionName: logicalId } : {};
  const written = memberOf(payload, 'json');
  if (written !== undefined) return [{ name, file, text: JSON.stringify(written), ...owner }];
  const place = memberOf(payload, 'path');
  if (typeof place !== 'string') return [];
  // The editor's word for the folder that is open.
  return [{ name, file: path.resolve(folder, place.replace(/^\$\{workspaceFolder\}[/\\]?/, '')), ...owner }];
}
