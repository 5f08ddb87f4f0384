/**
 * What can be wrong with a request before any function code runs. Values of this class carry the error code of the
 * Lambda API, so that the gateway can put them on the wire and a command can print them as one line.
 */
export class LambdaServiceError extends Error {
  override readonly name = 'LambdaServiceError';
  constructor(
    readonly code: ServiceErrorCode,
    readonly statusCode: number,
    message: string,
    /** Extra members of the error body, e.g. `Reason` of a throttle. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export type ServiceErrorCode =
  | 'ResourceNotFoundException'
  | 'InvalidRequestContentException'
  | 'InvalidParameterValueException'
  | 'RequestTooLargeException'
  | 'TooManyRequestsException'
  | 'ResourceConflictException'
  | 'ServiceException';

/** lambda-contract §11.2; the ARN always ends in a qualifier since 2025. */
export function functionNotFound(arn: string): LambdaServiceError {
  return new LambdaServiceError('ResourceNotFoundException', 404, `Function not found: ${arn}`);
}

export function throttled(): LambdaServiceError {
  return new LambdaServiceError('TooManyRequestsException', 429, 'Rate Exceeded.', {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  });
}

export function functionPending(state: string): LambdaServiceError {
  return new LambdaServiceError(
    'ResourceConflictException',
    409,
    `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
  );
}

export function tenantRequired(name: string): LambdaServiceError {
  return new LambdaServiceError(
    'InvalidParameterValueException',
    400,
    `The function ${name} isolates tenants: name the tenant in the X-Amz-Tenant-Id header.`,
  );
}

/** A mistake in what the user configured or asked for. The message is one line that says what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Turns anything that was thrown into an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
