import type { PlainNode } from '../../../syntax/plainTree';
import { child } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { textOf } from './codeBlocks';

const SELECT = ['with {}.cursor() as cursor:', '{indent}cursor.execute("SELECT 1")'];
const PING = ['{}.ping()'];

/** How to see that a connection is alive, by what makes it. */
const PROBES: Readonly<Record<string, readonly string[]>> = {
  'MySQLdb.connect': PING,
  'cx_Oracle.connect': PING,
  'mysql.connector.connect': PING,
  'oracledb.connect': PING,
  'psycopg.connect': SELECT,
  'psycopg2.connect': SELECT,
  'pymysql.connect': ['{}.ping(reconnect=False)'],
};

/**
 * Lines that fail when a connection is lost, with `{}` for its name. `reset`: what an earlier invocation left undone is
 * rolled back, as it was when that had a connection of its own.
 */
export function probeOf(path: string, kind: 'check' | 'reset'): readonly string[] | undefined {
  const probe = Object.hasOwn(PROBES, path) ? PROBES[path] : undefined;
  return probe === undefined || kind === 'check' ? probe : [...probe, '{}.rollback()'];
}

/** `psycopg2.Error`, as far as the module has a name there. */
export function errorsOf(source: FixSource, call: PlainNode): string | undefined {
  const callee = child(call, 'function');
  const object = callee?.type === 'attribute' ? child(callee, 'object') : undefined;
  return object === undefined ? undefined : `${textOf(source, object)}.Error`;
}
