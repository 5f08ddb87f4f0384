import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProjectFunction } from '../project/projectFunction';
import type { CommandContext } from './commandContext';
import { stateFolder } from './stateFolder';

/** A function whose code is written in its template gets a code folder with that code; any other stays as it is. */
export async function withInlineCode(found: ProjectFunction, context: CommandContext): Promise<ProjectFunction> {
  const { configuration, inlineCode, logicalName, template } = found;
  if (inlineCode === undefined) return found;
  // The text is part of the name, so that changed code is a changed configuration.
  const identity = JSON.stringify([template?.file, logicalName, inlineCode]);
  const name = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  const codePath = path.join(stateFolder(context.host), 'inline', name);
  const file = path.join(codePath, inlineCode.fileName);
  await mkdir(codePath, { recursive: true });
  await writeFile(file, inlineCode.text);
  return { ...found, configuration: { ...configuration, codePath }, handlerFile: file };
}
