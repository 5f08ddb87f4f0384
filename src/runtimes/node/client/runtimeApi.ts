import { builtIns } from './builtIns';
import type { ErrorPayload } from './errorFormat';
import type { HttpResponse } from './httpResponseParser';
import type { RuntimeApiConnection } from './runtimeApiConnection';

/** One invocation as `GET /runtime/invocation/next` delivers it (lambda-contract §2.1). */
export interface Invocation {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  readonly functionArn: string | undefined;
  readonly traceId: string | undefined;
  /** JSON text. */
  readonly clientContext: string | undefined;
  /** JSON text. */
  readonly cognitoIdentity: string | undefined;
  readonly tenantId: string | undefined;
  /** Unique per attempt; echoed in the answer. */
  readonly invocationId: string | undefined;
  readonly event: Buffer;
}

/** What is sent as the outcome of an invocation. */
export interface Outcome {
  readonly invocation: Invocation;
  readonly kind: 'response' | 'error';
  /** JSON text. */
  readonly body: string;
}

const VERSION_PATH = '/2018-06-01/runtime';
const ignoreAnswer = (): void => undefined;

/** The Runtime API as the client uses it (lambda-contract §2). */
export class RuntimeApi {
  private readonly nextRequest: string;

  /** `onRefused` is called when the platform does not hand out the next invocation; nothing can be done after that. */
  constructor(
    readonly connection: RuntimeApiConnection,
    private readonly onRefused: (reason: string) => void,
  ) {
    this.nextRequest = this.head('GET', '/invocation/next', [`User-Agent: warmpath-node/${process.versions.node}`]);
  }

  /**
   * Asks for the next invocation and, in the same write, delivers the outcome of the one before. How the platform took that
   * outcome changes nothing: it has already told its caller.
   */
  next(outcome: Outcome | undefined, onInvocation: (invocation: Invocation) => void): void {
    const receive = (response: HttpResponse): void => {
      if (response.status === 200) onInvocation(toInvocation(response));
      else this.onRefused(`${String(response.status)} ${response.body.toString()}`);
    };
    if (outcome === undefined) this.connection.send(this.nextRequest, receive);
    else this.connection.send(this.deliverRequest(outcome) + this.nextRequest, ignoreAnswer, receive);
  }

  /** Delivers an outcome without asking for more. */
  deliver(outcome: Outcome, onAnswered: () => void): void {
    this.connection.send(this.deliverRequest(outcome), onAnswered);
  }

  /** Reports that the function could not be initialised (lambda-contract §2.5). */
  initError(payload: ErrorPayload, onAnswered: () => void): void {
    const type = headerValue(payload.errorType ?? '');
    this.connection.send(
      this.post('/init/error', builtIns.stringify(payload), [`Lambda-Runtime-Function-Error-Type: ${type}`]),
      onAnswered,
    );
  }

  /** First bytes of a streamed response; chunks in chunked transfer coding follow (lambda-contract §2.3). */
  streamHead(invocation: Invocation, contentType: string): string {
    return this.head('POST', `/invocation/${encodeURIComponent(invocation.requestId)}/response`, [
      ...invocationHeaders(invocation),
      'Lambda-Runtime-Function-Response-Mode: streaming',
      'Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
      `Content-Type: ${headerValue(contentType)}`,
      'Transfer-Encoding: chunked',
    ]);
  }

  private deliverRequest({ invocation, kind, body }: Outcome): string {
    const path = `/invocation/${encodeURIComponent(invocation.requestId)}/${kind}`;
    return this.post(path, body, invocationHeaders(invocation));
  }

  private post(path: string, body: string, headers: readonly string[]): string {
    const length = `Content-Length: ${String(Buffer.byteLength(body))}`;
    return this.head('POST', path, [...headers, 'Content-Type: application/json', length]) + body;
  }

  private head(method: string, path: string, headers: readonly string[]): string {
    const lines = [`${method} ${VERSION_PATH}${path} HTTP/1.1`, `Host: ${this.connection.host}`, ...headers];
    return `${lines.join('\r\n')}\r\n\r\n`;
  }
}

/** Trailers of a midstream error (lambda-contract §2.3). */
export function errorTrailers(payload: ErrorPayload): string {
  const body = Buffer.from(builtIns.stringify(payload)).toString('base64');
  return (
    `Lambda-Runtime-Function-Error-Type: ${headerValue(payload.errorType ?? '')}\r\n` +
    `Lambda-Runtime-Function-Error-Body: ${body}\r\n`
  );
}

function invocationHeaders({ invocationId }: Invocation): string[] {
  return invocationId === undefined ? [] : [`Lambda-Runtime-Invocation-Id: ${invocationId}`];
}

/** Names of errors and content types are free text; header values are not. */
function headerValue(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function toInvocation({ headers, body }: HttpResponse): Invocation {
  return {
    requestId: headers.get('lambda-runtime-aws-request-id') ?? '',
    deadlineMs: Number(headers.get('lambda-runtime-deadline-ms')),
    functionArn: headers.get('lambda-runtime-invoked-function-arn'),
    traceId: headers.get('lambda-runtime-trace-id'),
    clientContext: headers.get('lambda-runtime-client-context'),
    cognitoIdentity: headers.get('lambda-runtime-cognito-identity'),
    tenantId: headers.get('lambda-runtime-aws-tenant-id'),
    invocationId: headers.get('lambda-runtime-invocation-id'),
    event: body,
  };
}
