import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface CurlAnswer {
  readonly status: number;
  /** Names and values as they came, one a line. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** A request with the curl of this machine; `given` are its arguments, the URL among them. */
export async function curl(...given: readonly string[]): Promise<CurlAnswer> {
  const { stdout } = await promisify(execFile)('curl', [
    '--silent',
    '--include',
    '--noproxy',
    '*',
    '--path-as-is',
    ...given,
  ]);
  const end = stdout.indexOf('\r\n\r\n');
  const [statusLine = '', ...headers] = stdout.slice(0, end).split('\r\n');
  return { status: Number(statusLine.split(' ')[1]), headers, body: stdout.slice(end + 4) };
}
