import type { ClientConfig } from 'pg';
import { variable } from './environment';

/** Where the database is. */
export const DATABASE: ClientConfig = {
  host: variable('DB_HOST'),
  port: Number(variable('DB_PORT')),
  database: variable('DB_NAME'),
  user: variable('DB_USER'),
  password: variable('DB_PASSWORD'),
  connectionTimeoutMillis: 3000,
};
