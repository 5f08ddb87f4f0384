import { LambdaServiceError } from '../lambda/errors';

type RefusalCode = 'AccessDeniedException' | 'UnknownOperationException' | 'ValidationException';

/** A request that no function saw, with an error code that belongs to the HTTP front rather than to the Lambda service. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal';
  constructor(
    readonly code: RefusalCode,
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** A parameter that does not match the pattern or enumeration of the API model. */
export function validationFailed(value: string, parameter: string, constraint: string): RequestRefusal {
  return new RequestRefusal(
    'ValidationException',
    400,
    `1 validation error detected: Value '${value}' at '${parameter}' failed to satisfy constraint: ${constraint}`,
  );
}

/** Some other machine's name led here: DNS rebinding, or a proxy that should not point here. */
export function foreignHost(host: string | undefined): RequestRefusal {
  return new RequestRefusal(
    'AccessDeniedException',
    403,
    `The Host header "${host ?? ''}" is refused because only this machine may call; use 127.0.0.1 or localhost in the URL.`,
  );
}

/** A web page called the Invoke API. */
export function browserRefused(origin: string): RequestRefusal {
  return new RequestRefusal(
    'AccessDeniedException',
    403,
    `The web page at "${origin}" is refused because pages may not call the Invoke API; use an SDK, the command line or a function URL.`,
  );
}

/** A web page that does not come from this machine called a function URL. */
export function foreignPage(page: string): RequestRefusal {
  return new RequestRefusal(
    'AccessDeniedException',
    403,
    `The web page at "${page}" is refused because it does not come from this machine; serve the page from localhost.`,
  );
}

/** A function URL with AuthType AWS_IAM was called without a signature; the text is AWS's own (lambda-contract §13). */
export function signatureMissing(): RequestRefusal {
  return new RequestRefusal(
    'AccessDeniedException',
    403,
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  );
}

export function unknownOperation(method: string, path: string): RequestRefusal {
  return new RequestRefusal(
    'UnknownOperationException',
    404,
    `${method} ${path} is not served here; Invoke, InvokeWithResponseStream, InvokeAsync, GetFunction, GetFunctionConfiguration and ListFunctions are.`,
  );
}

/** lambda-contract §11.2 */
export function requestTooLarge(limitBytes: number): LambdaServiceError {
  return new LambdaServiceError(
    'RequestTooLargeException',
    413,
    `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
  );
}

/** lambda-contract §11.2 */
export function invalidRequestContent(message: string): LambdaServiceError {
  return new LambdaServiceError('InvalidRequestContentException', 400, message);
}
