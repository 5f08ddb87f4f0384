import { builtIns } from './builtIns';
import type { HandlerRules } from './configuration';
import { describeError } from './errorFormat';
import type { Invocation, Outcome } from './runtimeApi';
import { runtimeError } from './runtimeErrors';

/** Throws an Error when JSON cannot represent the result. */
export function responseOutcome(invocation: Invocation, result: unknown, rules: HandlerRules): Outcome {
  const body = serialize(result === undefined ? null : result, rules);
  // Functions and symbols have no JSON at all; AWS's clients fail with these words.
  if (body === undefined) throw calledBy(new TypeError('Wrong arguments'));
  return { invocation, kind: 'response', body };
}

export function errorOutcome(invocation: Invocation, thrown: unknown, rules: HandlerRules): Outcome {
  return { invocation, kind: 'error', body: builtIns.stringify(describeError(thrown, rules)) };
}

function serialize(value: unknown, rules: HandlerRules): string | undefined {
  try {
    return builtIns.stringify(value);
  } catch {
    const message = 'Unable to stringify response body';
    throw calledBy(rules === 'promise' ? runtimeError(rules, 'JSONStringifyError', message) : new Error(message));
  }
}

/** The stack tells who ended the invocation, not how the client works. */
function calledBy(error: Error): Error {
  Error.captureStackTrace(error, responseOutcome);
  return error;
}
