import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

/**
 * Bundles TypeScript text, whose imports are relative to this folder, into one program that any user of this machine
 * can run with Node.js; removed when the test is over.
 */
export async function bundledProgram(text: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'warmpath-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(folder, 'program.cjs');
  await build({
    stdin: { contents: text, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
    logLevel: 'error',
  });
  chmodSync(folder, 0o755);
  return program;
}
