import type { IncomingMessage, ServerResponse } from 'node:http';
import { LambdaServiceError } from '../../lambda/errors';
import type { CorsConfiguration, HttpFrontConfiguration, HttpFrontKind } from '../../lambda/httpApi';
import { LOCAL_REGION, newRequestId } from '../../lambda/identifiers';
import type { InvocationResponse } from '../../lambda/invocation';
import { LIMITS } from '../../lambda/limits';
import type { Clock, Logger } from '../../lambda/ports';
import { foreignPageOf } from '../foreignPage';
import type { FunctionInvoker } from '../functionInvoker';
import { header } from '../invokeParameters';
import { LoopbackServer, REQUEST_TIMEOUTS, type ListeningAddress, type ListenOptions } from '../loopbackServer';
import { readBody } from '../requestBody';
import type { ReceivedRequest } from '../requestParts';
import { foreignPage, requestTooLarge } from '../requestRefusal';
import { InvalidFunctionResponse } from '../responseParts';
import { sendError } from '../responses';
import { continueTrace } from '../traceHeader';
import { albEvent } from './albEvent';
import { Authorizers } from './authorizers';
import { answerHeaders, grantsOrigin, isPreflight, preflightHeaders, withoutCors } from './cors';
import { eventVersion1 } from './eventVersion1';
import { eventVersion2 } from './eventVersion2';
import { FrontRefusal, functionFailed, routeNotFound, serviceRefusal, timedOut } from './frontRefusal';
import { decoded, pathInStage, type RoutedRequest } from './frontRequest';
import { interpretFrontResponse } from './frontResponse';
import { RouteTable, type RouteMatch } from './routeTable';

export interface HttpFrontOptions {
  readonly configuration: HttpFrontConfiguration;
  readonly invoker: FunctionInvoker;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly region?: string;
  /** Hears once of everything that is allowed here and checked on AWS. */
  readonly onNotice?: (message: string) => void;
}

/** How long a function may take before the client is answered; load balancers wait. */
const INTEGRATION_TIMEOUT_MS: Readonly<Record<HttpFrontKind, number | undefined>> = {
  HttpApi: 30_000,
  RestApi: 29_000,
  Alb: undefined,
};

const BODY_LIMIT_BYTES: Readonly<Record<HttpFrontKind, number>> = {
  HttpApi: LIMITS.synchronousPayloadBytes,
  RestApi: LIMITS.synchronousPayloadBytes,
  Alb: 1_048_576,
};

/** One request on its way through the front. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly traceId: string;
  /** Headers of every answer. */
  readonly serviceHeaders: readonly string[];
}

/**
 * An API Gateway HTTP API or REST API, or an Application Load Balancer, in front of functions, on a port of its own. Web pages
 * of other machines may call it where the template's CORS settings let them.
 */
export class HttpFront {
  private readonly server: LoopbackServer;
  private readonly routes: RouteTable;
  private readonly authorizers: Authorizers;

  constructor(private readonly options: HttpFrontOptions) {
    const { configuration, invoker, logger, clock, onNotice = () => undefined } = options;
    this.routes = new RouteTable(configuration);
    this.authorizers = new Authorizers({ front: configuration, invoker, logger, clock, onNotice });
    this.server = new LoopbackServer((request, response) => this.answer(request, response), logger, REQUEST_TIMEOUTS);
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
    const { clock, configuration, logger } = this.options;
    const { kind, cors } = configuration;
    const requestId = newRequestId();
    const traceId = continueTrace(header(request.headers, 'x-amzn-trace-id'), clock.now());
    const serviceHeaders = [
      ...identifyingHeaders(kind, requestId, traceId),
      ...answerHeaders(cors, kind, request.headers.origin),
    ];
    const exchange: Exchange = { request, response, requestId, traceId, serviceHeaders };
    try {
      await this.route(exchange);
    } catch (thrown) {
      const refusal = thrown instanceof LambdaServiceError ? serviceRefusal(kind, thrown) : thrown;
      if (refusal instanceof FrontRefusal && !response.headersSent) send(exchange, refusal);
      else sendError(response, thrown, requestId, logger);
    }
  }

  private async route(exchange: Exchange): Promise<void> {
    const { configuration } = this.options;
    const { request } = exchange;
    const { url = '', method = '', headers } = request;
    const path = pathInStage(url, configuration.stage);
    const cors = this.corsOf(path);
    const page = foreignPageOf(headers);
    if (page !== undefined && !grantsOrigin(cors, headers.origin)) throw foreignPage(page);
    if (path === undefined) throw routeNotFound(configuration.kind);
    if (cors !== undefined && this.answerPreflight(exchange, path, cors)) return;
    const match = this.routes.find(method, path);
    if (match === undefined) throw routeNotFound(configuration.kind);
    await this.invoke(exchange, await this.routed(exchange, match, path));
  }

  /** What is granted for a path: by the whole API, or by the resource of a REST API that answers there. */
  private corsOf(path: string | undefined): CorsConfiguration | undefined {
    const { cors, kind } = this.options.configuration;
    if (path === undefined || cors !== undefined || kind !== 'RestApi') return cors;
    const routes = this.routes.matching(path).map(({ route }) => route);
    return routes.find((route) => route.path === routes[0]?.path && route.cors !== undefined)?.cors;
  }

  /** An HTTP API answers preflights itself, a REST API every OPTIONS request to a path it knows. */
  private answerPreflight(
    { request, response, serviceHeaders }: Exchange,
    path: string,
    cors: CorsConfiguration,
  ): boolean {
    const { kind } = this.options.configuration;
    if (request.method !== 'OPTIONS' || kind === 'Alb') return false;
    const routes = this.routes.matching(path).map(({ route }) => route);
    if (kind === 'HttpApi' && !isPreflight(request.method, request.headers)) return false;
    const ofResource = routes.filter((route) => route.path === routes[0]?.path);
    if (kind === 'RestApi' && (routes.length === 0 || ofResource.some(({ method }) => method === 'OPTIONS')))
      return false;
    const methods = [...new Set([...ofResource.map(({ method }) => method), 'OPTIONS'])];
    const headers = preflightHeaders(
      cors,
      kind,
      request.headers.origin,
      methods.includes('ANY') ? ALL_METHODS : methods,
    );
    const own = kind === 'RestApi' ? ['content-type', 'application/json', 'content-length', '0'] : [];
    // Both lists grant the origin; it is sent once.
    response.writeHead(kind === 'RestApi' ? 200 : 204, [...withoutCors(serviceHeaders), ...own, ...headers]).end();
    return true;
  }

  private async routed(exchange: Exchange, { route, parameters }: RouteMatch, path: string): Promise<RoutedRequest> {
    const { configuration, clock, region = LOCAL_REGION } = this.options;
    const { request, requestId, traceId } = exchange;
    const { method = '', url = '', httpVersion, rawHeaders, socket } = request;
    const received: ReceivedRequest = {
      method,
      url,
      httpVersion,
      rawHeaders,
      body: await readBody(request, BODY_LIMIT_BYTES[configuration.kind]),
      sourceIp: socket.remoteAddress ?? '',
      port: socket.localPort ?? 0,
      requestId,
      traceId,
      epochMs: clock.now(),
    };
    const named = Object.entries(parameters);
    const routed: RoutedRequest = {
      received,
      front: configuration,
      route,
      path,
      region,
      pathParameters:
        named.length === 0 ? undefined : Object.fromEntries(named.map(([name, value]) => [name, decoded(value)])),
      authorization: {},
    };
    return { ...routed, authorization: await this.authorizers.authorize(routed) };
  }

  private async invoke(exchange: Exchange, routed: RoutedRequest): Promise<void> {
    const { configuration } = this.options;
    const { kind, cors } = configuration;
    const { request, response, requestId, traceId, serviceHeaders } = exchange;
    const { route } = routed;
    const payload = Buffer.from(JSON.stringify(eventOf(routed)));
    if (payload.length > LIMITS.synchronousPayloadBytes) throw requestTooLarge(LIMITS.synchronousPayloadBytes);
    const timeoutMs = route.timeoutMs ?? INTEGRATION_TIMEOUT_MS[kind];
    const invocation = this.options.invoker.invoke(route.functionName, { payload, requestId, traceId });
    const result = await this.within(timeoutMs, invocation);
    if (result === undefined) throw timedOut(kind);
    if (result.functionError !== undefined) throw this.failed(routed, 'the function failed');
    try {
      const accept = header(request.headers, 'accept');
      const { statusCode, headers, body } = interpretFrontResponse(result.payload, configuration, route, accept);
      const own = kind === 'HttpApi' && cors !== undefined ? withoutCors(headers) : headers;
      const length = statusCode === 204 ? [] : ['content-length', String(Buffer.byteLength(body))];
      response.writeHead(statusCode, [...own, ...length, ...serviceHeaders]).end(body);
    } catch (thrown) {
      if (!(thrown instanceof InvalidFunctionResponse)) throw thrown;
      throw this.failed(routed, thrown.message);
    }
  }

  /** Undefined when the time is over; the invocation goes on. */
  private within(
    milliseconds: number | undefined,
    invocation: Promise<InvocationResponse>,
  ): Promise<InvocationResponse | undefined> {
    if (milliseconds === undefined) return invocation;
    return new Promise((resolve, reject) => {
      const timer = this.options.clock.after(milliseconds, () => resolve(undefined));
      invocation.then(resolve, reject).finally(() => timer.dispose());
    });
  }

  /** What the function did wrong stays out of the answer, as on AWS; the request id leads to its log. */
  private failed({ front, route, received }: RoutedRequest, reason: string): FrontRefusal {
    const refusal = functionFailed(front.kind);
    const answered = `${front.name} answered ${String(refusal.statusCode)} for ${route.functionName}`;
    this.options.logger.warn(`${answered}: ${reason} (RequestId: ${received.requestId})`);
    return refusal;
  }
}

const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

function eventOf(routed: RoutedRequest): Record<string, unknown> {
  if (routed.front.kind === 'Alb') return albEvent(routed);
  return routed.front.kind === 'HttpApi' && routed.route.payloadFormatVersion === '2.0'
    ? eventVersion2(routed)
    : eventVersion1(routed);
}

function identifyingHeaders(kind: HttpFrontKind, requestId: string, traceId: string): string[] {
  if (kind === 'Alb') return [];
  if (kind === 'HttpApi') return ['apigw-requestid', requestId];
  return ['x-amzn-RequestId', requestId, 'x-amz-apigw-id', requestId, 'X-Amzn-Trace-Id', traceId];
}

function send(
  { response, serviceHeaders }: Exchange,
  { statusCode, contentType, body, errorType }: FrontRefusal,
): void {
  response
    .writeHead(statusCode, [
      'content-type',
      contentType,
      'content-length',
      String(Buffer.byteLength(body)),
      ...serviceHeaders,
      ...(errorType === undefined ? [] : ['x-amzn-ErrorType', errorType]),
    ])
    .end(body);
}
