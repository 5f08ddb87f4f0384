import type { ClientConfiguration, HandlerRules } from './configuration';
import { parseHandlerString } from './handlerString';
import { loadModule } from './moduleLoader';
import { runtimeError } from './runtimeErrors';

export type HandlerFunction = (...parameters: unknown[]) => unknown;

/** A function's handler and what its declaration tells. */
export interface Handler {
  readonly call: HandlerFunction;
  /** Made by `awslambda.streamifyResponse`. */
  readonly streaming: boolean;
  /** Buffer size of the response stream in bytes. */
  readonly highWaterMark: number | undefined;
  /** Declared with `async`. */
  readonly async: boolean;
}

/** Marks on handler functions; AWS's clients use the same symbols, and libraries set them. */
export const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
export const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
export const STREAM_RESPONSE = 'response';

const CALLBACK_PARAMETERS = 3;
const CALLBACK_DEPRECATED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';
const CALLBACK_WARNING =
  'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.';

/**
 * Imports the function's module and finds its handler. Throws what the module threw, or one of the `Runtime.` errors of
 * lambda-contract §9.2.
 */
export async function loadHandler(configuration: ClientConfiguration): Promise<Handler> {
  const { rules, handler: text } = configuration;
  const name = parseHandlerString(text, rules);
  const exports = await loadModule(configuration, name);
  const call = rules === 'promise' ? findForPromises(exports, name.properties) : find(exports, name.properties);
  if (!call) throw runtimeError(rules, 'HandlerNotFound', `${text} is undefined or not exported`);
  if (typeof call !== 'function') throw runtimeError(rules, 'HandlerNotFound', `${text} is not a function`);
  const handler = describe(call as HandlerFunction, rules);
  checkCallback(handler, configuration);
  return handler;
}

function find(exports: unknown, properties: readonly string[]): unknown {
  return properties.reduce<unknown>(
    (value, property) => (value ? Reflect.get(Object(value), property) : value),
    exports,
  );
}

/** Since nodejs24.x a default export is looked at too, and functions have no properties worth looking at. */
function findForPromises(exports: unknown, properties: readonly string[]): unknown {
  const findIn = (start: unknown): unknown =>
    properties.reduce<unknown>(
      (value, property) => (typeof value === 'object' && value !== null ? Reflect.get(value, property) : undefined),
      start,
    );
  const found = findIn(exports);
  if (found || typeof exports !== 'object' || exports === null || !('default' in exports)) return found;
  return findIn(exports.default);
}

function describe(call: HandlerFunction, rules: HandlerRules): Handler {
  const highWaterMark = Number.parseInt(String(Reflect.get(call, HIGH_WATER_MARK)), 10);
  return {
    call,
    streaming: isStreaming(call, rules),
    highWaterMark: Number.isNaN(highWaterMark) ? undefined : highWaterMark,
    async: Object.prototype.toString.call(call) === '[object AsyncFunction]',
  };
}

function isStreaming(call: HandlerFunction, rules: HandlerRules): boolean {
  const mark: unknown = Reflect.get(call, STREAMING);
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark === STREAM_RESPONSE) return true;
  throw runtimeError(rules, 'MalformedStreamingHandler', 'Only response streaming is supported.', isStreaming);
}

function checkCallback({ call, streaming, async }: Handler, { rules, warnAboutCallbacks }: ClientConfiguration): void {
  if (streaming || call.length < CALLBACK_PARAMETERS) return;
  if (rules === 'promise') throw runtimeError(rules, 'CallbackHandlerDeprecated', CALLBACK_DEPRECATED, checkCallback);
  if (!async && call.length === CALLBACK_PARAMETERS && warnAboutCallbacks) console.warn(CALLBACK_WARNING);
}
