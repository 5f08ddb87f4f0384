import type { HandlerRules } from './configuration';

/** Error types the runtime client itself reports, without their `Runtime.` (lambda-contract §9.2). */
export type RuntimeErrorType =
  | 'ImportModuleError'
  | 'HandlerNotFound'
  | 'MalformedHandlerName'
  | 'UserCodeSyntaxError'
  | 'MalformedStreamingHandler'
  | 'InvalidStreamingOperation'
  | 'UnhandledPromiseRejection'
  | 'NodeJsExit'
  | 'JSONStringifyError'
  | 'PlatformError'
  | 'CallbackHandlerDeprecated';

/** Class names since nodejs24.x, where they are not the error type; JSON log lines show them as `errorType`. */
const CLASS_NAMES: Partial<Record<RuntimeErrorType, string>> = {
  HandlerNotFound: 'HandlerNotFoundError',
  MalformedHandlerName: 'MalformedHandlerNameError',
  CallbackHandlerDeprecated: 'CallbackHandlerDeprecatedError',
};

/**
 * An error of the runtime client. How it looks in logs follows the rules: up to nodejs22.x the name is inherited, since
 * nodejs24.x it is a property of its own, and JSON log lines show the name of the class. The stack begins with the caller of `above`.
 */
export function runtimeError(
  rules: HandlerRules,
  type: RuntimeErrorType,
  message: string,
  above: (...parameters: never[]) => unknown = runtimeError,
): Error {
  class RuntimeError extends Error {}
  const name = `Runtime.${type}`;
  if (rules === 'callback') {
    Object.defineProperty(RuntimeError, 'name', { value: type });
    RuntimeError.prototype.name = name;
  } else {
    Object.defineProperty(RuntimeError, 'name', { value: CLASS_NAMES[type] ?? type });
  }
  const error = new RuntimeError(message);
  if (rules === 'promise') error.name = name;
  Error.captureStackTrace(error, above);
  return error;
}
