// @ts-check
// Connects to the test that started the editor and runs the functions it sends, with the API of the editor.
import net from 'node:net';
import process from 'node:process';
import readline from 'node:readline';
import * as vscode from 'vscode';

/**
 * What functions keep for later ones.
 * @type {Record<string, unknown>}
 */
const kept = {};

/** @param {vscode.ExtensionContext} context */
export function activate(context) {
  const port = process.env['EDITOR_TEST_PORT'];
  const token = process.env['EDITOR_TEST_TOKEN'];
  // What the tested extension starts need not know the way into the editor.
  delete process.env['EDITOR_TEST_PORT'];
  delete process.env['EDITOR_TEST_TOKEN'];
  if (port !== undefined && token !== undefined) context.subscriptions.push(connect(Number(port), token));
}

/**
 * @param {number} port
 * @param {string} token
 */
function connect(port, token) {
  const socket = net.connect(port, '127.0.0.1');
  const send = (/** @type {object} */ message) => socket.write(`${JSON.stringify(message)}\n`);
  socket.on('error', () => socket.destroy());
  send({ token });
  readline.createInterface({ input: socket }).on('line', (line) => {
    const { id, source, parameters } = JSON.parse(line);
    run(source, parameters, (event, value) => send({ event, value })).then(
      (value) => send({ id, value }),
      (thrown) => send({ id, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }),
    );
  });
  return { dispose: () => socket.destroy() };
}

/**
 * @param {string} source text of a function
 * @param {unknown} parameters
 * @param {(event: string, value: unknown) => void} report
 */
async function run(source, parameters, report) {
  const evaluated = new Function(`return (${source});`)();
  return await evaluated(vscode, parameters, { kept, report });
}
