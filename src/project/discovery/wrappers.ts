/** Calls around a function that exist for Lambda only, by the last part of their name. */
const NODE_WRAPPERS: ReadonlySet<string> = new Set([
  'datadog',
  'lambdaWrapper',
  'makeIdempotent',
  'middy',
  'streamifyResponse',
  'wrapHandler',
  'wrapLambda',
  'wrapLambdaHandler',
  'instrumentHandler',
  'patchHandler',
  'captureLambdaHandler',
]);

/** Adapters that make a handler of an application. */
const NODE_ADAPTERS: ReadonlySet<string> = new Set([
  'awsLambdaFastify',
  'awsServerlessExpress',
  'createLambdaHandler',
  'handle',
  'serverless',
  'serverlessExpress',
  'serverlessHttp',
  'startServerAndCreateLambdaHandler',
  'awsLambdaRequestHandler',
]);

/** Calls around functions that are handlers of something else. */
const NODE_OTHERS: ReadonlySet<string> = new Set([
  'cachedEventHandler',
  'component$',
  'createAction',
  'createSlice',
  'debounce',
  'defineEventHandler',
  'eventHandler',
  'forwardRef',
  'memo',
  'onCall',
  'onRequest',
  'throttle',
  'useCallback',
]);

const PYTHON_ADAPTERS: ReadonlySet<string> = new Set([
  'AsgiLambda',
  'Mangum',
  'SlackRequestHandler',
  'make_lambda_handler',
]);

const PYTHON_WRAPPERS: ReadonlySet<string> = new Set([
  'capture_lambda_handler',
  'datadog_lambda_wrapper',
  'event_parser',
  'event_source',
  'idempotent',
  'inject_lambda_context',
  'lambda_function',
  'lambda_logger',
  'log_metrics',
  'lumigo_tracer',
  'serverless_function',
  'validator',
]);

/** Methods of applications that are handlers themselves. */
const PYTHON_ENTRIES: ReadonlySet<string> = new Set(['handle', 'handler', 'lambda_handler', 'resolve']);

/** Decorators that hand the function to something other than Lambda. */
const PYTHON_OTHERS: ReadonlySet<string> = new Set([
  'after_request',
  'before_request',
  'command',
  'contextmanager',
  'delete',
  'errorhandler',
  'event',
  'exception_handler',
  'fixture',
  'get',
  'group',
  'head',
  'lambda_handler_decorator',
  'listener',
  'listens_for',
  'middleware',
  'options',
  'parametrize',
  'patch',
  'post',
  'put',
  'receiver',
  'route',
  'shared_task',
  'singledispatch',
  'task',
  'websocket',
]);

export type WrapperKind = 'wrapper' | 'adapter' | 'other' | 'unknown';

/** What a call of this name makes of its arguments, in JavaScript. */
export function nodeWrapper(name: string): WrapperKind {
  if (NODE_WRAPPERS.has(name)) return 'wrapper';
  if (NODE_ADAPTERS.has(name)) return 'adapter';
  return NODE_OTHERS.has(name) ? 'other' : 'unknown';
}

/** What a call or decorator of this name makes of its function, in Python. */
export function pythonWrapper(name: string): WrapperKind {
  if (PYTHON_WRAPPERS.has(name) || /^on_\w+_(?:event|message|record)$/.test(name)) return 'wrapper';
  if (PYTHON_ADAPTERS.has(name)) return 'adapter';
  return PYTHON_OTHERS.has(name) ? 'other' : 'unknown';
}

/** Whether a method of this name of a Python application can be a handler string's end. */
export function isPythonEntry(name: string): boolean {
  return PYTHON_ENTRIES.has(name);
}
