/** A difference between AWS's client and ours that is meant to be. */
export interface KnownDifference {
  readonly why: string;
  readonly runtimes: readonly ('nodejs24.x' | 'nodejs22.x')[];
  readonly cases: readonly string[];
  /** By aspect of a transcript: text that each client's transcript contains there; empty when it has nothing there. */
  readonly aspects: Readonly<Record<string, { readonly aws: string; readonly own: string }>>;
}

const JSON_POST = 'content-type: application/json';
const STREAMED_POST = 'content-type: application/octet-stream';

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    why:
      "AWS's client throws the error again after it has reported it, so that Node.js prints it once more and raw. The error " +
      'is logged and reported already; ours ends with the same exit code and without the second print.',
    runtimes: ['nodejs24.x'],
    cases: [
      'import: CommonJS default by name',
      'import: handler on a function',
      'import: folder of the same name',
      'import: top-level await rejects',
      'import: JSON module',
      'init: module missing',
      'init: dependency missing, CommonJS',
      'init: dependency missing, ES module',
      'init: file missing, ES module',
      'init: named import missing',
      'init: syntax error, CommonJS',
      'init: syntax error, ES module',
      'init: ES module syntax in CommonJS',
      'init: require in an ES module',
      'init: export missing',
      'init: export is not a function',
      'init: nested property missing',
      'init: handler without dot',
      'init: handler with ..',
      'init: throws an Error',
      'init: throws an Error, CommonJS',
      'init: throws text',
      'init: throws a custom error',
      'init: streaming mark of another kind',
      'log: import error, JSON',
      'log: export missing, JSON',
      'log: handler name malformed, JSON',
      'callback: result',
      'callback: async with three parameters',
    ],
    aspects: { stderr: { aws: 'Node.js v24', own: '' } },
  },
  {
    why:
      "AWS's client ends the process when an event or a client context is not JSON, which fails the invocation with " +
      'Runtime.ExitError. Ours reports what is wrong with it and keeps the environment, as up to nodejs22.x.',
    runtimes: ['nodejs24.x'],
    cases: ['event: not JSON', 'event: empty'],
    aspects: {
      end: { aws: '"code":1', own: 'waits' },
      posts: { aws: '', own: 'error 202, response 202' },
      stdout: { aws: '', own: 'Invoke Error' },
      stderr: { aws: 'SyntaxError', own: '' },
      'post 1 headers': { aws: '', own: JSON_POST },
      'post 1 body': { aws: '', own: '"errorType":"SyntaxError"' },
      'post 2 headers': { aws: '', own: JSON_POST },
      'post 2 body': { aws: '', own: '2' },
    },
  },
  {
    why: 'As above, for the client context.',
    runtimes: ['nodejs24.x'],
    cases: ['context: client context that is not JSON'],
    aspects: {
      end: { aws: '"code":1', own: 'waits' },
      posts: { aws: '', own: 'error 202, response 202' },
      stdout: { aws: '', own: 'Invoke Error' },
      stderr: { aws: 'PlatformError', own: '' },
      'post 1 headers': { aws: '', own: JSON_POST },
      'post 1 body': { aws: '', own: '"errorType":"Runtime.PlatformError"' },
      'post 2 headers': { aws: '', own: JSON_POST },
      'post 2 body': { aws: '', own: '1' },
    },
  },
  {
    why: 'As above, for the event of a streaming function.',
    runtimes: ['nodejs24.x'],
    cases: ['streaming: event is not JSON'],
    aspects: {
      end: { aws: '"code":1', own: 'waits' },
      posts: { aws: '', own: 'error 202, response 202' },
      stdout: { aws: '', own: 'Invoke Error' },
      stderr: { aws: 'SyntaxError', own: '' },
      'post 1 headers': { aws: '', own: JSON_POST },
      'post 1 body': { aws: '', own: '"errorType":"SyntaxError"' },
      'post 2 headers': { aws: '', own: STREAMED_POST },
    },
  },
  {
    why: "AWS's client fails itself while it logs a thrown value that has no text, and ends the process; ours reports it.",
    runtimes: ['nodejs24.x'],
    cases: ['error: object without prototype'],
    aspects: {
      end: { aws: '"code":1', own: 'waits' },
      posts: { aws: '', own: 'error 202' },
      stdout: { aws: '', own: 'Invoke Error' },
      stderr: { aws: 'TypeError', own: '' },
      'post 1 headers': { aws: '', own: JSON_POST },
      'post 1 body': { aws: '', own: '"errorType":"handled"' },
    },
  },
  {
    why: "AWS's client fails itself while it logs a thrown value that has no text, and reports its own TypeError instead.",
    runtimes: ['nodejs22.x'],
    cases: ['error: object without prototype'],
    aspects: {
      stdout: { aws: 'Cannot convert object to primitive value', own: '"errorMessage":"object"' },
      'post 1 body': { aws: 'Cannot convert object to primitive value', own: '"errorType":"handled"' },
    },
  },
  {
    why: 'As above, for a symbol.',
    runtimes: ['nodejs22.x'],
    cases: ['error: symbol'],
    aspects: {
      stdout: { aws: 'Cannot convert a Symbol value to a string', own: '"errorMessage":"symbol"' },
      'post 1 body': { aws: 'Cannot convert a Symbol value to a string', own: '"errorMessage":"Symbol(s)"' },
    },
  },
  {
    why: "The native part of AWS's client logs answers of the Runtime API that it otherwise ignores; ours just ignores them.",
    runtimes: ['nodejs24.x', 'nodejs22.x'],
    cases: ['result: refused by the platform'],
    aspects: { stdout: { aws: 'Failed to post handler success response', own: 'request-2\tINFO\trun' } },
  },
  {
    why:
      "AWS's client posts an error for an invocation that it has answered already, which the platform refuses. Ours ends " +
      'with the same exit code without posting.',
    runtimes: ['nodejs22.x'],
    cases: ['process: unhandled rejection, then return'],
    aspects: {
      posts: { aws: 'response 202, error 400', own: 'response 202' },
      'post 2 headers': { aws: JSON_POST, own: '' },
      'post 2 body': { aws: 'Runtime.UnhandledPromiseRejection', own: '' },
      stdout: { aws: 'Failed to post', own: 'Unhandled Promise Rejection' },
    },
  },
  {
    why:
      'Runtime.NodeJsExit for async handlers whose promise never settles came to the sources of the client, and to AWS, ' +
      'after the last published version, which answers null.',
    runtimes: ['nodejs22.x'],
    cases: ['process: promise never settles, loop empty'],
    aspects: {
      posts: { aws: 'response 202', own: 'error 202' },
      'post 1 body': { aws: 'null', own: '"errorType":"Runtime.NodeJsExit"' },
      stdout: { aws: 'lost', own: '"errorType":"Runtime.NodeJsExit"' },
    },
  },
  {
    why: 'The warning about callbacks came to the sources of the client, and to AWS, after the last published version.',
    runtimes: ['nodejs22.x'],
    cases: ['callback: warning'],
    aspects: {
      stdout: { aws: '', own: 'WARN\tAWS Lambda plans to remove support for callback-based function handlers' },
    },
  },
  {
    why:
      "Up to nodejs22.x the trace of AWS's client does not tell where the syntax error is. Ours has the place, as since " +
      'nodejs24.x.',
    runtimes: ['nodejs22.x'],
    cases: [
      'init: syntax error, CommonJS',
      'init: syntax error, ES module',
      'init: ES module syntax in CommonJS',
      'init: named import missing',
    ],
    aspects: {
      'post 1 body': { aws: '"trace":["Runtime.UserCodeSyntaxError: SyntaxError', own: 'SyntaxError' },
      stdout: { aws: '"stack":["Runtime.UserCodeSyntaxError: SyntaxError', own: 'SyntaxError' },
    },
  },
  {
    why: "AWS's client does not find its own error class and reports a ReferenceError.",
    runtimes: ['nodejs22.x'],
    cases: ['init: streaming mark of another kind'],
    aspects: {
      'post 1 headers': { aws: 'ReferenceError', own: 'Runtime.MalformedStreamingHandler' },
      'post 1 body': { aws: 'ReferenceError', own: 'Only response streaming is supported.' },
      stdout: { aws: 'ReferenceError', own: 'Only response streaming is supported.' },
    },
  },
  {
    why: 'JSON log lines carry the tenant id (developer guide, tenant isolation); the published client forgets it.',
    runtimes: ['nodejs24.x'],
    cases: ['log: tenant, JSON'],
    aspects: { stdout: { aws: '"requestId":"request-1","message"', own: '"tenantId":"tenant-1","message"' } },
  },
  {
    why:
      "Errors before the first byte are the outcome of the invocation (lambda-contract §2.3); AWS's client streams an empty " +
      'response with the error in trailers.',
    runtimes: ['nodejs24.x', 'nodejs22.x'],
    cases: ['streaming: error before the first byte'],
    aspects: {
      posts: { aws: 'response 202, response 202', own: 'error 202, error 202' },
      'post 1 headers': { aws: STREAMED_POST, own: JSON_POST },
      'post 1 body': { aws: '', own: '"errorMessage":"early"' },
      'post 1 trailers': { aws: '"errorMessage":"early"', own: '' },
      'post 2 headers': { aws: STREAMED_POST, own: JSON_POST },
      'post 2 body': { aws: '', own: '"errorMessage":"early"' },
      'post 2 trailers': { aws: '"errorMessage":"early"', own: '' },
    },
  },
  {
    why: 'As above, for a handler that is not async.',
    runtimes: ['nodejs24.x', 'nodejs22.x'],
    cases: ['streaming: not async, nothing written'],
    aspects: {
      posts: { aws: 'response 202', own: 'error 202' },
      'post 1 headers': { aws: STREAMED_POST, own: JSON_POST },
      'post 1 body': { aws: '', own: 'Streaming does not support non-async handlers.' },
      'post 1 trailers': { aws: 'Streaming does not support non-async handlers.', own: '' },
    },
  },
  {
    why: 'As above, for an event that is not JSON.',
    runtimes: ['nodejs22.x'],
    cases: ['streaming: event is not JSON'],
    aspects: {
      posts: { aws: 'response 202, response 202', own: 'error 202, response 202' },
      'post 1 headers': { aws: STREAMED_POST, own: JSON_POST },
      'post 1 body': { aws: '', own: '"errorType":"SyntaxError"' },
      'post 1 trailers': { aws: '"errorType":"SyntaxError"', own: '' },
    },
  },
  {
    why:
      "A destroyed response stream leaves a rejected promise in AWS's client that nobody handles, which ends the process and " +
      'cuts the response. Ours ends the response with the error in trailers, as after any other error.',
    runtimes: ['nodejs24.x'],
    cases: [
      'streaming: destroyed with an error',
      'streaming: pipeline whose source fails',
      'streaming: write after the end',
    ],
    aspects: {
      end: { aws: '"code":1', own: 'waits' },
      posts: { aws: '', own: 'response 202' },
      stdout: { aws: '', own: 'Invoke Error' },
      stderr: { aws: 'triggerUncaughtException', own: '' },
      'post 1 headers': { aws: '', own: STREAMED_POST },
      'post 1 body': { aws: '', own: 'a' },
      'post 1 trailers': { aws: '', own: '"errorType":"Error"' },
    },
  },
  {
    why: 'As above.',
    runtimes: ['nodejs22.x'],
    cases: [
      'streaming: destroyed with an error',
      'streaming: pipeline whose source fails',
      'streaming: write after the end',
    ],
    aspects: {
      end: { aws: '"code":128', own: 'waits' },
      posts: { aws: 'error 202', own: 'response 202' },
      stdout: { aws: 'Unhandled Promise Rejection', own: 'Invoke Error' },
      'post 1 headers': { aws: JSON_POST, own: STREAMED_POST },
      'post 1 body': { aws: 'Runtime.UnhandledPromiseRejection', own: 'a' },
      'post 1 trailers': { aws: '', own: '"errorType":"Error"' },
    },
  },
  {
    why:
      "AWS's client posts an error for an invocation whose response has begun, which the platform refuses, and cuts the " +
      'response. Ours ends the response with the error in trailers, then the process with the same exit code.',
    runtimes: ['nodejs22.x'],
    cases: ['streaming: exception in a timer after the first byte'],
    aspects: {
      posts: { aws: 'error 202', own: 'response 202' },
      'post 1 headers': { aws: JSON_POST, own: STREAMED_POST },
      'post 1 body': { aws: '"errorMessage":"late"', own: 'a' },
      'post 1 trailers': { aws: '', own: '"errorMessage":"late"' },
    },
  },
  {
    why: "AWS's response stream is an HTTP request, which stays `writable` after its end; ours is a stream.Writable.",
    runtimes: ['nodejs24.x', 'nodejs22.x'],
    cases: ['streaming: properties'],
    aspects: { stdout: { aws: ',true,true,false]', own: ',false,true,false]' } },
  },
  {
    why:
      "AWS's client gives the high-water mark to a socket that is not connected yet at the first write; ours counts from the " +
      'first byte.',
    runtimes: ['nodejs24.x', 'nodejs22.x'],
    cases: ['streaming: high-water mark'],
    aspects: { stdout: { aws: 'false 100', own: 'true 100' } },
  },
];
