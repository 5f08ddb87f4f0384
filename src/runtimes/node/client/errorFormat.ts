import { types } from 'node:util';
import { builtIns } from './builtIns';
import type { HandlerRules, LoggingConfiguration } from './configuration';

/** The body of `/error` and `/init/error` (lambda-contract §9.2). */
export interface ErrorPayload {
  readonly errorType: string | undefined;
  readonly errorMessage: string | undefined;
  readonly trace?: readonly string[];
}

interface ErrorLike {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** Describes anything that was thrown, rejected with or handed to a callback, as AWS's client of these rules does. */
export function describeError(thrown: unknown, rules: HandlerRules): ErrorPayload {
  try {
    return rules === 'promise' ? describeForPromises(thrown) : describeForCallbacks(thrown);
  } catch {
    const payload = {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
    return rules === 'promise' ? { ...payload, trace: [] } : payload;
  }
}

function describeForPromises(thrown: unknown): ErrorPayload {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  const { name, message, stack }: ErrorLike = thrown;
  return {
    errorType: escapeDelete(name),
    errorMessage: escapeDelete(message),
    trace: escapeDelete(stack)?.split('\n') ?? [],
  };
}

function describeForCallbacks(thrown: unknown): ErrorPayload {
  if (!types.isNativeError(thrown) && !looksLikeError(thrown)) {
    return { errorType: typeof thrown, errorMessage: (thrown as { toString: () => string }).toString(), trace: [] };
  }
  const { name, message, stack }: ErrorLike = thrown;
  if (stack === undefined) throw new TypeError('The error has no stack.');
  return { errorType: escapeDelete(name), errorMessage: escapeDelete(message), trace: escapeDelete(stack).split('\n') };
}

function looksLikeError(value: unknown): value is Required<ErrorLike> {
  const { name, message, stack } = (value ?? {}) as { name?: unknown; message?: unknown; stack?: unknown };
  return [name, message, stack].every((part) => typeof part === 'string' && part !== '');
}

/** The service refuses the ASCII character DEL in error texts. */
function escapeDelete(text: string): string;
function escapeDelete(text: string | undefined): string | undefined;
function escapeDelete(text: string | undefined): string | undefined {
  return text?.replaceAll('\x7F', '%7F');
}

/** Writes `Invoke Error`, `Init Error` and their like through the function's own console (lambda-contract §7.3). */
export class ErrorLog {
  constructor(
    private readonly rules: HandlerRules,
    private readonly format: LoggingConfiguration['format'],
  ) {}

  log(label: string, thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : this.toError(thrown);
    try {
      if (this.format === 'JSON') console.error(error);
      else console.error(label, `\t${this.serialize(error)}`);
    } catch {
      // A console method that user code replaced and that throws must not keep the error from being reported.
    }
  }

  private toError(thrown: unknown): Error {
    try {
      return new Error(this.rules === 'callback' ? (thrown as string) : String(thrown));
    } catch {
      return new Error(typeof thrown);
    }
  }

  private serialize(error: Error): string {
    try {
      return builtIns.stringify(error, withEnumerableProperties);
    } catch {
      return builtIns.stringify(describeError(error, this.rules));
    }
  }
}

function withEnumerableProperties(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const described = Object.assign(
    {
      errorType: value.name,
      errorMessage: value.message,
      code: (value as NodeJS.ErrnoException).code,
    },
    value,
  );
  return typeof value.stack === 'string' ? Object.assign(described, { stack: value.stack.split('\n') }) : described;
}
