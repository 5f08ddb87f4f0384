import type { FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import type { InvocationRequest, InvocationResponse } from '../../src/lambda/invocation';
import { callApi, type ApiAnswer, type ApiRequest } from './apiCaller';
import { functionFolder, type Files } from './functionFolder';
import { TestFleet, type TestFleetSettings } from './testFleet';

/** A process that tells where its Runtime API is and then only stays alive: the test speaks in its place. */
const STAND_IN = '#!/bin/sh\necho "api=$AWS_LAMBDA_RUNTIME_API"\nexec sleep 600\n';

export interface ActingRuntimeOptions {
  readonly configuration?: Partial<FunctionConfiguration>;
  readonly settings?: TestFleetSettings;
  /** Names of external extensions whose part the test plays, too. */
  readonly extensions?: readonly string[];
  /** Further files of the function's code folder. */
  readonly files?: Files;
}

/** Not the bare promise: awaiting `begin` must not await the answer. */
export interface Begun {
  readonly response: Promise<InvocationResponse>;
}

/** A real environment whose runtime (and extensions) are played by the test over real sockets. */
export class ActingRuntime {
  readonly fleet: TestFleet;
  private readonly options: ActingRuntimeOptions;

  constructor(options: ActingRuntimeOptions = {}) {
    this.options = options;
    this.fleet = new TestFleet({
      ...options.settings,
      environment: { freeze: false, ...options.settings?.environment },
    });
  }

  /** Starts an invocation, which starts the environment; resolves when the processes can be played. */
  async begin(request: Partial<InvocationRequest> = {}): Promise<Begun> {
    const { extensions = [], configuration, files = {} } = this.options;
    if (this.fleet.fleet.functions().length === 0) {
      const layer = functionFolder(Object.fromEntries(extensions.map((name) => [`extensions/${name}!`, STAND_IN])));
      await this.fleet.serve({
        runtime: 'provided.al2023',
        codePath: functionFolder({ 'bootstrap!': STAND_IN, ...files }),
        layers: extensions.length === 0 ? [] : [layer],
        ...configuration,
      });
    }
    const response = this.fleet.invoke({}, request);
    // Whoever only plays the processes need not wait for the answer.
    response.catch(() => undefined);
    await this.api();
    return { response };
  }

  /** `host:port` of the environment's APIs. */
  async api(): Promise<string> {
    const said = (record: unknown): string | undefined => /^api=(.+)$/.exec(String(record))?.[1];
    const type = (this.options.extensions ?? []).length > 0 ? 'extension' : 'function';
    const event = await this.fleet.nextEvent(type, ({ record }) => said(record) !== undefined);
    return said(event.record) ?? '';
  }

  async call(path: string, options?: ApiRequest): Promise<ApiAnswer> {
    return callApi(await this.api(), path, options);
  }

  next(): Promise<ApiAnswer> {
    return this.call('/2018-06-01/runtime/invocation/next');
  }

  /** Asks for the next event and answers it with `body`. */
  async serveOne(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return this.respond(requestIdOf(await this.next()), body, headers);
  }

  respond(
    requestId: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    return this.post(`/2018-06-01/runtime/invocation/${requestId}/response`, body, headers);
  }

  error(
    requestId: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    return this.post(`/2018-06-01/runtime/invocation/${requestId}/error`, body, headers);
  }

  post(path: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return this.call(path, { method: 'POST', body, headers });
  }

  /** Registers an extension and returns its identifier. */
  async register(
    name: string,
    events: readonly string[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const answer = await this.post('/2020-01-01/extension/register', JSON.stringify({ events }), {
      'Lambda-Extension-Name': name,
      ...headers,
    });
    return String(answer.headers['lambda-extension-identifier']);
  }

  nextExtensionEvent(identifier: string): Promise<ApiAnswer> {
    return this.call('/2020-01-01/extension/event/next', { headers: { 'Lambda-Extension-Identifier': identifier } });
  }
}

export function requestIdOf(answer: ApiAnswer): string {
  return String(answer.headers['lambda-runtime-aws-request-id']);
}
