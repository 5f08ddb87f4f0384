import type { LambdaServiceError } from '../../lambda/errors';
import type { HttpFrontKind } from '../../lambda/httpApi';
import type { Verdict } from './policy';

/** An answer that the front gives itself, in the words of the service it stands for. */
export class FrontRefusal extends Error {
  override readonly name = 'FrontRefusal';
  constructor(
    readonly statusCode: number,
    readonly contentType: string,
    readonly body: string,
    /** `x-amzn-ErrorType`, which REST APIs send. */
    readonly errorType?: string,
  ) {
    super(body);
  }
}

/** No route fits. */
export function routeNotFound(kind: HttpFrontKind): FrontRefusal {
  if (kind === 'HttpApi') return message(404, 'Not Found');
  if (kind === 'Alb') return page(404, 'Not Found');
  return message(403, 'Missing Authentication Token', 'MissingAuthenticationTokenException');
}

/**
 * The function failed, or answered something that is no HTTP response. REST APIs send 502
 * (docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html), load balancers, too. HTTP APIs send 500: the body is
 * documented (apigateway/latest/developerguide/http-api-troubleshooting-lambda.html), the status is what users see
 * (github.com/awslabs/aws-lambda-cpp/issues/117, github.com/denoland/deno_registry2/issues/87).
 */
export function functionFailed(kind: HttpFrontKind): FrontRefusal {
  if (kind === 'HttpApi') return message(500, 'Internal Server Error');
  if (kind === 'Alb') return page(502, 'Bad Gateway');
  return new FrontRefusal(
    502,
    'application/json',
    '{"message": "Internal server error"}',
    'InternalServerErrorException',
  );
}

/**
 * The function did not answer in time; it goes on. REST APIs send INTEGRATION_TIMEOUT
 * (docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html), HTTP APIs 503
 * (github.com/serverless/serverless/issues/11222, github.com/anomalyco/sst/issues/2232).
 */
export function timedOut(kind: HttpFrontKind): FrontRefusal {
  if (kind === 'HttpApi') return message(503, 'Service Unavailable');
  return kind === 'Alb'
    ? page(504, 'Gateway Time-out')
    : message(504, 'Endpoint request timed out', 'InternalServerErrorException');
}

/** What the authorizer asks for is missing, or it said so. */
export function unauthorized(kind: HttpFrontKind): FrontRefusal {
  return message(401, 'Unauthorized', kind === 'RestApi' ? 'UnauthorizedException' : undefined);
}

/** The authorizer does not allow the request. */
export function forbidden(kind: HttpFrontKind, verdict: Exclude<Verdict, 'allowed'>): FrontRefusal {
  if (kind !== 'RestApi') return message(403, 'Forbidden');
  const reason = verdict === 'denied' ? ' with an explicit deny' : '';
  const body = JSON.stringify({ Message: `User is not authorized to access this resource${reason}` });
  return new FrontRefusal(403, 'application/json', body, 'AccessDeniedException');
}

/** The authorizer failed, or answered something that is no decision. */
export function authorizerFailed(kind: HttpFrontKind): FrontRefusal {
  return kind === 'RestApi'
    ? new FrontRefusal(500, 'application/json', '{"message":null}', 'AuthorizerConfigurationException')
    : message(500, 'Internal Server Error');
}

/** What a request that the Lambda service refuses becomes. */
export function serviceRefusal(kind: HttpFrontKind, error: LambdaServiceError): FrontRefusal {
  if (error.code === 'RequestTooLargeException') {
    if (kind === 'Alb') return page(413, 'Request Entity Too Large');
    return kind === 'HttpApi'
      ? message(413, 'Request Entity Too Large')
      : message(413, 'Request Too Long', 'RequestTooLargeException');
  }
  if (kind === 'HttpApi') return message(503, 'Service Unavailable');
  return kind === 'Alb'
    ? page(502, 'Bad Gateway')
    : message(500, 'Internal server error', 'InternalServerErrorException');
}

function message(statusCode: number, text: string, errorType?: string): FrontRefusal {
  return new FrontRefusal(statusCode, 'application/json', JSON.stringify({ message: text }), errorType);
}

function page(statusCode: number, text: string): FrontRefusal {
  const title = `${statusCode} ${text}`;
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ];
  return new FrontRefusal(statusCode, 'text/html', body.join('\r\n'));
}
