import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { functionArn } from '../lambda/identifiers';
import type { InvocationRequest, InvocationResponse } from '../lambda/invocation';

export type GivenUpCondition = 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

const DEAD_LETTER_ERROR_BYTES = 1024;

/** The record a destination of an asynchronous invocation receives (lambda-contract §12.4). */
export function destinationRecord(outcome: {
  readonly configuration: FunctionConfiguration;
  readonly request: InvocationRequest & { readonly requestId: string };
  readonly response: InvocationResponse | undefined;
  readonly condition: GivenUpCondition | 'Success';
  readonly attempts: number;
  readonly epochMs: number;
}): Readonly<Record<string, unknown>> {
  const { configuration, request, response, condition, attempts, epochMs } = outcome;
  return {
    version: '1.0',
    timestamp: new Date(epochMs).toISOString(),
    requestContext: {
      requestId: request.requestId,
      functionArn: functionArn(configuration.name, request.qualifier ?? '$LATEST'),
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: jsonOrText(request.payload),
    ...(response === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: response.executedVersion,
            ...(response.functionError === undefined ? {} : { functionError: response.functionError }),
          },
          responsePayload: jsonOrText(response.payload),
        }),
  };
}

/** The message in a dead-letter queue: the event itself with attributes beside it (lambda-contract §12.5). */
export function deadLetterMessage(
  request: InvocationRequest & { readonly requestId: string },
  response: InvocationResponse | undefined,
): Readonly<Record<string, unknown>> {
  return {
    body: Buffer.from(request.payload).toString(),
    attributes: {
      RequestID: request.requestId,
      ErrorCode: '200',
      ErrorMessage: Buffer.from(response?.payload ?? '')
        .subarray(0, DEAD_LETTER_ERROR_BYTES)
        .toString(),
    },
  };
}

function jsonOrText(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
