import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResolvedFunction, FunctionReference } from '../lambda/admission';
import type { InvocationRequest, InvocationResponse } from '../lambda/invocation';
import type { InvokeParameters } from './invokeParameters';

/** One HTTP request to run a function, and the response that answers it. */
export interface InvocationExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly traceId: string;
  readonly reference: FunctionReference;
  readonly target: ResolvedFunction;
}

/** What the invoker gets, with only those members that have a value. */
export function invocationRequest(
  { requestId, traceId, reference: { qualifier } }: InvocationExchange,
  payload: Uint8Array,
  { clientContext, tenantId }: Partial<Pick<InvokeParameters, 'clientContext' | 'tenantId'>> = {},
): InvocationRequest {
  return {
    payload,
    requestId,
    traceId,
    ...(qualifier !== undefined && { qualifier }),
    ...(clientContext !== undefined && { clientContext }),
    ...(tenantId !== undefined && { tenantId }),
  };
}

/** `X-Amz-Log-Result`: waits for the end of the Invoke phase, because the REPORT line belongs to the log. */
export async function logResult({ completed }: InvocationResponse): Promise<string> {
  const { logTail } = await completed;
  return Buffer.from(logTail.buffer, logTail.byteOffset, logTail.byteLength).toString('base64');
}

/** DryRun: everything was in order and nothing was run. */
export function sendDryRun({ response, requestId }: InvocationExchange): void {
  response.writeHead(204, ['x-amzn-RequestId', requestId]).end();
}
