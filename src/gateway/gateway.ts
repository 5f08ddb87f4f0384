import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolveFunction } from '../lambda/admission';
import { LOCAL_REGION, newRequestId } from '../lambda/identifiers';
import type { Clock, Logger } from '../lambda/ports';
import { describeConfiguration, describeFunction, describeFunctions } from './functionDescriptions';
import type { FunctionInvoker } from './functionInvoker';
import { parseFunctionName } from './functionName';
import type { InvocationExchange } from './invocationExchange';
import { invoke } from './invoke';
import { invokeAsync } from './invokeAsync';
import { header, readRequestId } from './invokeParameters';
import { invokeWithResponseStream } from './invokeWithResponseStream';
import {
  LoopbackServer,
  REQUEST_TIMEOUTS,
  type ListeningAddress,
  type ListenOptions,
  type RequestTimeouts,
} from './loopbackServer';
import { browserRefused, unknownOperation } from './requestRefusal';
import { sendError, sendJson } from './responses';
import { routeOf, type Route } from './route';
import { continueTrace } from './traceHeader';

export interface GatewayOptions {
  readonly invoker: FunctionInvoker;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Region of the ARNs in answers. */
  readonly region?: string;
  readonly timeouts?: RequestTimeouts;
}

/**
 * The Lambda API for SDKs and command lines, over HTTP on this machine (lambda-contract §11). Signatures are not checked.
 * Web pages may not call it: a page that a developer happens to visit must not run their functions.
 */
export class Gateway {
  private readonly server: LoopbackServer;

  constructor(private readonly options: GatewayOptions) {
    this.server = new LoopbackServer(
      (request, response) => this.answer(request, response),
      options.logger,
      options.timeouts ?? REQUEST_TIMEOUTS,
    );
  }

  /** Throws a UserError when the port cannot be opened. */
  listen(options: ListenOptions): Promise<ListeningAddress> {
    return this.server.listen(options);
  }

  /** Closes the port and all connections; invocations that run go on. */
  dispose(): Promise<void> {
    return this.server.dispose();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let requestId: string | undefined;
    try {
      const { headers, method = '', url = '' } = request;
      const origin = headers.origin;
      if (origin !== undefined) throw browserRefused(origin);
      requestId = readRequestId(headers);
      const route = routeOf(method, url);
      if (route === undefined) throw unknownOperation(method, url);
      await this.perform(route, request, response, requestId);
    } catch (thrown) {
      sendError(response, thrown, requestId ?? newRequestId(), this.options.logger);
    }
  }

  private async perform(
    { operation, functionName, query }: Route,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const { invoker, clock, region = LOCAL_REGION } = this.options;
    const parameters = new URLSearchParams(query);
    if (operation === 'ListFunctions') {
      sendJson(response, 200, requestId, describeFunctions(invoker.functions(), parameters, region));
      return;
    }
    const reference = parseFunctionName(functionName, parameters.get('Qualifier') ?? undefined);
    const target = resolveFunction(invoker.functions(), reference, region);
    const traceId = continueTrace(header(request.headers, 'x-amzn-trace-id'), clock.now());
    const exchange: InvocationExchange = { request, response, requestId, traceId, reference, target };
    switch (operation) {
      case 'Invoke':
        return invoke(invoker, exchange);
      case 'InvokeWithResponseStream':
        return invokeWithResponseStream(invoker, exchange);
      case 'InvokeAsync':
        return invokeAsync(invoker, exchange);
      case 'GetFunction':
        sendJson(response, 200, requestId, describeFunction(reference, target, region));
        return;
      case 'GetFunctionConfiguration':
        sendJson(response, 200, requestId, describeConfiguration(reference, target, region));
    }
  }
}
