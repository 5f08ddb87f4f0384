/** `HttpApi`: API Gateway HTTP API (v2). `RestApi`: API Gateway REST API (v1). `Alb`: Application Load Balancer. */
export type HttpFrontKind = 'HttpApi' | 'RestApi' | 'Alb';

/** One API, or load balancer, with all its routes to functions. */
export interface HttpFrontConfiguration {
  readonly kind: HttpFrontKind;
  /** Logical id of the API; unique among the fronts of a project. */
  readonly name: string;
  /** Stage name; `$default` has no prefix in the path. Load balancers have none: empty. */
  readonly stage: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly routes: readonly HttpRoute[];
  readonly cors?: CorsConfiguration;
  /** Name -> authorizer; routes speak of them by name. */
  readonly authorizers: Readonly<Record<string, AuthorizerConfiguration>>;
  /** REST APIs only: media types whose bodies travel in base64. */
  readonly binaryMediaTypes: readonly string[];
  /** Load balancers only: `lambda.multi_value_headers.enabled` of the target group. */
  readonly multiValueHeaders: boolean;
}

export interface HttpRoute {
  /** Upper case, or `ANY`. */
  readonly method: string;
  /** `/orders/{id}`, `/files/{proxy+}` or `$default`; for load balancers a pattern with `*` and `?`. */
  readonly path: string;
  readonly functionName: string;
  readonly payloadFormatVersion: '1.0' | '2.0';
  /** Name of an authorizer; absent: everyone may call. */
  readonly authorizer?: string;
  /** After this the client is answered; the function goes on. Absent: the service's limit. */
  readonly timeoutMs?: number;
  /** REST APIs only: what the resource of the route grants, where the API grants nothing as a whole. */
  readonly cors?: CorsConfiguration;
  /** Load balancers only: of the target group of the route, where groups differ. */
  readonly multiValueHeaders?: boolean;
}

/** CORS as the template grants it; header values as they are sent. */
export interface CorsConfiguration {
  /** Origins, `*`, or `https://*`. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly allowCredentials: boolean;
}

export type AuthorizerConfiguration = LambdaAuthorizer | TokenAuthorizer | IamAuthorizer;

/** A function that decides. */
export interface LambdaAuthorizer {
  readonly kind: 'lambda';
  readonly functionName: string;
  /** `TOKEN` and `REQUEST` are those of REST APIs, `1.0` and `2.0` those of HTTP APIs. */
  readonly payload: 'TOKEN' | 'REQUEST' | '1.0' | '2.0';
  /** HTTP APIs: the function answers `{"isAuthorized": true}` instead of a policy. */
  readonly simpleResponses: boolean;
  /** `$request.header.Name`, `$request.querystring.name`, `$context.x`, `$stageVariables.x`; all must be there. */
  readonly identitySources: readonly string[];
  /** Regular expression that the token of a `TOKEN` authorizer has to match. */
  readonly validationExpression?: string;
  /** How long an answer is kept for the same identity; 0: not at all. */
  readonly ttlSeconds: number;
}

/** JSON web tokens, of HTTP APIs (`jwt`) or Cognito user pools (`cognito`). They are decoded here, not verified. */
export interface TokenAuthorizer {
  readonly kind: 'jwt' | 'cognito';
  readonly identitySource: string;
}

/** AWS_IAM: requests are signed. Signatures are not checked here. */
interface IamAuthorizer {
  readonly kind: 'iam';
}
