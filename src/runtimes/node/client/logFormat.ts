import { format } from 'node:util';
import { builtIns } from './builtIns';
import type { LogLevel } from './logLevels';

/** What every log event carries besides its message. */
export interface LogContext {
  /** ISO 8601 UTC with milliseconds. */
  readonly timestamp: string;
  readonly requestId: string | undefined;
  readonly tenantId: string | undefined;
  readonly level: LogLevel;
}

/** `time <tab> request id <tab> level <tab> message` (lambda-contract §7.3). */
export function formatText(context: LogContext, message: unknown, parameters: readonly unknown[]): string {
  return `${context.timestamp}\t${String(context.requestId)}\t${context.level.name}\t${format(message, ...parameters)}`;
}

/** One JSON object; a single argument stays an object, the first Error among several is described (lambda-contract §7.2). */
export function formatJson(context: LogContext, message: unknown, parameters: readonly unknown[]): string {
  const line: Record<string, unknown> = {
    timestamp: context.timestamp,
    level: context.level.name,
    requestId: context.requestId,
  };
  if (context.tenantId !== undefined) line['tenantId'] = context.tenantId;
  if (parameters.length === 0) {
    try {
      return builtIns.stringify({ ...line, message }, describeNestedErrors);
    } catch {
      return builtIns.stringify({ ...line, message: format(message) });
    }
  }
  line['message'] = format(message, ...parameters);
  const error = parameters.find((parameter) => parameter instanceof Error);
  if (error instanceof Error) {
    line['errorType'] = constructorName(error);
    line['errorMessage'] = error.message;
    line['stackTrace'] = typeof error.stack === 'string' ? error.stack.split('\n') : [];
  }
  return builtIns.stringify(line);
}

function describeNestedErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { stack } = value;
  return Object.assign(
    {
      errorType: constructorName(value),
      errorMessage: value.message,
      stackTrace: typeof stack === 'string' ? stack.split('\n') : stack,
    },
    value,
  );
}

function constructorName(error: Error): string {
  // Errors may be created without a prototype chain of their own.
  const constructor = error.constructor as { readonly name?: string } | undefined;
  return constructor?.name ?? 'UnknownError';
}
