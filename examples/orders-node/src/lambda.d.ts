/** What a function URL or an HTTP API sends, as far as these functions read it. */
interface HttpEvent {
  readonly pathParameters?: Readonly<Partial<Record<string, string>>> | null;
  readonly queryStringParameters?: Readonly<Partial<Record<string, string>>>;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Context {
  readonly awsRequestId: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

/** The global that Lambda's Node.js runtime brings for streamed responses. */
declare namespace awslambda {
  type ResponseStream = import('node:stream').Writable & { setContentType(contentType: string): void };

  function streamifyResponse<Event>(
    handler: (event: Event, responseStream: ResponseStream, context: Context) => Promise<void>,
  ): (event: Event, context: Context) => Promise<void>;

  namespace HttpResponseStream {
    /** Sends status and headers ahead of what is then written to the returned stream. */
    function from(responseStream: ResponseStream, metadata: Omit<HttpResponse, 'body'>): ResponseStream;
  }
}
