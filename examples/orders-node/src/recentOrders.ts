export interface Order {
  readonly id: number;
  readonly placed_at: Date;
  readonly status: string;
  readonly total_cents: number;
  /** Process id of the server's side of the connection: another number is another connection. */
  readonly session: number;
}

/** Asks for the latest orders of a customer. */
export const RECENT_ORDERS = `
  SELECT customer_order.id, placed_at, status, sum(quantity * unit_price_cents)::integer AS total_cents,
    pg_backend_pid() AS session
  FROM customer_order JOIN order_line ON order_id = customer_order.id
  WHERE customer_id = $1
  GROUP BY customer_order.id
  ORDER BY placed_at DESC
  LIMIT 3`;

/** The values of the query: the customer that the request names in its path or its query. */
export function customerOf({ pathParameters, queryStringParameters }: HttpEvent): [number] {
  return [Number(pathParameters?.['customer'] ?? queryStringParameters?.['customer'])];
}

/** The orders as the answer of a function URL; `rate` is the price of one euro. */
export function ordersResponse(orders: readonly Order[], currency = 'EUR', rate = 1): HttpResponse {
  console.log(`Asked through database session ${orders[0]?.session}.`);
  const listed = orders.map(({ id, placed_at, status, total_cents }) => ({
    id,
    placedAt: placed_at,
    status,
    total: Math.round(total_cents * rate) / 100,
    currency,
  }));
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(listed) };
}
