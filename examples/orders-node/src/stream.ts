import { pipeline } from 'node:stream/promises';
import { query } from './pool';

interface Order {
  readonly id: number;
  readonly status: string;
}

const PAGE = 'SELECT id, status FROM customer_order WHERE id >= $1 ORDER BY id LIMIT 5';

/** Sends all orders from a number on, one JSON object a line, page by page as the database delivers them. */
export const handler = awslambda.streamifyResponse<HttpEvent>(async (event, responseStream, context) => {
  // Up to nodejs22.x a streamed invocation also lasts until nothing is open any more, and the pool stays open.
  context.callbackWaitsForEmptyEventLoop = false;
  const first = Number(event.queryStringParameters?.['from'] ?? 1);
  const response = awslambda.HttpResponseStream.from(responseStream, {
    statusCode: 200,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  await pipeline(ordersFrom(first), response);
});

async function* ordersFrom(first: number): AsyncGenerator<string> {
  let next = first;
  for (;;) {
    const rows = await query<Order>(PAGE, [next]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    next = last.id + 1;
  }
}
