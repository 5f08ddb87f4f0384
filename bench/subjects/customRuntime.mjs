// @ts-check
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** @param {string} text */
function shellWord(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A function that brings AWS's Node.js runtime client as its own runtime.
 * @param {import('../bench.mjs').Bench} bench
 * @param {import('../../test/support/awsRuntimeClients').AwsRuntimeClients} clients
 */
export function customRuntimeFolder(bench, { node24, promiseClient }) {
  const codePath = bench.newCodeFolder('node');
  const commandLine = [node24, promiseClient].map(shellWord).join(' ');
  writeFileSync(path.join(codePath, 'bootstrap'), `#!/bin/sh\nexec ${commandLine}\n`, { mode: 0o755 });
  return { runtime: 'provided.al2023', codePath };
}
