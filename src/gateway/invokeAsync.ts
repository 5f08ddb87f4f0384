import { checkInvocable } from '../lambda/admission';
import type { FunctionInvoker } from './functionInvoker';
import { invocationRequest, type InvocationExchange } from './invocationExchange';
import { eventFromBody } from './payload';
import { readBody } from './requestBody';
import { sendJson } from './responses';

/** The legacy operation has its own limit (lambda-contract §11.4). */
const MAXIMUM_EVENT_BYTES = 262_144;

/** Answers the deprecated `POST /2014-11-13/functions/{FunctionName}/invoke-async` (lambda-contract §11.4). */
export async function invokeAsync(invoker: FunctionInvoker, exchange: InvocationExchange): Promise<void> {
  const { configuration } = exchange.target;
  checkInvocable(configuration, undefined);
  const event = eventFromBody(await readBody(exchange.request, MAXIMUM_EVENT_BYTES));
  const requestId = invoker.enqueue(configuration.name, invocationRequest(exchange, event));
  sendJson(exchange.response, 202, requestId, '{"Status":202}');
}
