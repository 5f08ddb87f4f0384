import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DISK_FILES } from './projectFiles';
import type { ProjectFunction } from './projectFunction';

/** A function whose code is written in its template gets a code folder with that code below `folder`; any other stays. */
export async function withInlineCode(found: ProjectFunction, folder: string): Promise<ProjectFunction> {
  const { configuration, inlineCode, logicalName, template } = found;
  if (inlineCode === undefined) return found;
  // The text is part of the name, so that changed code is a changed configuration.
  const identity = JSON.stringify([template?.file, logicalName, inlineCode]);
  const name = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  const codePath = path.join(folder, name);
  const file = path.join(codePath, inlineCode.fileName);
  await mkdir(codePath, { recursive: true });
  // Written again, it would look like changed code.
  if ((await DISK_FILES.text(file)) !== inlineCode.text) await writeFile(file, inlineCode.text);
  return { ...found, configuration: { ...configuration, codePath }, handlerFile: file };
}
