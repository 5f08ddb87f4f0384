import { checkInvocable } from '../lambda/admission';
import { LIMITS } from '../lambda/limits';
import type { FunctionInvoker } from './functionInvoker';
import { invocationRequest, logResult, sendDryRun, type InvocationExchange } from './invocationExchange';
import { readInvokeParameters } from './invokeParameters';
import { eventFromBody } from './payload';
import { readBody } from './requestBody';

/**
 * Answers `POST /2015-03-31/functions/{FunctionName}/invocations` (lambda-contract §11.1). Throws what the caller did wrong.
 * The invocation goes on when the client leaves.
 */
export async function invoke(invoker: FunctionInvoker, exchange: InvocationExchange): Promise<void> {
  const { request, target, traceId, response } = exchange;
  const { configuration } = target;
  const parameters = readInvokeParameters(request.headers);
  checkInvocable(configuration, parameters.tenantId);
  const limit = parameters.type === 'Event' ? LIMITS.asynchronousPayloadBytes : LIMITS.synchronousPayloadBytes;
  const event = eventFromBody(await readBody(request, limit));
  const invocation = invocationRequest(exchange, event, parameters);

  switch (parameters.type) {
    case 'DryRun':
      sendDryRun(exchange);
      return;
    case 'Event': {
      const requestId = invoker.enqueue(configuration.name, invocation);
      response.writeHead(202, ['Content-Length', '0', 'x-amzn-RequestId', requestId, 'X-Amzn-Trace-Id', traceId]).end();
      return;
    }
    case 'RequestResponse': {
      const result = await invoker.invoke(configuration.name, invocation);
      const headers = [
        'Content-Type',
        'application/json',
        'Content-Length',
        String(result.payload.length),
        'x-amzn-RequestId',
        result.requestId,
        'X-Amz-Executed-Version',
        result.executedVersion,
        'X-Amzn-Trace-Id',
        traceId,
      ];
      if (result.functionError !== undefined) headers.push('X-Amz-Function-Error', result.functionError);
      if (parameters.tail) headers.push('X-Amz-Log-Result', await logResult(result));
      response.writeHead(200, headers).end(result.payload);
    }
  }
}
