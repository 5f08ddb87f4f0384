// @ts-check
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'];

/** Where packages put the programs of PostgreSQL apart from PATH; `*` stands for the rest of a folder's name. */
const PROGRAM_FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  '/Library/PostgreSQL/*/bin',
  'C:/Program Files/PostgreSQL/*/bin',
];

/** This machine lacks what a server needs; the message says what, and what to do. */
export class DatabaseUnavailable extends Error {}

/** The programs of PostgreSQL, and the user they run as. */
export class PostgresqlPrograms {
  /** Throws DatabaseUnavailable when a program, or a user to run it, is missing. */
  constructor() {
    this.folder = findPrograms();
    this.user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
    this.version = this.run('postgres', ['--version']).trim();
  }

  /** The folder for clusters, made when it is missing. */
  cacheFolder() {
    // The cache folder of root is closed to the user that the programs run as.
    const folder = path.join(this.user === undefined ? userCacheFolder() : '/var/cache', 'warmpath', 'examples');
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  /**
   * Lets the programs write into a folder.
   * @param {string} folder
   */
  own(folder) {
    if (this.user !== undefined) fs.chownSync(folder, this.user.uid, this.user.gid);
  }

  /**
   * What the program printed. Throws when it fails.
   * @param {string} program
   * @param {string[]} args
   * @param {string} [input]
   */
  run(program, args, input = '') {
    const { status, error, stdout, stderr } = this.spawn(program, args, { input });
    if (status === 0) return stdout + stderr;
    throw new Error(`${program} failed: ${error?.message ?? reasonIn(stderr || stdout)}`);
  }

  /**
   * @param {string} program
   * @param {string[]} args
   * @param {import('node:child_process').SpawnSyncOptions} [options]
   */
  spawn(program, args, options = {}) {
    // Settings for the user's own servers (PGDATA, PGPORT …) are not meant for this one.
    const environment = Object.entries(process.env).filter(([name]) => !/^(?:PG|LC_|LANG)/.test(name));
    return spawnSync(path.join(this.folder, program), args, {
      cwd: path.parse(this.folder).root,
      env: { ...Object.fromEntries(environment), LC_ALL: 'C' },
      ...this.user,
      ...options,
      encoding: 'utf8',
    });
  }
}

/**
 * The last line of a program's output, or of the server's log, that says why it failed.
 * @param {string} text
 */
export function reasonIn(text) {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => /\b(?:FATAL|ERROR|error)\b/.test(line)) ?? lines.at(-1) ?? '';
}

/** The folder that holds all the programs, behind the links that PATH may lead to. */
function findPrograms() {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const folder of [...onPath, ...PROGRAM_FOLDERS.flatMap(expand)]) {
    const files = PROGRAMS.map((program) => path.join(folder, program + suffix));
    const [first] = files;
    if (first !== undefined && files.every((file) => fs.existsSync(file))) return path.dirname(fs.realpathSync(first));
  }
  throw new DatabaseUnavailable(
    `PostgreSQL (${PROGRAMS.join(', ')}) is not on PATH or in its usual folders, so the orders examples cannot run; install PostgreSQL to run them.`,
  );
}

/**
 * The folders that a pattern with one `*` matches, the newest version first.
 * @param {string} pattern
 */
function expand(pattern) {
  const [before = '', after = ''] = pattern.split('*');
  const parent = before.slice(0, before.lastIndexOf('/'));
  const prefix = before.slice(parent.length + 1);
  const names = fs.existsSync(parent) ? fs.readdirSync(parent).filter((name) => name.startsWith(prefix)) : [];
  return names
    .sort((left, right) => right.localeCompare(left, 'en', { numeric: true }))
    .map((name) => path.join(parent, name + after));
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser() {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((option) => spawnSync('id', [option, name], { encoding: 'utf8' }));
    // macOS prints its negative ids as unsigned numbers, hence "| 0".
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout) | 0, gid: Number(gid.stdout) | 0 };
  }
  throw new DatabaseUnavailable(
    'PostgreSQL does not run as root and there is no user postgres or nobody, so the orders examples cannot run; run this as another user.',
  );
}

function userCacheFolder() {
  const home = os.homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches');
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  return process.env['XDG_CACHE_HOME'] || path.join(home, '.cache');
}
