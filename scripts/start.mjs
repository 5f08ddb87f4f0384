// @ts-check
// Opens VS Code with the extension on the examples: the desktop's where there is one, else one in the browser.
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openInBrowser } from './browserEditor.mjs';
import { openOnDesktop } from './desktopEditor.mjs';

const HELP = `Opens VS Code with Warmpath on the examples.

npm start -- [options] [folder]
  --browser  in the browser, also where there is a desktop
  --check    in the browser: prints the address, checks that the editor answers there, and ends;
             it is how a run without a terminal behaves where the variable CI is set
  --help     shows this text

Without a folder it opens examples/. The desktop's editor is \`code\` on PATH, or what @vscode/test-electron downloads; without
a desktop it is VS Code's server from the npm package code-server. Its settings are its own, below node_modules/.cache.
\`npm run examples\` runs the examples in the terminal.
`;

const WITHOUT_EDITOR = 'Without an editor, npm run examples runs the examples in this terminal.';
const ROOT = path.dirname(import.meta.dirname);

/**
 * What an editor is opened with.
 * @typedef {object} OpenOptions
 * @property {string} extension folder of the built extension
 * @property {string} folder to open
 * @property {string} place the editor's own files
 * @property {AbortSignal} interrupted by Ctrl+C
 */

/**
 * Returns the exit code.
 * @param {AbortSignal} interrupted
 */
async function main(interrupted) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      browser: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const options = {
    extension: ROOT,
    folder: path.resolve(positionals[0] ?? path.join(ROOT, 'examples')),
    place: path.join(ROOT, 'node_modules', '.cache', 'warmpath', 'start'),
    interrupted,
  };
  const check = values.check || (process.env['CI'] !== undefined && !process.stdout.isTTY);
  if (!check && !values.browser && (await openOnDesktop(options))) return 0;
  await openInBrowser(options, check);
  return 0;
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interruption.abort());
try {
  process.exitCode = await main(interruption.signal);
} catch (thrown) {
  if (interruption.signal.aborted) {
    process.exitCode = 130;
  } else {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${WITHOUT_EDITOR}`);
    process.exitCode = 1;
  }
}
