import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { EditorServer } from '../../../scripts/editorServer.mjs';
import type { EditorHostFiles } from '../../../scripts/installEditorHosts.mjs';
import { openBrowser } from './browser';
import { CleanUp } from './cleanUp';

// A program that takes the place of the desktop's `code` for @vscode/test-electron: the same parameters, the same exit code,
// but the editor is a server and a page in a browser. The variable EDITOR_HOST_FILES says which one.

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true, default: [] },
      extensionTestsPath: { type: 'string' },
      'extensions-dir': { type: 'string' },
      'user-data-dir': { type: 'string' },
    },
  });
  const text = (name: string): string => path.resolve(String(values[name]));
  const files = JSON.parse(process.env['EDITOR_HOST_FILES'] ?? '') as EditorHostFiles;
  await using cleanUp = new CleanUp();
  const server = cleanUp.use(
    await EditorServer.start({
      files,
      folders: { data: text('user-data-dir'), extensions: text('extensions-dir') },
      environment: Object.fromEntries(
        Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      workspaceTrust: false,
      smokeTestDriver: true,
    }),
  );
  const browser = await openBrowser();
  cleanUp.defer(() => browser.close());
  const page = await browser.newPage();
  // The window prints a lot; it matters only when something failed.
  const printed: unknown[][] = [];
  await page.exposeFunction('codeAutomationLog', (_severity: string, parts: unknown[]) => printed.push(parts));
  const exitCode = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
    page.once('close', () => resolve(1));
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(1));
  });
  const address = (folder: string): string => `vscode-remote://127.0.0.1:${server.port}${folder}`;
  const payload = [
    ...values.extensionDevelopmentPath.map((folder): [string, string] => [
      'extensionDevelopmentPath',
      address(path.resolve(String(folder))),
    ]),
    ['extensionTestsPath', address(text('extensionTestsPath'))] as const,
  ];
  await page.goto(server.address(positionals[0], payload));
  const code = await exitCode;
  if (code !== 0) for (const parts of printed) console.log(...parts);
  return code;
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(thrown);
    process.exit(1);
  },
);
