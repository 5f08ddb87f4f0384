import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import { functionFolder } from './functionFolder';

/** Where the function, or its extension, can be made to stand still. */
export type Hold =
  | 'extension init'
  | 'runtime init'
  | 'function init'
  | 'invoke'
  | 'extension invoke'
  | 'runtime SIGTERM'
  | 'extension SHUTDOWN';

/** Says that it stands still at `name`, once, and then does. */
const HOLD = `
const fs = require('node:fs');
const path = require('node:path');
const holds = (name) => {
  if (fs.readFileSync(process.env.HOLD_FILE, 'utf8') !== name) return false;
  console.log('holding ' + name);
  return true;
};
const standStill = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120_000);
`;

/** Starts a daemon that leaves its group and its parent while it is initialised. */
const FUNCTION = `${HOLD}
const { spawnSync } = require('node:child_process');
spawnSync('sh', ['-c', 'setsid sleep 600 </dev/null >/dev/null 2>&1 &']);
process.on('SIGTERM', () => { if (!holds('runtime SIGTERM')) process.exit(0); });
if (holds('function init')) standStill();
let n = 0;
exports.handler = async (event) => {
  n += 1;
  if (event.hang || holds('invoke')) await new Promise((resolve) => setTimeout(resolve, 120_000));
  return { n, pid: process.pid, api: process.env.AWS_LAMBDA_RUNTIME_API };
};
`;

const WRAPPER = `#!/bin/sh
if [ "$(cat "$HOLD_FILE")" = 'runtime init' ]; then echo 'holding runtime init'; sleep 120; fi
exec "$@"
`;

const EXTENSION = `#!${process.execPath}
${HOLD}
const http = require('node:http');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const call = (method, url, headers, body) => new Promise((resolve, reject) => {
  const request = http.request({ host, port, method, path: url, headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
  });
  request.on('error', reject);
  request.end(body);
});
if (holds('extension init')) standStill();
(async () => {
  const name = path.basename(__filename);
  const registered = await call('POST', '/2020-01-01/extension/register', { 'Lambda-Extension-Name': name }, '{"events":["INVOKE","SHUTDOWN"]}');
  const id = registered.headers['lambda-extension-identifier'];
  for (;;) {
    const { eventType } = JSON.parse((await call('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': id })).text);
    if (holds('extension ' + eventType.replace('INVOKE', 'invoke'))) standStill();
    if (eventType === 'SHUTDOWN') process.exit(0);
  }
})();
`;

/** A function with an external extension that stands still where the test wants it to, in every phase of its life. */
export class PhasedFunction {
  readonly configuration: Partial<FunctionConfiguration> & Pick<FunctionConfiguration, 'codePath'>;
  private readonly holdFile: string;

  constructor(timeout = 60) {
    const folder = functionFolder({
      hold: '',
      'code/index.js': FUNCTION,
      'code/wrapper!': WRAPPER,
      'layer/extensions/companion!': EXTENSION,
    });
    // Unprivileged users run it, too.
    chmodSync(folder, 0o755);
    this.holdFile = path.join(folder, 'hold');
    const codePath = path.join(folder, 'code');
    this.configuration = {
      codePath,
      layers: [path.join(folder, 'layer')],
      timeout,
      environment: { HOLD_FILE: this.holdFile, AWS_LAMBDA_EXEC_WRAPPER: path.join(codePath, 'wrapper') },
    };
  }

  holdAt(hold: Hold): void {
    writeFileSync(this.holdFile, hold);
  }

  /** Nobody stands still from now on. */
  release(): void {
    writeFileSync(this.holdFile, '');
  }
}
