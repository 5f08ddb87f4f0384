import { Client } from 'pg';
import { DATABASE } from './database';
import { customerOf, ordersResponse, RECENT_ORDERS, type Order } from './recentOrders';

/** Lists the latest orders of a customer over a connection that only this invocation uses. */
export async function handler(event: HttpEvent): Promise<HttpResponse> {
  // Every invocation, cold or warm, pays for a new connection and a login.
  const client = new Client(DATABASE);
  await client.connect();
  try {
    const { rows } = await client.query<Order>(RECENT_ORDERS, customerOf(event));
    return ordersResponse(rows);
  } finally {
    await client.end();
  }
}
