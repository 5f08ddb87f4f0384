import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, answerText, methodNotAllowed, notFound } from './answers';
import type { ExtensionEndpoints } from './extensionEndpoints';
import { header, readBody } from './requestBody';
import type { RuntimeEndpoints } from './runtimeEndpoints';

const RUNTIME = '/2018-06-01/runtime';
const NEXT = `${RUNTIME}/invocation/next`;
const INVOCATION = `${RUNTIME}/invocation/`;
const EXTENSION = '/2020-01-01/extension';
const METADATA = '/2026-01-15/metadata/execution-environment';
const MAXIMUM_SUBSCRIPTION_BYTES = 1_048_576;

/** The APIs of the processes that run now; another set of processes after a reset gets its own. */
export interface CurrentApis {
  readonly runtime: RuntimeEndpoints;
  readonly extensions: ExtensionEndpoints;
  /** `/opt/disable-extensions-jwigqn8j` exists (lambda-contract §1.6). */
  readonly extensionsDisabled: boolean;
}

export interface RouterOptions {
  /** Undefined while no processes run. */
  readonly apis: () => CurrentApis | undefined;
  readonly subscribe: (
    api: 'telemetry' | 'logs',
    extensionName: string,
    body: Buffer,
  ) => { readonly status: number; readonly body: string };
  readonly metadataToken: string;
  readonly availabilityZoneId: string;
}

/** Finds the endpoint of a request to an execution environment: five API families on one port (lambda-contract §1). */
export class Router {
  constructor(private readonly options: RouterOptions) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const apis = this.options.apis();
    if (path === METADATA) {
      this.metadata(request, response);
    } else if (apis === undefined) {
      notFound(response);
    } else if (path === NEXT) {
      withMethod('GET', request, response, () => {
        apis.runtime.next(response);
      });
    } else if (path.startsWith(INVOCATION)) {
      invocation(path.slice(INVOCATION.length), apis.runtime, request, response);
    } else if (path === `${RUNTIME}/init/error`) {
      withMethod('POST', request, response, () => {
        apis.runtime.initError(request, response);
      });
    } else if (path === '/2018-06-01/ping') {
      withMethod('GET', request, response, () => {
        answerText(response, 200, 'pong');
      });
    } else {
      this.extensionApi(path, apis, request, response);
    }
  }

  private extensionApi(path: string, apis: CurrentApis, request: IncomingMessage, response: ServerResponse): void {
    const { extensions, extensionsDisabled } = apis;
    const endpoints: Readonly<Record<string, readonly [string, () => void]>> = {
      [`${EXTENSION}/register`]: ['POST', () => extensions.register(request, response)],
      [`${EXTENSION}/event/next`]: ['GET', () => extensions.next(request, response)],
      [`${EXTENSION}/init/error`]: ['POST', () => extensions.reportError('InitError', request, response)],
      [`${EXTENSION}/exit/error`]: ['POST', () => extensions.reportError('ExitError', request, response)],
      '/2022-07-01/telemetry': ['PUT', () => this.subscribe('telemetry', extensions, request, response)],
      '/2020-08-15/logs': ['PUT', () => this.subscribe('logs', extensions, request, response)],
    };
    const endpoint = endpoints[path.endsWith('/') ? path.slice(0, -1) : path];
    if (endpoint === undefined || extensionsDisabled) {
      request.resume();
      notFound(response);
      return;
    }
    withMethod(endpoint[0], request, response, endpoint[1]);
  }

  private subscribe(
    api: 'telemetry' | 'logs',
    extensions: ExtensionEndpoints,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const extension = extensions.identify(request, response);
    if (extension === undefined) {
      request.resume();
      return;
    }
    readBody(request, MAXIMUM_SUBSCRIPTION_BYTES, (body) => {
      if (body.kind !== 'truncated') {
        const bytes = body.kind === 'complete' ? body.bytes : Buffer.alloc(0);
        const answer = this.options.subscribe(api, extension.name, bytes);
        answerJson(response, answer.status, answer.body);
      }
    });
  }

  /** lambda-contract §2.7 */
  private metadata(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    if (request.method !== 'GET') {
      methodNotAllowed(response);
    } else if (header(request, 'authorization') !== `Bearer ${this.options.metadataToken}`) {
      response.writeHead(401, { 'Content-Length': 0 });
      response.end();
    } else {
      answerJson(response, 200, JSON.stringify({ AvailabilityZoneID: this.options.availabilityZoneId }), {
        'Cache-Control': 'private, max-age=43200, immutable',
      });
    }
  }
}

function invocation(rest: string, runtime: RuntimeEndpoints, request: IncomingMessage, response: ServerResponse): void {
  const separator = rest.indexOf('/');
  const requestId = rest.slice(0, separator);
  const action = rest.slice(separator + 1);
  if (action === 'response') {
    withMethod('POST', request, response, () => {
      runtime.response(requestId, request, response);
    });
  } else if (action === 'error') {
    withMethod('POST', request, response, () => {
      runtime.error(requestId, request, response);
    });
  } else {
    request.resume();
    notFound(response);
  }
}

function withMethod(method: string, request: IncomingMessage, response: ServerResponse, action: () => void): void {
  if (request.method === method) {
    action();
  } else {
    request.resume();
    methodNotAllowed(response);
  }
}
