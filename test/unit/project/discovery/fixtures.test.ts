import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { locateHandler } from '../../../../src/project/discovery/locateHandler';
import { DISK_FILES } from '../../../../src/project/projectFiles';
import type { ProjectFunction } from '../../../../src/project/projectFunction';
import { ProjectModel } from '../../../../src/project/projectModel';
import { READERS } from '../../../../src/project/readers';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';

const HANDLERS = path.resolve(import.meta.dirname, '../../../fixtures/handlers');
const syntax = new SyntaxParser();

/** `file:line:column symbol confidence`, then where the code is and how it is written. */
async function render(
  folder: string,
  { handlerFile = '', handlerSymbol = '', ...found }: ProjectFunction,
): Promise<string> {
  const { places, confidence } = found;
  const place = places.handler;
  const at = `${path.relative(folder, handlerFile)}:${place?.line ?? 0}:${place?.column ?? 0}`;
  const located = await locateHandler(handlerFile, handlerSymbol, { syntax, files: DISK_FILES, folder });
  if (located === undefined) return `${at} ${handlerSymbol} ${confidence} -> nowhere`;
  const { file, name, declaration, shape, parameters } = located;
  const code = `${path.relative(folder, file)}:${name.line}:${name.column}`;
  const lines = `lines ${declaration.line} to ${declaration.endLine}`;
  return `${at} ${handlerSymbol} ${confidence} -> ${shape}(${parameters.join(', ')}) ${code}, ${lines}`;
}

describe('handlers of the fixture', () => {
  for (const name of readdirSync(HANDLERS)) {
    test(name, async () => {
      const folder = path.join(HANDLERS, name);
      const { functions } = await ProjectModel.open([folder], { readers: READERS, syntax });
      const lines: string[] = [];
      for (const found of functions) lines.push(await render(folder, found));
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../../golden/handlers/${name}.txt`);
    });
  }
});
