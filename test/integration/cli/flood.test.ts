import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { functionFolder, type Files } from '../../support/functionFolder';
import { leftovers } from '../../support/leftovers';
import { stateFolder } from '../../support/sandboxRig';

const LINE_BYTES = 1_000;
const LINES = 100_000;
/** The command line takes some 70 MB by itself; the flood is 100 MB. */
const MEMORY_LIMIT_BYTES = 200 * 1_048_576;
/** Every line ends in its number. */
const NUMBERED = /(\d{7})$/;

interface Flood {
  /** Numbers of the lines, in the order in which they arrived. */
  readonly numbers: readonly number[];
  readonly peakBytes: number;
  readonly stdout: string;
  readonly report: string;
  readonly code: number | null;
}

/** Runs a function with its output in files: a slow reader would be another test. */
async function flood(files: Files, given: readonly string[]): Promise<Flood> {
  const home = stateFolder();
  const [results, logs] = [path.join(home, 'stdout'), path.join(home, 'stderr')];
  const descriptors = [openSync(results, 'w'), openSync(logs, 'w')];
  const child = spawn(process.execPath, [path.resolve('dist/cli.js'), 'invoke', ...given, '--memory', '512'], {
    cwd: functionFolder(files),
    env: { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home },
    stdio: ['ignore', ...descriptors],
  });
  descriptors.forEach((descriptor) => closeSync(descriptor));
  onTestFinished(() => void child.kill('SIGKILL'));
  // The system keeps the mark; it only has to be read before the process is gone.
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, peakOf(child.pid))), 20);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(watch);
  expect(leftovers(child.pid ?? 0, path.join(home, 'warmpath'))).toEqual([]);
  const numbers: number[] = [];
  let report = '';
  for await (const line of createInterface(createReadStream(logs))) {
    const number = line.length >= LINE_BYTES ? NUMBERED.exec(line)?.[1] : undefined;
    if (number !== undefined) numbers.push(Number(number));
    if (line.startsWith('REPORT ')) report = line;
  }
  return { numbers, peakBytes, stdout: readFileSync(results, 'utf8'), report, code };
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    // It has ended.
    return 0;
  }
}

describe('a flood of logs', { timeout: 120_000 }, () => {
  test.for([
    ['of console.log', `console.log('x'.repeat(${String(LINE_BYTES)}) + String(n).padStart(7, '0'));`],
    [
      'of raw bytes',
      `require('node:fs').writeSync(1, 'x'.repeat(${String(LINE_BYTES)}) + String(n).padStart(7, '0') + '\\n');`,
    ],
  ] as const)('%s, 100 MB: nothing is lost, memory stays bounded', async ([, write]) => {
    const source = `exports.handler = async () => { for (let n = 0; n < ${String(LINES)}; n += 1) { ${write} } return 'done'; };`;
    const { numbers, peakBytes, stdout, code } = await flood({ 'index.js': source }, ['index.js', '--timeout', '120']);
    expect(numbers).toHaveLength(LINES);
    expect(numbers.findIndex((number, index) => number !== index)).toBe(-1);
    expect(peakBytes).toBeGreaterThan(0);
    expect(peakBytes).toBeLessThan(MEMORY_LIMIT_BYTES);
    expect([code, stdout]).toEqual([0, '"done"\n']);
  });

  test('that never ends is ended by the timeout', async () => {
    const source = `exports.handler = async () => { for (let n = 0; ; n += 1) console.log('x'.repeat(${String(LINE_BYTES)}) + String(n).padStart(7, '0')); };`;
    const { numbers, peakBytes, stdout, report, code } = await flood({ 'index.js': source }, [
      'index.js',
      '--timeout',
      '2',
    ]);
    expect(stdout).toContain('Task timed out after 2.00 seconds');
    expect(report).toContain('Status: timeout');
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.findIndex((number, index) => number !== index)).toBe(-1);
    expect(peakBytes).toBeLessThan(MEMORY_LIMIT_BYTES);
    expect(code).toBe(1);
  });
});
