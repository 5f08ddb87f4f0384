import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import path from 'node:path';

/** Whom a process is started as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: Account = { uid: 65_534, gid: 65_534 };

/** An account without any rights for a part of the tests, or why there is none that this process may use. */
export function unprivilegedAccount(): Account | string {
  if (process.getuid?.() !== 0) return 'this user is unprivileged already: the other tests say the same';
  const readable = spawnSync(process.execPath, [path.resolve('dist/cli.js'), '--version'], { cwd: '/', ...NOBODY });
  return readable.status === 0 ? NOBODY : 'an unprivileged user may not read this checkout or run this Node.js';
}

/** Makes a folder the account's own. */
export function handOver(folder: string, { uid, gid }: Account): void {
  chownSync(folder, uid, gid);
}
