import { basename } from 'node:path';
import type { HandlerRules } from './configuration';
import { runtimeError } from './runtimeErrors';

/** The parts of a handler string such as `src/orders/app.handlers.create`. */
export interface HandlerName {
  /** `src/orders`, empty for the task root. */
  readonly folder: string;
  /** `app`: the file's name without extension. */
  readonly module: string;
  /** `handlers`, `create`: from the module's exports to the function. */
  readonly properties: readonly string[];
}

/**
 * Splits a handler string at its last slash and the first dot after it (lambda-contract §9.2). Throws
 * `Runtime.MalformedHandlerName`.
 */
export function parseHandlerString(handler: string, rules: HandlerRules): HandlerName {
  if (handler.includes('..')) {
    throw runtimeError(
      rules,
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const fileAndFunction = basename(handler);
  const dot = fileAndFunction.indexOf('.');
  if (dot === -1) throw runtimeError(rules, 'MalformedHandlerName', 'Bad handler');
  return {
    folder: handler.slice(0, handler.lastIndexOf(fileAndFunction)).replace(/(?!^)\/$/, ''),
    module: fileAndFunction.slice(0, dot),
    properties: fileAndFunction.slice(dot + 1).split('.'),
  };
}
