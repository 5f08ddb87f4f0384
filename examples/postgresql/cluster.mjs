// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { reasonIn } from './programs.mjs';

/** The only address the server listens on. */
export const HOST = '127.0.0.1';

const SQL = fs.readFileSync(new URL('orders.sql', import.meta.url), 'utf8');

const SETTINGS = `
listen_addresses = '${HOST}'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 50
shared_buffers = 16MB
log_connections = on
log_disconnections = on
# The data can be made again at any time, so nothing waits for the disk.
fsync = off
synchronous_commit = off
full_page_writes = off
`;

/** Who may connect: the functions' role, to the functions' database, from this machine. */
const ACCESS = `host orders orders ${HOST}/32 scram-sha-256\n`;

/** One PostgreSQL cluster with the example data, in a folder of its own: `data`, and `server.log`. */
export class Cluster {
  /**
   * @param {import('./programs.mjs').PostgresqlPrograms} programs
   * @param {string} folder
   */
  constructor(programs, folder) {
    this.programs = programs;
    this.folder = folder;
    this.data = path.join(folder, 'data');
    this.log = path.join(folder, 'server.log');
  }

  /** Whether the cluster exists and is what `create` would make now. */
  isCurrent() {
    return readText(path.join(this.data, 'ORIGIN')) === this.#origin();
  }

  /** Makes the cluster; an existing one is replaced and must not run. Throws when PostgreSQL refuses. */
  create() {
    // Made aside and renamed, so that an interrupted start leaves no half of a cluster.
    const unfinished = path.join(this.folder, `unfinished-${process.pid}`);
    this.programs.own(this.folder);
    this.programs.run('initdb', [
      ...['--pgdata', unfinished, '--username', 'postgres', '--auth', 'reject'],
      ...['--encoding', 'UTF8', '--no-locale', '--no-sync'],
    ]);
    fs.appendFileSync(path.join(unfinished, 'postgresql.conf'), SETTINGS);
    fs.writeFileSync(path.join(unfinished, 'pg_hba.conf'), ACCESS);
    // The superuser cannot connect, so what only it may do happens while there is no server.
    this.#execute(unfinished, 'postgres', "CREATE ROLE orders LOGIN PASSWORD 'orders';\n\n");
    this.#execute(unfinished, 'postgres', 'CREATE DATABASE orders OWNER orders;\n\n');
    this.#execute(unfinished, 'orders', SQL);
    fs.writeFileSync(path.join(unfinished, 'ORIGIN'), this.#origin());
    fs.rmSync(this.data, { recursive: true, force: true });
    fs.renameSync(unfinished, this.data);
  }

  /**
   * Starts the server and waits until it accepts connections. Throws when it does not start.
   * @param {number} port
   */
  start(port) {
    // The server keeps the descriptors it inherits, so pg_ctl gets no pipe; what goes wrong is in the log.
    const { status } = this.programs.spawn(
      'pg_ctl',
      ['start', '--wait', '--silent', '--pgdata', this.data, '--log', this.log, '--options', `-p ${port}`],
      { stdio: 'ignore' },
    );
    if (status !== 0) throw new Error(`PostgreSQL did not start: ${reasonIn(readText(this.log) ?? '')}`);
  }

  /** The port of the running server; undefined when none runs. */
  port() {
    if (!fs.existsSync(this.data)) return undefined;
    const { status } = this.programs.spawn('pg_ctl', ['status', '--pgdata', this.data]);
    // The fourth line of postmaster.pid is the port.
    return status === 0 ? Number(readText(path.join(this.data, 'postmaster.pid'))?.split('\n')[3]) : undefined;
  }

  /** Ends the server of this cluster, if it runs. */
  stop() {
    if (this.port() !== undefined) this.programs.run('pg_ctl', ['stop', '--mode', 'fast', '--pgdata', this.data]);
  }

  /** Ends the server and removes everything. */
  remove() {
    this.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** How many connections the server has accepted, ever. */
  connections() {
    return readText(this.log)?.match(/connection authorized: user=orders/g)?.length ?? 0;
  }

  #origin() {
    return createHash('sha256')
      .update(JSON.stringify([this.programs.version, SETTINGS, ACCESS, SQL]))
      .digest('hex');
  }

  /**
   * Runs SQL without a server; an empty line ends each statement.
   * @param {string} data
   * @param {string} database
   * @param {string} sql
   */
  #execute(data, database, sql) {
    const output = this.programs.run('postgres', ['--single', '-j', '-D', data, database], sql);
    const error = /\b(?:ERROR|FATAL): .*$/m.exec(output)?.[0];
    if (error !== undefined) throw new Error(`The example data could not be made: ${error}`);
  }
}

/** @param {string} file */
function readText(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
