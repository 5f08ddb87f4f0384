import { DatabaseError, Pool, type QueryResultRow } from 'pg';
import { DATABASE } from './database';

// One connection is enough: an environment handles one invocation at a time.
const pool = new Pool({
  ...DATABASE,
  max: 1,
  keepAlive: true,
  // Time passes while the environment is frozen: an idle timer would close the connection at the thaw.
  idleTimeoutMillis: 0,
});

// The server may hang up during a freeze. Unheard, this would end the process.
pool.on('error', (error) => console.warn(`The database connection was lost: ${error.message}`));

/** Reads over the connection that the environment keeps, or over a new one when the server has closed that. */
export async function query<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
  try {
    return (await pool.query<Row>(text, values)).rows;
  } catch (error) {
    // A frozen environment does not notice that the server hung up; the first query after the thaw does.
    if (error instanceof DatabaseError && error.severity === 'ERROR') throw error;
    return (await pool.query<Row>(text, values)).rows;
  }
}
